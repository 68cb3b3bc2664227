import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Intents before they are sent")
struct IntentTests {
    private func limit(_ bench: Bench, cents: Int64) async throws -> SpendLimit {
        let run = try await bench.ledger.beginRun("nfsh", by: .current, at: noon)
        return SpendLimit(run: run, amount: Money(microdollars: cents * 10_000))
    }

    private func orders(_ bench: Bench, _ count: Int, run: Int) -> [SubmitOrder] {
        (0..<count).map { index in
            var order = bench.order("\(index)")
            order.run = run
            return order
        }
    }

    @Test("are written down all or none, and none is sent by that")
    func allOrNone() async throws {
        try await withBench { bench async throws in
            let limit = try await limit(bench, cents: 100)
            let error = await #expect(throws: EngineError.self) {
                _ = try await bench.engine.intend(orders(bench, 3, run: limit.run), within: limit)
            }
            guard case .ledger(let reason) = error?.code else { return #expect(Bool(false)) }
            #expect(reason.code == .overLimit)
            #expect(try bench.ledger.tasks(TaskFilter()).isEmpty)
            let records = try await bench.engine.intend(orders(bench, 2, run: limit.run), within: limit)
            #expect(records.map(\.status) == [.intended, .intended])
            #expect(bench.service.log.isEmpty)
        }
    }

    @Test("that are given up leave their share to others")
    func givenUp() async throws {
        try await withBench { bench async throws in
            let limit = try await limit(bench, cents: 45)
            let record = try await bench.engine.intend(orders(bench, 1, run: limit.run), within: limit)[0]
            try await bench.engine.abandon(record.number, because: "not sent, since another one failed")
            #expect(try bench.ledger.task(1)?.cost == .zero)
            #expect(try await bench.engine.intend(orders(bench, 1, run: limit.run), within: limit).count == 1)
            // What was given up is not sent any more.
            let error = await #expect(throws: EngineError.self) { _ = try await bench.engine.send(record) }
            #expect(error?.message.hasPrefix("task 1 was not sent, and nothing is billed") == true)
            #expect(bench.service.log.isEmpty)
        }
    }

    @Test("say when they wait for their next attempt, and when they wait no more")
    func pauses() async throws {
        try await withBench { bench async throws in
            bench.service.on(
                "POST /tasks", .refusal(429, "busy", retryAfter: "20"), .refusal(429, "busy"), .task("running"))
            let pauses = Shared<[SubmitPause?]>([])
            let record = try await bench.engine.intend([bench.order()])[0]
            let task = try await bench.engine.send(record) { pause in pauses.value.withLock { $0.append(pause) } }
            #expect(task.status == .running)
            let told = pauses.value.withLock { $0 }
            #expect(told.map { $0?.failures } == [1, nil, 2, nil])
            #expect(told.map { $0?.limit } == [5, nil, 5, nil])
            #expect(told[0]?.until == noon.addingTimeInterval(21))
            #expect(told[0]?.cause.code == .rateLimited)
            #expect(told[0]?.task == 1)
        }
    }

    @Test("that wait for their next attempt are given up at once when the engine shuts down")
    func shutdownWhilePausing() async throws {
        try await withBench(hurrying: false) { bench async throws in
            bench.service.on("POST /tasks", .refusal(429, "busy", retryAfter: "250"))
            let record = try await bench.engine.intend([bench.order()])[0]
            let sending = Task { try await bench.engine.send(record) }
            await bench.clock.sleepers()
            await bench.engine.shutdown()
            await #expect(throws: EngineError.self) { _ = try await sending.value }
            #expect(try bench.status(1) == .abandoned)
            #expect(bench.clock.now == noon)
        }
    }
}
