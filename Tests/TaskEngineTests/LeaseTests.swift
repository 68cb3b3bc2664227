import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("Several engines on one ledger")
struct LeaseTests {
    /// Another process that lives for as long as the test.
    static let other = ProcessIdentity(running: Int(getppid()))
    static let lease = "poll https://nexusflow.vip none"

    /// An engine of another process on the same ledger and clock, with a service and a storage of its own.
    struct Neighbour: Sendable {
        let service: ScriptedService
        let store = ScriptedStore()
        let engine: TaskEngine

        init(of bench: Bench, account: String = "none") throws {
            service = try ScriptedService()
            engine = TaskEngine(
                ledger: try Ledger(path: bench.ledger.path), service: service, store: store, account: account,
                clock: bench.clock,
                configuration: EngineConfiguration(process: LeaseTests.other, random: { 0.5 }))
        }
    }

    func withNeighbour(_ body: (Bench, Neighbour) async throws -> Void) async throws {
        try await withBench(hurrying: false) { bench async throws in
            let neighbour = try Neighbour(of: bench)
            try await body(bench, neighbour)
            await neighbour.engine.shutdown()
        }
    }

    func last(_ stream: AsyncStream<FollowUpdate>) async -> FollowUpdate? {
        var last: FollowUpdate?
        for await update in stream { last = update }
        return last
    }

    @Test("only the one that holds the lease asks; the other sees what it wrote within two seconds")
    func oneAsks() async throws {
        try await withNeighbour { bench, neighbour in
            _ = try await bench.submitted("running")
            let (clock, engine) = (bench.clock, neighbour.engine)
            async let first = last(bench.engine.follow([1]))
            await clock.sleepers()
            let second = Task {
                let update = await last(engine.follow([1]))
                return (update, clock.now)
            }
            await clock.sleepers(2)
            bench.service.on("GET /tasks/t-1", .task("running"), .task("running"), .task("succeeded"))
            let together = clock.run(by: 1, sleepers: 2)
            #expect(await first?.records.first?.status == .succeeded)
            together.cancel()
            let known = clock.now
            let alone = clock.run(by: 1)
            let (update, seen) = await second.value
            alone.cancel()
            #expect(update?.records.first?.status == .succeeded)
            #expect(seen.timeIntervalSince(known) <= 2)
            #expect(bench.service.count("GET /tasks/t-1") == 3)
            #expect(neighbour.service.log.isEmpty)
        }
    }

    @Test("the lease of a process that is gone is nobody's")
    func holderGone() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")
            #expect(try bench.ledger.takeLease(Self.lease, by: dead, for: 100_000, at: noon))
            bench.service.on("GET /tasks/t-1", .task("succeeded"))
            async let update = last(bench.engine.follow([1]))
            await bench.clock.sleepers()
            bench.clock.advance(by: 12.5)
            #expect(await update?.records.first?.status == .succeeded)
        }
    }

    @Test("a holder that hangs is replaced when its lease runs out, not before")
    func holderHangs() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            #expect(try bench.ledger.takeLease(Self.lease, by: Self.other, for: 105, at: noon))
            bench.service.on("GET /tasks/t-1", .task("succeeded"))
            let ticking = bench.clock.run(by: 1)
            #expect(await last(bench.engine.follow([1]))?.records.first?.status == .succeeded)
            ticking.cancel()
            #expect((105...108).contains(bench.clock.now.timeIntervalSince(noon)))
        }
    }

    @Test("a lease that is given back passes to the other within two seconds")
    func givenBack() async throws {
        try await withNeighbour { bench, neighbour in
            _ = try await bench.submitted("running")
            let engine = bench.engine
            let leaving = Task { for await _ in engine.follow([1]) {} }
            await bench.clock.sleepers()
            async let update = last(neighbour.engine.follow([1]))
            await bench.clock.sleepers(2)
            // No second passes before it is given back.
            await engine.shutdown()
            await leaving.value
            neighbour.service.on("GET /tasks/t-1", .task("succeeded"))
            let ticking = bench.clock.run(by: 1)
            #expect(await update?.records.first?.status == .succeeded)
            ticking.cancel()
            // The question was due 12.5 seconds after the submit.
            #expect((12.5...15).contains(bench.clock.now.timeIntervalSince(noon)))
            #expect(bench.service.log == ["POST /tasks"])
        }
    }

    @Test("a lease from before the clock was set back is nobody's")
    func clockSetBack() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            let tomorrow = noon.addingTimeInterval(24 * 3600)
            #expect(try bench.ledger.takeLease(Self.lease, by: Self.other, for: 105, at: tomorrow))
            bench.service.on("GET /tasks/t-1", .task("succeeded"))
            async let update = last(bench.engine.follow([1]))
            await bench.clock.sleepers()
            bench.clock.advance(by: 12.5)
            #expect(await update?.records.first?.status == .succeeded)
        }
    }

    @Test("the holder asks for the other's tasks too, and puts their videos where their rows say")
    func holderFetchesForAll() async throws {
        try await withNeighbour { bench, neighbour in
            _ = try await bench.submitted("running")
            var order = bench.order("a kite", autodownload: true)
            order.folder = "\(bench.folder)/elsewhere"
            order.template = "kite.mp4"
            neighbour.service.on("POST /tasks", .task("running", id: "t-2"))
            let number = try await neighbour.engine.submit(order).number
            bench.store.change { $0.object = video() }
            bench.store.on(.serve)
            bench.service.always("GET /tasks/t-1", .task("running"))
            bench.service.on("GET /tasks/t-2", .task("succeeded", id: "t-2", url: "https://v/2.mp4"))
            let engine = bench.engine
            let watching = Task { for await _ in engine.follow([1]) {} }
            await bench.clock.sleepers()
            let update = Task { await last(neighbour.engine.follow([number])) }
            await bench.clock.sleepers(2)
            // Time passes only while both are at rest: what is real work must not outlast a lease.
            let together = bench.clock.run(by: 1, sleepers: 2)
            let record = try #require(await update.value?.records.first)
            together.cancel()
            watching.cancel()
            await watching.value
            #expect(record.file == "\(bench.folder)/elsewhere/kite.mp4")
            #expect(neighbour.service.log == ["POST /tasks"])
            #expect(neighbour.store.requests.isEmpty)
        }
    }

    @Test("what the holder gave up, another one that waits for it tries by itself")
    func holderGaveUp() async throws {
        try await withNeighbour { bench, neighbour in
            bench.store.on(.say(200, [.init("Content-Length", "5")], Array("hello".utf8)))
            bench.service.always("GET /tasks/t-2", .task("running", id: "t-2"))
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4", autodownload: true)
            bench.service.on("POST /tasks", .task("running", id: "t-2"))
            _ = try await bench.engine.submit(bench.order())
            let engine = bench.engine
            // The other task keeps the holder at work.
            let holding = Task { for await _ in engine.follow([2]) {} }
            await bench.clock.sleepers()
            neighbour.store.change { $0.object = video() }
            neighbour.store.on(.serve)
            let update = Task { await last(neighbour.engine.follow([1])) }
            let ticking = bench.clock.run(by: 1)
            #expect(await update.value?.records.first?.file != nil)
            ticking.cancel()
            holding.cancel()
            await holding.value
            #expect(try bench.ledger.task(1)?.downloadError == nil)
        }
    }

    @Test("waiting for a video that can be fetched no more ends, whoever holds the lease")
    func tooLateElsewhere() async throws {
        try await withBench(hurrying: false) { bench async throws in
            bench.service.on(
                "POST /tasks", .task("succeeded", url: "https://v/1.mp4", created: "2026-05-30T12:00:00.000Z"))
            _ = try await bench.engine.submit(bench.order(autodownload: true))
            #expect(try bench.ledger.takeLease(Self.lease, by: Self.other, for: 105, at: noon))
            let ticking = bench.clock.run(by: 1)
            let update = await last(bench.engine.follow([1]))
            ticking.cancel()
            #expect(update?.downloadFailures[1]?.message.contains("could be fetched until") == true)
            #expect(bench.clock.now.timeIntervalSince(noon) < 100)
            #expect(bench.store.requests.isEmpty)
        }
    }

    @Test("a task of another account, which the holder does not look after, is asked for by whoever follows it")
    func otherAccount() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            let neighbour = try Neighbour(of: bench, account: "another")
            #expect(
                try bench.ledger.takeLease(
                    "poll https://nexusflow.vip another", by: ProcessIdentity(running: 1), for: 105, at: noon))
            neighbour.service.always("GET /tasks/t-1", .task("succeeded"))
            let ticking = bench.clock.run(by: 1)
            #expect(await last(neighbour.engine.follow([1]))?.records.first?.status == .succeeded)
            ticking.cancel()
            #expect(bench.clock.now.timeIntervalSince(noon) < 100)
            await neighbour.engine.shutdown()
        }
    }
}
