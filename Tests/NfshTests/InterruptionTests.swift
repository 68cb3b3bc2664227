import NexusFlowAPI
import TaskLedger
import Testing

@Suite("A signal while something is under way", .serialized)
struct InterruptionTests {
    /// Ten times as fast as the clock on the wall: an engine waits half a second for what has left, a call six seconds.
    static let variables = ["NEXUSFLOW_API_KEY": "sk-air-test", "NFSH_CLOCK_SPEED": "10"]

    private static func arguments(_ service: HeldService, _ lines: String) -> [String] {
        ["--base-url", service.address, "--ledger", "ledger.sqlite", "--max-cost", "5", "-c", lines]
    }

    private static func tasks(_ program: Program) throws -> [TaskRecord] {
        try Ledger(path: "\(program.home)/ledger.sqlite").tasks(TaskFilter())
    }

    @Test(
        "a submit that waits for its answer is recorded as unknown within seconds, and that is 8", arguments: [2, 15])
    func submitUnderWay(signal: Int32) async throws {
        try await withProgram { program in
            try await withHeldService { _ in
                .hold
            } _: { service in
                let begin = ContinuousClock.now
                let outcome = try await program.runSignalled(
                    Self.arguments(service, "submit a boat duration=3\nsubmit never\necho never"),
                    variables: Self.variables
                ) { send in
                    await service.submitArrives()
                    send(signal)
                }
                #expect(ContinuousClock.now - begin < .seconds(5), "the call itself would have waited for six")
                #expect(outcome.status == 8, "\(outcome.errors)")
                #expect(try Self.tasks(program).map(\.status) == [.unknown])
                #expect(outcome.errors.contains("task 1 was sent, but no usable answer came"), "\(outcome.errors)")
                #expect(outcome.errors.contains("`reconcile` finds out what became of it"))
                #expect(!outcome.output.contains("never"))
                #expect(service.calls.count == 1)
            }
        }
    }

    @Test(
        "at the prompt, Ctrl-C ends the wait for an answer within seconds, and the shell goes on",
        .timeLimit(.minutes(1)))
    func promptUnderWay() async throws {
        try await withProgram { program in
            try await withHeldService { call in
                call.body.contains("second") ? .answer(400, ["message": "out of range"]) : .hold
            } _: { service in
                let begin = ContinuousClock.now
                let (status, seen) = try await program.type(
                    [
                        (at: "> ", text: "submit the first duration=3"), (at: "finds out", text: "submit the second"),
                        (at: "the service refused", text: "echo after > after.txt"), (at: "> ", text: "quit"),
                    ],
                    arguments: ["--no-rc", "--base-url", service.address, "--ledger", "ledger.sqlite"],
                    variables: Self.variables, interruptedAfter: { await service.submitArrives() })
                #expect(ContinuousClock.now - begin < .seconds(5), "the call itself would have waited for six")
                #expect(status == 8, "\(seen.debugDescription)")
                #expect(seen.contains("waiting some seconds for the answer"), "\(seen.debugDescription)")
                #expect(seen.contains("task 1 was sent, but no usable answer came"), "\(seen.debugDescription)")
                #expect(try Self.tasks(program).map(\.status) == [.unknown, .rejected])
                #expect(try program.read("after.txt") == "after\n")
            }
        }
    }

    @Test("an answer that comes after the signal is noted, and what was not sent is not")
    func answerAfterSignal() async throws {
        try await withProgram { program in
            let answer: JSONValue = [
                "id": "t-1", "status": "running", "created_at": .string(SystemClock().now.iso8601),
            ]
            let gate = Gate()
            try await withHeldService { _ in
                gate.wait()
                return .answer(202, answer)
            } _: { service in
                let outcome = try await program.runSignalled(
                    Self.arguments(service, "submit a boat duration=3\nsubmit never\necho never"),
                    variables: ["NEXUSFLOW_API_KEY": "sk-air-test"]
                ) { send in
                    await gate.isReached()
                    send(2)
                    gate.open()
                }
                #expect(outcome.status == 7, "\(outcome.errors)")
                #expect(try Self.tasks(program).map(\.id) == ["t-1"])
                #expect(try Self.tasks(program).map(\.status) == [.running])
                #expect(outcome.errors.contains("@1 still runs"), "\(outcome.errors)")
            }
        }
    }

    @Test("a submit that was turned away and waits is given up at once: nothing runs, and that is 7")
    func pause() async throws {
        try await withProgram { program in
            try await withHeldService { _ in
                .answer(429, ["message": "slow down"], ["Retry-After": "250"])
            } _: { service in
                let begin = ContinuousClock.now
                let outcome = try await program.runInterrupted(
                    Self.arguments(service, "submit a boat duration=3\necho never"), variables: Self.variables,
                    at: "of 5: HTTP 429")
                #expect(ContinuousClock.now - begin < .seconds(10), "the pause would have taken 25")
                #expect(outcome.status == 7, "\(outcome.errors)")
                #expect(try Self.tasks(program).map(\.status) == [.abandoned])
                #expect(outcome.errors.contains("nothing is billed"), "\(outcome.errors)")
                #expect(!outcome.output.contains("never"))
                #expect(service.calls.count == 1)
            }
        }
    }

    @Test("a second signal leaves at once, and the next start knows what that means")
    func secondSignal() async throws {
        try await withProgram { program in
            try await withHeldService { _ in
                .hold
            } _: { service in
                let begin = ContinuousClock.now
                let outcome = try await program.runSignalled(
                    Self.arguments(service, "submit a boat duration=3"),
                    variables: ["NEXUSFLOW_API_KEY": "sk-air-test"]
                ) { send in
                    await service.submitArrives()
                    // Two of one kind might be delivered as one.
                    send(2)
                    send(15)
                }
                #expect(ContinuousClock.now - begin < .seconds(4), "the engine alone would have waited for five")
                #expect([130, 143].contains(outcome.status), "\(outcome.status) \(outcome.errors)")
                #expect(try Self.tasks(program).map(\.status) == [.sending])
                let later = try await program.run(Self.arguments(service, "list"), variables: Self.variables)
                #expect(later.errors.contains("the nfsh that sent @1 ended before the service answered"))
                #expect(try Self.tasks(program).map(\.status) == [.unknown])
            }
        }
    }
}

@Suite("After a kill in the middle of a submit", .serialized)
struct KillTests {
    /// Takes every submit and never answers it; lists what it took, as it was sent.
    private static func script(_ call: HeldService.Call, _ taken: [HeldService.Call]) -> HeldService.Reply {
        guard call.method == "GET" else { return .hold }
        let tasks = taken.enumerated().compactMap { index, call -> JSONValue? in
            guard var object = (try? JSONValue(parsing: call.body))?.object else { return nil }
            object["id"] = .string("t-\(index + 1)")
            object["status"] = "succeeded"
            object["created_at"] = .string(SystemClock().now.iso8601)
            object["output"] = ["video_url": "http://127.0.0.1:9/1.mp4"]
            return .object(object)
        }
        return .answer(200, ["data": .array(tasks)])
    }

    @Test("the next start says so once, reconcile adopts the task by its prompt, and the bill is right")
    func killed() async throws {
        let taken = Taken()
        try await withProgram { program in
            try await withHeldService { call in
                if call.method == "POST" { taken.add(call) }
                return Self.script(call, taken.calls)
            } _: { service in
                func run(_ lines: String) async throws -> Program.Outcome {
                    try await program.run(
                        [
                            "--base-url", service.address, "--ledger", "ledger.sqlite", "--max-cost", "5", "--output",
                            "csv", "-c", "set autodownload=off\n\(lines)",
                        ], variables: InterruptionTests.variables)
                }
                let killed = try await program.runSignalled(
                    [
                        "--base-url", service.address, "--ledger", "ledger.sqlite", "--max-cost", "5", "-c",
                        "set autodownload=off\nsubmit a paper boat duration=3\necho never",
                    ], variables: InterruptionTests.variables
                ) { send in
                    await service.submitArrives()
                    send(9)
                }
                #expect(killed.status == 137)

                let first = try await run("cost @all")
                #expect(first.status == 0)
                #expect(first.errors.contains("warning: the nfsh that sent @1 ended before the service answered"))
                let heads = "tasks,estimate,committed,billed,unknown,failed,wasted,usd_per_hour,left"
                #expect(first.output.hasPrefix("\(heads)\n1,0.27,0.00,0.00,0.27,0,0.00,,"), "\(first.output)")
                let second = try await run("cost @all")
                #expect(second.errors == "", "it is told once")

                let reconciled = try await run("reconcile\ncost @all")
                #expect(reconciled.status == 0, "\(reconciled.errors)")
                #expect(reconciled.errors.contains("@1 is t-1, by its prompt"), "\(reconciled.errors)")
                #expect(reconciled.output.contains("\n1,0.27,0.00,0.27,0.00,0,0.00,"), "\(reconciled.output)")
                let again = try await run("reconcile")
                #expect(again.errors.contains("no outcome is unknown"))
                #expect(service.calls.count { $0.method == "POST" } == 1, "nothing is paid twice")
            }
        }
    }
}
