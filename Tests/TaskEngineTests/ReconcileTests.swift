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

@Suite("Reconciling")
struct ReconcileTests {
    private static let list = "GET /tasks?limit=100"

    /// Task 1, sent at noon and without an answer.
    func lose(_ bench: Bench, _ prompt: String = "a paper boat") async throws {
        bench.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
        await #expect(throws: EngineError.self) { _ = try await bench.engine.submit(bench.order(prompt)) }
    }

    func row(
        _ id: String, prompt: String? = "a paper boat", status: String = "running",
        created: String? = "2026-06-01T12:00:01.000Z"
    ) -> JSONValue {
        var object: JSONObject = ["id": .string(id), "status": .string(status), "model": "wan2.6-t2v"]
        object["prompt"] = prompt.map { .string($0) }
        object["created_at"] = created.map { .string($0) }
        return .object(object)
    }

    func answer(_ rows: JSONValue...) -> ScriptedService.Line { .answer(200, ["data": .array(rows)], []) }

    @Test("asks nothing where nothing is unknown")
    func nothing() async throws {
        try await withBench { bench async throws in
            let report = try await bench.engine.reconcile()
            #expect(report.adopted.isEmpty && report.open.isEmpty && report.candidates.isEmpty)
            #expect(bench.service.log.isEmpty)
        }
    }

    @Test("adopts by the prompt, and sends nothing that pays")
    func adopts() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, answer(row("t-9"), row("t-8", prompt: "a kite")))
            let report = try await bench.engine.reconcile()
            #expect(report.adopted.map(\.record.id) == ["t-9"])
            #expect(report.adopted.map(\.evidence) == [.prompt])
            #expect(report.open.isEmpty)
            #expect(try bench.status(1) == .running)
            #expect(bench.service.log == ["POST /tasks", Self.list])
        }
    }

    @Test("asks for the task itself where the list does not show its prompt")
    func asksForPrompts() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, answer(row("t-9", prompt: nil), row("t-8", prompt: nil)))
            bench.service.on("GET /tasks/t-9", .answer(200, row("t-9", prompt: "a kite"), []))
            bench.service.on("GET /tasks/t-8", .answer(200, row("t-8"), []))
            #expect(try await bench.engine.reconcile().adopted.map(\.record.id) == ["t-8"])
        }
    }

    @Test("what cannot be told apart stays unknown, and both sides are named")
    func doubt() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, answer(row("t-9"), row("t-8")))
            let report = try await bench.engine.reconcile()
            #expect(report.adopted.isEmpty)
            #expect(report.open.map(\.number) == [1])
            #expect(report.candidates.map(\.id).sorted() == ["t-8", "t-9"])
            #expect(try bench.status(1) == .unknown)
        }
    }

    @Test("absence from the list proves nothing")
    func absence() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, answer())
            #expect(try await bench.engine.reconcile().open.map(\.number) == [1])
            #expect(try bench.status(1) == .unknown)
        }
    }

    @Test("a task that the ledger has is no candidate")
    func knownTask() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            _ = try? await bench.engine.submit(bench.order())
            bench.service.on(Self.list, answer(row("t-1"), row("t-2")))
            let report = try await bench.engine.reconcile()
            #expect(report.adopted.map { "\($0.record.number) \($0.record.id ?? "")" } == ["2 t-2"])
        }
    }

    @Test("a request that another process begins while the list is on its way keeps its task")
    func raceWithSender() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            let latch = Latch()
            bench.service.on(Self.list, .wait(latch), answer(row("t-9")))
            let reconciling = Task { try await bench.engine.reconcile() }
            await latch.isReached()
            // The other one's equal request has made the task; its answer is still on the way.
            let other = ProcessIdentity(running: Int(getppid()))
            let intent = TaskIntent(
                request: bench.order().request, origin: "https://nexusflow.vip", account: "none", folder: "/",
                template: "x", exists: .skip, autodownload: false)
            let number = try await bench.ledger.intend(intent, by: other, at: noon).number
            _ = try await bench.ledger.beginSending(number, by: other, at: noon)
            latch.open()
            let report = try await reconciling.value
            #expect(report.adopted.isEmpty)
            #expect(report.candidates.map(\.id) == ["t-9"])
            let task = try #require(RemoteTask(row("t-9")))
            let late = TaskAnswer(number: number, task: task, receivedAt: noon)
            #expect(try await bench.ledger.accept(late, at: noon).id == "t-9")
        }
    }

    @Test("a list that cannot be had settles nothing, and says how to go on")
    func noList() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, .refusal(404))
            let error = await #expect(throws: EngineError.self) { _ = try await bench.engine.reconcile() }
            #expect(error?.remedy?.contains("as=ID") == true)
            #expect(try bench.status(1) == .unknown)
        }
    }

    @Test("by hand takes any task of the model, once")
    func byHand() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on("GET /tasks/x", .refusal(404))
            bench.service.on(
                "GET /tasks/y", .answer(200, ["id": "y", "status": "running", "model": "pixverse-v6"], []))
            bench.service.on("GET /tasks/z", .answer(200, row("z", status: "succeeded", created: nil), []))
            for id in ["x", "y"] {
                await #expect(throws: EngineError.self) { _ = try await bench.engine.adopt(id: id, as: 1) }
                #expect(try bench.status(1) == .unknown)
            }
            let record = try await bench.engine.adopt(id: "z", as: 1)
            #expect(record.status == .succeeded)
            #expect(record.cost == Money(microdollars: 450_000))
            let again = await #expect(throws: EngineError.self) { _ = try await bench.engine.adopt(id: "z", as: 1) }
            #expect(again?.message == "task 1 is succeeded: there is nothing to settle")
            try await lose(bench)
            bench.service.on("GET /tasks/z", .answer(200, row("z"), []))
            let taken = await #expect(throws: EngineError.self) { _ = try await bench.engine.adopt(id: "z", as: 2) }
            guard case .ledger(let error) = taken?.code else {
                return #expect(Bool(false), "\(String(describing: taken))")
            }
            #expect(error.code == .conflict)
        }
    }

    @Test("what is written off is free")
    func writtenOff() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            let record = try await bench.engine.writeOff(1)
            #expect(record.status == .abandoned)
            #expect(record.cost == .zero)
            await #expect(throws: EngineError.self) { _ = try await bench.engine.writeOff(1) }
            await #expect(throws: EngineError.self) { _ = try await bench.engine.writeOff(9) }
        }
    }

    @Test("importing never takes what may be an unknown one, nor what is known")
    func strangers() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            _ = try await bench.submitted("running")
            bench.service.on(
                Self.list,
                answer(row("t-1"), row("mine"), row("old", created: nil), row("kite", prompt: "a kite")))
            let found = try await bench.engine.strangers()
            #expect(found.tasks.map(\.id) == ["kite"])
            #expect(found.doubtful.map(\.id).sorted() == ["mine", "old"])
            let taken = try await bench.engine.takeIn(
                found.tasks.map { (order: bench.order("a kite"), task: $0) }, receivedAt: found.receivedAt)
            #expect(taken.map(\.id) == ["kite"])
            #expect(taken.map(\.status) == [.running])
        }
    }

    @Test("importing never takes the only candidate either, though it is certain")
    func certainIsNoStranger() async throws {
        try await withBench { bench async throws in
            try await lose(bench)
            bench.service.on(Self.list, answer(row("mine")))
            let found = try await bench.engine.strangers()
            #expect(found.tasks.isEmpty)
            #expect(found.doubtful.map(\.id) == ["mine"])
        }
    }
}
