import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Following tasks")
struct FollowTests {
    /// All updates until the stream ends; a reader that is quick enough to miss none is not assumed.
    func last(_ stream: AsyncStream<FollowUpdate>) async -> FollowUpdate? {
        var last: FollowUpdate?
        for await update in stream { last = update }
        return last
    }

    @Test("ends when all have ended, with the rows in the order asked for")
    func ends() async throws {
        try await withBench { bench async throws in
            bench.service.on("POST /tasks", .task("pending", id: "a"), .task("pending", id: "b"))
            _ = try await bench.engine.submit(bench.order())
            _ = try await bench.engine.submit(bench.order())
            bench.service.on("GET /tasks/a", .task("running", id: "a"), .task("succeeded", id: "a", url: "https://v/a"))
            bench.service.on("GET /tasks/b", .task("failed", id: "b", error: "DataInspectionFailed: no"))
            let update = try #require(await last(bench.engine.follow([2, 1])))
            #expect(update.records.map(\.number) == [2, 1])
            #expect(update.records.map(\.status) == [.failed, .succeeded])
            #expect(update.records.map(\.cost) == [.zero, Money("0.45")])
            #expect(update.trouble == nil)
        }
    }

    @Test("ends at once for what has ended, or cannot be watched, and asks nothing")
    func nothingToFollow() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("succeeded")
            bench.service.on("POST /tasks", .text(200, ""))
            _ = try? await bench.engine.submit(bench.order())
            let update = try #require(await last(bench.engine.follow([1, 2, 77])))
            #expect(update.records.map(\.status) == [.succeeded, .unknown])
            #expect(bench.service.log == ["POST /tasks", "POST /tasks"])
            #expect(await last(bench.engine.follow([]))?.records.isEmpty == true)
        }
    }

    @Test("ends for rows of a process that died, and of another service")
    func elsewhere() async throws {
        try await withBench { bench async throws in
            let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")
            var intent = TaskIntent(
                request: GenerationRequest(model: "m", prompt: "p"), origin: "https://nexusflow.vip", account: "none",
                folder: "/", template: "x", exists: .skip, autodownload: false)
            _ = try await bench.ledger.intend(intent, by: dead, at: noon)
            intent.origin = "https://elsewhere.example"
            _ = try await bench.ledger.intend(intent, by: dead, at: noon)
            _ = try await bench.ledger.beginSending(2, by: dead, at: noon)
            let task = try #require(RemoteTask(ScriptedService.Line.json("running")))
            _ = try await bench.ledger.accept(TaskAnswer(number: 2, task: task, receivedAt: noon), at: noon)
            let update = try #require(await last(bench.engine.follow([1, 2])))
            #expect(update.records.map(\.status) == [.intended, .running])
        }
    }

    @Test("of the local service goes on though it has another port every time")
    func otherPort() async throws {
        try await withBench(address: "http://127.0.0.1:8080/v1") { bench async throws in
            let record = try await bench.submitted("running")
            #expect(record.origin == "http://127.0.0.1:8080")
            let service = try ScriptedService("http://127.0.0.1:9090/v1")
            service.on("GET /tasks/t-1", .task("succeeded"))
            let engine = TaskEngine(
                ledger: bench.ledger, service: service, store: bench.store, account: "none",
                clock: ManualClock(hurrying: true), configuration: EngineConfiguration(portMoves: true))
            #expect(await last(engine.follow([1]))?.records.first?.status == .succeeded)
            await engine.shutdown()
        }
    }

    @Test("shows trouble while it lasts, and no trouble ends a task")
    func trouble() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on(
                "GET /tasks/t-1", .refusal(401, "key expired"), .refusal(404), .failure(ServiceError(.timeout, "late")),
                .text(200, "<html>"), .task("resting"), .task("succeeded"))
            var codes: [ServiceError.Code?] = []
            let clock = bench.clock
            let ticking = Task {
                while !Task.isCancelled {
                    await clock.sleepers()
                    clock.advance(by: 60)
                }
            }
            for await update in bench.engine.follow([1]) {
                if codes.last != update.trouble?.code { codes.append(update.trouble?.code) }
                if update.records.first?.status == .succeeded { break }
            }
            ticking.cancel()
            #expect(codes.contains(.denied))
            #expect(codes.last == .some(nil))
            #expect(try bench.status(1) == .succeeded)
        }
    }

    @Test("many at once is one list call; only ends without their result are asked for by id")
    func list() async throws {
        try await withBench { bench async throws in
            for index in 1...6 {
                bench.service.on("POST /tasks", .task("pending", id: "t-\(index)"))
                _ = try await bench.engine.submit(bench.order())
            }
            let rows: [JSONValue] = (1...5).map { index in
                switch index {
                case 1: ScriptedService.Line.json("succeeded", id: "t-1", url: "https://v/1")
                case 2: ScriptedService.Line.json("failed", id: "t-2", error: "InvalidParameter: no")
                case 3: ScriptedService.Line.json("succeeded", id: "t-3")
                case 4: ScriptedService.Line.json("failed", id: "t-4")
                default: ScriptedService.Line.json("running", id: "t-5")
                }
            }
            bench.service.on("GET /tasks?limit=100", .answer(200, ["data": .array(rows)], []))
            bench.service.on("GET /tasks/t-3", .task("succeeded", id: "t-3", url: "https://v/3"))
            bench.service.on("GET /tasks/t-4", .task("failed", id: "t-4", error: "Arrearage: no"))
            bench.service.on("GET /tasks/t-6", .task("failed", id: "t-6"))
            bench.service.on("GET /tasks/t-5", .task("succeeded", id: "t-5"))
            let update = try #require(await last(bench.engine.follow(Array(1...6))))
            #expect(update.records.map(\.status) == [.succeeded, .failed, .succeeded, .failed, .succeeded, .failed])
            #expect(update.records[2].videoURL == "https://v/3")
            #expect(update.records[3].error == "Arrearage: no")
            #expect(bench.service.count("GET /tasks?limit=100") == 1)
            #expect(bench.service.count("GET /tasks/t-1") == 0)
        }
    }

    @Test("does without the list where there is none", arguments: [404, 405, 200])
    func noList(status: Int) async throws {
        try await withBench { bench async throws in
            for index in 1...5 {
                bench.service.on("POST /tasks", .task("pending", id: "t-\(index)"))
                _ = try await bench.engine.submit(bench.order())
                bench.service.on("GET /tasks/t-\(index)", .task("running", id: "t-\(index)"))
                bench.service.on("GET /tasks/t-\(index)", .task("failed", id: "t-\(index)"))
            }
            bench.service.on("GET /tasks?limit=100", .text(status, "<html>nothing here</html>"))
            let update = try #require(await last(bench.engine.follow(Array(1...5))))
            #expect(update.records.allSatisfy { $0.status == .failed })
            #expect(bench.service.count("GET /tasks?limit=100") == 1)
        }
    }

    @Test("by several readers asks once for all, and one that leaves takes nothing from the others")
    func severalReaders() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on("GET /tasks/t-1", .task("running"), .task("succeeded"))
            let first = bench.engine.follow([1])
            let second = bench.engine.follow([1])
            let leaving = Task { for await _ in first {} }
            async let update = last(second)
            for _ in 0..<2 {
                await bench.clock.sleepers()
                leaving.cancel()
                bench.clock.advance(by: 15)
            }
            #expect(await update?.records.first?.status == .succeeded)
            #expect(bench.service.count("GET /tasks/t-1") == 2)
        }
    }

    @Test("sees what another process wrote, and then does not ask")
    func otherProcess() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            async let update = last(bench.engine.follow([1]))
            await bench.clock.sleepers()
            let other = try Ledger(path: bench.ledger.path)
            let task = try #require(RemoteTask(ScriptedService.Line.json("failed", error: "x: y")))
            _ = try await other.record([TaskAnswer(number: 1, task: task, receivedAt: noon)], at: noon)
            bench.clock.advance(by: 15)
            #expect(await update?.records.first?.status == .failed)
            #expect(bench.service.log == ["POST /tasks"])
        }
    }

    @Test("a clock that is days ahead ends nothing that the service still has, whatever its first answer is")
    func clockAhead() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("running")
            let clock = ManualClock(hurrying: true)
            clock.advance(by: 30 * 3600)
            let service = try ScriptedService()
            service.on(
                "GET /tasks/t-1", .text(200, "<html>"), .task("running", date: "Mon, 01 Jun 2026 12:00:30 GMT"),
                .task("succeeded", date: "Mon, 01 Jun 2026 12:00:50 GMT"))
            let engine = TaskEngine(
                ledger: bench.ledger, service: service, store: bench.store, account: "none", clock: clock,
                configuration: EngineConfiguration())
            #expect(await last(engine.follow([1]))?.records.first?.status == .succeeded)
            await engine.shutdown()
        }
    }

    @Test("past the 24 hours asks once more, then calls the task expired")
    func expiry() async throws {
        try await withBench { bench async throws in
            let old = ScriptedService.Line.task("running", created: "2026-05-01T12:00:00.000Z")
            bench.service.on("POST /tasks", old)
            _ = try await bench.engine.submit(bench.order())
            // More than an hour late: nothing is asked at all.
            #expect(await last(bench.engine.follow([1]))?.records.first?.status == .expired)
            bench.service.on("POST /tasks", .task("running", id: "t-2", created: "2026-05-31T11:59:00.000Z"))
            bench.service.on(
                "GET /tasks/t-2",
                .task("running", id: "t-2", date: "Mon, 01 Jun 2026 12:00:10 GMT", created: "2026-05-31T11:59:00.000Z"))
            _ = try await bench.engine.submit(bench.order())
            #expect(await last(bench.engine.follow([2]))?.records.first?.status == .expired)
            #expect(bench.service.log.filter { $0.hasPrefix("GET") } == ["GET /tasks/t-2"])
        }
    }

    @Test("ends when the engine shuts down, though the task still runs")
    func shutdown() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("running")
            async let update = last(bench.engine.follow([1]))
            await bench.clock.sleepers()
            await bench.engine.shutdown()
            #expect(await update?.records.first?.status == .running)
        }
    }

    @Test("fetches what succeeded where the row says so, and ends after that")
    func automaticDownload() async throws {
        try await withBench { bench async throws in
            bench.store.change { $0.object = video() }
            bench.store.on(.serve)
            let record = try await bench.submitted("pending", autodownload: true)
            bench.service.on("GET /tasks/t-1", .task("succeeded", url: "https://v/1.mp4"))
            let update = try #require(await last(bench.engine.follow([record.number])))
            let file = try #require(update.records.first?.file)
            #expect(try Data(contentsOf: URL(filePath: file)) == Data(video()))
            #expect(update.downloadFailures.isEmpty)
        }
    }

    @Test("gives a download up that cannot work, says why, and ends")
    func failedDownload() async throws {
        try await withBench { bench async throws in
            bench.store.on(.say(200, [.init("Content-Length", "5")], Array("hello".utf8)))
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4", autodownload: true)
            let update = try #require(await last(bench.engine.follow([1])))
            let error = try #require(update.downloadFailures[1])
            #expect(error.message.hasPrefix("the video of task 1 was not stored: "))
            #expect(update.records.first?.file == nil)
        }
    }

    @Test("does not fetch by itself what could be fetched yesterday")
    func tooLate() async throws {
        try await withBench { bench async throws in
            bench.service.on(
                "POST /tasks", .task("succeeded", url: "https://v/1.mp4", created: "2026-05-30T12:00:00.000Z"))
            _ = try await bench.engine.submit(bench.order(autodownload: true))
            let update = try #require(await last(bench.engine.follow([1])))
            #expect(update.downloadFailures[1]?.message.contains("could be fetched until") == true)
            #expect(bench.store.requests.isEmpty)
        }
    }

    @Test("asking about one task now writes the answer down")
    func refresh() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on("GET /tasks/t-1", .task("succeeded", url: "https://v/1"), .refusal(404))
            #expect(try await bench.engine.refresh(1).status == .succeeded)
            #expect(try bench.status(1) == .succeeded)
            let missing = await #expect(throws: EngineError.self) { _ = try await bench.engine.refresh(1) }
            #expect(missing?.service?.code == .notFound)
            let none = await #expect(throws: EngineError.self) { _ = try await bench.engine.refresh(9) }
            #expect(none?.message == "the ledger has no task 9")
        }
    }
}
