import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("A submit")
struct SubmitTests {
    func failure(_ bench: Bench) async throws -> EngineError {
        try #require(
            await #expect(throws: EngineError.self) { _ = try await bench.engine.submit(bench.order()) })
    }

    @Test("is on disk as being sent, with its process, before its first byte leaves, and with the answer after it")
    func order() async throws {
        let seen = Mutex<[TaskStatus?]>([])
        let watch: @Sendable (APIRequest, String) -> Void = { request, path in
            // A connection of its own sees only what is committed.
            let row = try? Ledger(path: path).task(1)
            seen.withLock { $0.append(row?.status) }
            #expect(row?.request.json.text() == String(decoding: request.body ?? [], as: UTF8.self))
            #expect(row?.estimate?.high.decimal == "0.45")
            #expect(row?.sentAt == noon)
            #expect((try? Ledger(path: path).sender(of: 1)) == .current)
        }
        try await withBench(watch: watch) { bench async throws in
            bench.service.on("POST /tasks", .task("pending", http: 202))
            let record = try await bench.engine.submit(bench.order())
            #expect(seen.withLock { $0 } == [.sending])
            #expect((record.number, record.id, record.status) == (1, "t-1", .pending))
            #expect(try bench.status(1) == .pending)
        }
    }

    @Test("may be answered with a finished task at once", arguments: ["succeeded", "failed", "queued"])
    func answeredAtOnce(word: String) async throws {
        try await withBench { bench async throws in
            let record = try await bench.submitted(word, url: "https://v/x.mp4")
            #expect(record.status.word == word)
            #expect(record.cost == (word == "succeeded" ? record.estimate?.low : word == "failed" ? .zero : nil))
        }
    }

    @Test(
        "that the service refuses is rejected and never sent again",
        arguments: [400, 401, 402, 403, 404, 409, 413, 415, 422])
    func refused(status: Int) async throws {
        try await withBench { bench async throws in
            bench.service.on("POST /tasks", .refusal(status, "out of range"))
            let error = try await failure(bench)
            switch error.code {
            case .rejected: #expect(status != 401 && status != 403)
            case .service(let cause): #expect(cause.code == .denied && (status == 401 || status == 403))
            default: Issue.record("\(error)")
            }
            #expect(error.service?.status == status)
            #expect(error.message.contains("nothing is billed"))
            let row = try #require(try bench.ledger.task(1))
            #expect(row.status == .rejected)
            #expect(row.cost == .zero)
            #expect(row.error == "HTTP \(status): out of range")
            #expect(bench.service.log.count == 1)
        }
    }

    static let ambiguous: [ScriptedService.Line] = [
        .failure(ServiceError(.timeout, "no answer in time")),
        .failure(ServiceError(.disconnected, "the connection ended")),
        .refusal(500), .refusal(502), .refusal(503, retryAfter: "1"), .refusal(302),
        .text(200, "<html>gateway</html>"), .text(200, ""), .text(202, "{\"status\":\"pending\"}"), .text(200, "{"),
    ]

    @Test("whose answer leaves its fate open is unknown, and never sent twice", arguments: ambiguous.indices)
    func ambiguousAnswer(index: Int) async throws {
        try await withBench { bench async throws in
            bench.service.on("POST /tasks", Self.ambiguous[index])
            let error = try await failure(bench)
            guard case .unknownOutcome = error.code else { return #expect(Bool(false), "\(error)") }
            #expect(error.task == 1)
            #expect(error.message.contains("may be running") && error.message.contains("up to $0.45"))
            let advice = error.description.lowercased()
            #expect(!advice.contains("submit") && !advice.contains("try again") && !advice.contains("retry"))
            #expect(advice.contains("reconcile"))
            let row = try #require(try bench.ledger.task(1))
            #expect(row.status == .unknown)
            #expect(row.cost == nil)
            #expect(bench.service.log == ["POST /tasks"])
        }
    }

    @Test("that is answered with a task of another model has an unknown outcome; an unheard name may be the same model")
    func otherModel() async throws {
        for (model, status) in [("pixverse-v6", TaskStatus.unknown), ("wan2.6-t2v-0815", .running)] {
            try await withBench { bench async throws in
                let object: JSONValue = ["id": "t-9", "status": "running", "model": .string(model)]
                bench.service.on("POST /tasks", .answer(202, object, []))
                _ = try? await bench.engine.submit(bench.order())
                #expect(try bench.status(1) == status, "\(model)")
                #expect(try bench.ledger.task(1)?.id == (status == .unknown ? nil : "t-9"))
            }
        }
    }

    @Test("that never gets out is tried a few times, from an intent each time, then abandoned")
    func unreachable() async throws {
        let seen = Mutex<[TaskStatus?]>([])
        try await withBench(
            hurrying: false,
            watch: { _, path in
                let row = try? Ledger(path: path).task(1)
                seen.withLock { $0.append(row?.status) }
            }
        ) { bench async throws in
            let gone = ScriptedService.Line.failure(ServiceError(.unreachable, "no such host"))
            bench.service.on("POST /tasks", gone, gone, gone)
            async let error = failure(bench)
            for pause in [1.0, 2.0] {
                await bench.clock.sleepers()
                #expect(try bench.status(1) == .intended)
                bench.clock.advance(by: pause)
            }
            let found = try await error
            guard case .service(let cause) = found.code else { return #expect(Bool(false), "\(found)") }
            #expect(cause.code == .unreachable)
            #expect(found.message.contains("never sent"))
            #expect(seen.withLock { $0 } == [.sending, .sending, .sending])
            let row = try #require(try bench.ledger.task(1))
            #expect((row.status, row.cost) == (.abandoned, .zero))
        }
    }

    @Test("that is turned away with 429 waits as long as it is told, not a moment less")
    func rateLimited() async throws {
        try await withBench(hurrying: false) { bench async throws in
            bench.service.on("POST /tasks", .refusal(429, retryAfter: "7"), .task("pending"))
            async let record = bench.engine.submit(bench.order())
            await bench.clock.sleepers()
            #expect(try bench.status(1) == .intended)
            bench.clock.advance(by: 7)
            #expect(bench.service.log.count == 1)
            bench.clock.advance(by: 1)
            #expect(try await record.status == .pending)
            #expect(bench.service.log.count == 2)
        }
    }

    @Test("that is turned away again and again, or for too long, is rejected")
    func rateLimitedForGood() async throws {
        for lines in [
            Array(repeating: ScriptedService.Line.refusal(429), count: 5), [.refusal(429, retryAfter: "301")],
        ] {
            try await withBench { bench async throws in
                for line in lines { bench.service.on("POST /tasks", line) }
                let error = try await failure(bench)
                guard case .rejected = error.code else { return #expect(Bool(false), "\(error)") }
                #expect(try bench.status(1) == .rejected)
                #expect(bench.service.log.count == lines.count)
            }
        }
    }

    @Test("whose reader goes after it left is still written down")
    func cancelledAfterDeparture() async throws {
        try await withBench(hurrying: false) { bench async throws in
            let latch = Latch()
            bench.service.on("POST /tasks", .wait(latch), .task("running"))
            let submit = Task { try await bench.engine.submit(bench.order()) }
            await latch.isReached()
            submit.cancel()
            latch.open()
            #expect(try await submit.value.status == .running)
            #expect(try bench.status(1) == .running)
        }
    }

    @Test("whose reader goes is waited for, then recorded as unknown, and the engine goes on with the others")
    func unansweredAfterCancellation() async throws {
        try await withBench(hurrying: false) { bench async throws in
            let latches = (Latch(), Latch())
            bench.service.on("POST /tasks", .wait(latches.0), .wait(latches.1))
            let submit = Task { try await bench.engine.submit(bench.order("one")) }
            await latches.0.isReached()
            let other = Task { try await bench.engine.submit(bench.order("two")) }
            await latches.1.isReached()
            submit.cancel()
            await bench.clock.sleepers()
            #expect(bench.engine.awaitsAnswers)
            bench.clock.advance(by: 4.9)
            #expect(try bench.status(1) == .sending)
            bench.clock.advance(by: 0.1)
            let error = try #require(
                await #expect(throws: EngineError.self) { _ = try await submit.value })
            guard case .unknownOutcome = error.code else { return #expect(Bool(false), "\(error)") }
            #expect(try bench.status(1) == .unknown)
            #expect(try bench.status(2) == .sending)
            bench.service.on("POST /tasks", .task("running", id: "t-3"))
            #expect(try await bench.engine.submit(bench.order("three")).status == .running)
            other.cancel()
            await bench.clock.sleepers()
            bench.clock.advance(by: 5)
            await #expect(throws: EngineError.self) { _ = try await other.value }
            #expect(!bench.engine.awaitsAnswers)
        }
    }

    @Test("that is called off before it left is abandoned, and nothing is sent")
    func cancelledBefore() async throws {
        try await withBench(jobs: 1) { bench async throws in
            let latch = Latch()
            bench.service.on("POST /tasks", .wait(latch), .task("running"))
            let first = Task { try await bench.engine.submit(bench.order()) }
            await latch.isReached()
            let second = Task { try await bench.engine.submit(bench.order()) }
            while try bench.ledger.task(2) == nil { await Task.yield() }
            second.cancel()
            let error = await #expect(throws: EngineError.self) { _ = try await second.value }
            guard case .cancelled? = error?.code else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(try bench.status(2) == .abandoned)
            latch.open()
            #expect(try await first.value.status == .running)
            #expect(bench.service.log.count == 1)
        }
    }

    @Test("that is called off between two attempts is abandoned")
    func cancelledBetweenAttempts() async throws {
        try await withBench(hurrying: false) { bench async throws in
            bench.service.on("POST /tasks", .failure(ServiceError(.unreachable, "no such host")))
            let submit = Task { try await bench.engine.submit(bench.order()) }
            await bench.clock.sleepers()
            submit.cancel()
            await #expect(throws: EngineError.self) { _ = try await submit.value }
            #expect(try bench.status(1) == .abandoned)
        }
    }

    @Test("that gets an id which another task has is unknown, and the other task keeps its id")
    func stolenID() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on("POST /tasks", .task("running"))
            let error = try await failure(bench)
            guard case .unknownOutcome = error.code else { return #expect(Bool(false), "\(error)") }
            #expect(try bench.status(1) == .running)
            #expect(try bench.status(2) == .unknown)
        }
    }

    @Test("runs beside others: each has its own row and its own request")
    func parallel() async throws {
        try await withBench(jobs: 4) { bench async throws in
            for index in 1...30 { bench.service.on("POST /tasks", .task("pending", id: "t-\(index)")) }
            let records = try await withThrowingTaskGroup(of: TaskRecord.self) { group in
                for index in 0..<30 { group.addTask { try await bench.engine.submit(bench.order("prompt \(index)")) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(records.map(\.number)) == Set(1...30))
            #expect(Set(records.compactMap(\.id)).count == 30)
            #expect(bench.service.count("POST /tasks") == 30)
        }
    }

    @Test("that is still out when the engine shuts down is waited for, then recorded as unknown")
    func shutdown() async throws {
        try await withBench(hurrying: false) { bench async throws in
            let latch = Latch()
            bench.service.on("POST /tasks", .wait(latch))
            let submit = Task { try await bench.engine.submit(bench.order()) }
            await latch.isReached()
            let shutdown = Task { await bench.engine.shutdown() }
            await bench.clock.sleepers()
            #expect(try bench.status(1) == .sending)
            bench.clock.advance(by: 5)
            await shutdown.value
            #expect(try bench.status(1) == .unknown)
            await #expect(throws: EngineError.self) { _ = try await submit.value }
        }
    }

    @Test("after the engine shut down is abandoned")
    func afterShutdown() async throws {
        try await withBench { bench async throws in
            await bench.engine.shutdown()
            let error = try await failure(bench)
            guard case .cancelled = error.code else { return #expect(Bool(false), "\(error)") }
            #expect(try bench.status(1) == .abandoned)
        }
    }
}

@Suite("What is done about a failed submit")
struct RetryPolicyTests {
    let policy = RetryPolicy()

    @Test("only what never left, and 429, is ever sent again")
    func whatIsRetried() {
        let codes: [ServiceError.Code] = [
            .unreachable, .timeout, .disconnected, .denied, .notFound, .rateLimited, .refused, .serverError,
            .redirected,
            .unreadable,
        ]
        let retried = codes.filter { code in
            let verdict = policy.verdict(on: ServiceError(code, ""), failures: 1, random: 0)
            if case .retry = verdict { return true }
            return false
        }
        #expect(retried == [.unreachable, .rateLimited])
    }

    @Test("the pauses grow, and end")
    func pauses() {
        let gone = ServiceError(.unreachable, "")
        #expect(policy.verdict(on: gone, failures: 1, random: 0.5) == .retry(after: 1))
        #expect(policy.verdict(on: gone, failures: 2, random: 0.5) == .retry(after: 2))
        #expect(policy.verdict(on: gone, failures: 3, random: 0.5) == .abandon)
        let busy = ServiceError(.rateLimited, "")
        #expect(policy.verdict(on: busy, failures: 4, random: 0) == .retry(after: 40))
        #expect(policy.verdict(on: busy, failures: 5, random: 0) == .reject)
        let told = ServiceError(.rateLimited, "", retryAfter: .seconds(300))
        #expect(policy.verdict(on: told, failures: 1, random: 0) == .retry(after: 300))
    }
}
