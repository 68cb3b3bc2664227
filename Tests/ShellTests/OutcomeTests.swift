import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

@Suite("What a run comes to")
struct OutcomeTests {
    @Test(
        "a submit without a usable answer is 8, is written down as unknown, and is never sent twice",
        arguments: [
            ServiceError(.timeout, "no answer in time"), ServiceError(.disconnected, "the connection ended"),
        ])
    func unknownOutcome(_ error: ServiceError) async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .failure(error))
            #expect(await shell.run("try submit a boat\nsubmit another") == .unknownOutcome)
            #expect(shell.service.submits.count == 1)
            #expect(shell.task(1)?.status == .unknown)
            #expect(shell.messages.contains("may be billed"))
        }
    }

    @Test(
        "an answer that says nothing certain is an unknown outcome too",
        arguments: [(500, "{}"), (502, "\"bad gateway\""), (200, "{\"state\": \"fine\"}"), (302, "{}")])
    func unreadableAnswer(_ status: Int, _ body: String) async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(status, try JSONValue(parsing: Array(body.utf8))))
            #expect(await shell.run("submit a boat") == .unknownOutcome)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test(
        "a wrong key or an empty account is 3, any other refusal 5, and both are free",
        arguments: [
            (400, ExitStatus.taskFailed), (401, .trouble), (403, .trouble), (404, .taskFailed), (413, .taskFailed),
            (422, .taskFailed),
        ])
    func refusals(_ status: Int, _ expected: ExitStatus) async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(status, ["error": ["message": "no such luck"]]))
            #expect(await shell.run("submit a boat") == expected)
            #expect(shell.messages.contains("no such luck"))
            #expect(shell.task(1)?.status == .rejected)
            #expect(shell.task(1)?.cost == .zero)
        }
    }

    @Test("a request that provably never left is tried again, then 3, and nothing was sent")
    func unreachable() async throws {
        try await withShell { shell in
            shell.service.always("POST /tasks", .failure(ServiceError(.unreachable, "connection refused")))
            #expect(await shell.run("submit a boat") == .trouble)
            #expect(shell.task(1)?.status == .abandoned)
            #expect(shell.messages.contains("was never sent"))
        }
    }

    @Test("too many requests are waited for")
    func rateLimited() async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(429, [:]), .answer(429, [:]))
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat") == .done)
            #expect(shell.task(1)?.status == .running)
        }
    }

    @Test("a failed task makes watch and wait end with 5 and its reason", arguments: ["watch", "wait", "wait @last"])
    func failedTask(_ command: String) async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            shell.service.says("t-1", "failed", error: "DataInspectionFailed: not allowed")
            #expect(await shell.run("submit a boat\n\(command)") == .taskFailed)
            #expect(shell.messages.contains("task @1 failed: DataInspectionFailed: not allowed"))
            #expect(shell.messages.contains("a failed task costs nothing"))
            #expect(shell.task(1)?.cost == .zero)
        }
    }

    @Test("wait is silent, and watch tells each change once and then the tasks")
    func watchAndWait() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            #expect(await shell.run("submit a boat\nwait") == .done)
            #expect(shell.results == "@1 running  wan2.6-t2v  720P  5 s  seed 42  $0.45\n")
            #expect(shell.messages == "")
        }
        try await withShell { shell in
            shell.willSucceed("t-1")
            #expect(await shell.run("set output=csv\nsubmit a boat\nwatch") == .done)
            let told = shell.messages.split(separator: "\n").map(String.init)
            #expect(told.first == "@1 running")
            #expect(told.last == "@1 succeeded  \(shell.folder)/1-wan2.6-t2v-a-boat.mp4")
            #expect(Set(told).count == told.count)
            #expect(shell.results.contains("\n1,t-1,succeeded,"))
        }
    }

    @Test("on a terminal watch draws bars of what the server reports, and leaves a table")
    func liveView() async throws {
        let console = RecordingConsole(isTerminal: true)
        try await withShell(console: console) { shell in
            shell.service.takes("t-1")
            shell.service.on(
                "GET /tasks/t-1", .answer(200, ScriptedService.task("t-1", "running", progress: 50)),
                .answer(200, ScriptedService.task("t-1", "running", progress: 75)))
            shell.service.says("t-1", "failed", error: "Busy: no machine")
            #expect(await shell.run("set color=never\nsubmit a boat\nwatch") == .taskFailed)
            let lines = console.frames.flatMap { $0 }
            #expect(lines.contains { $0.contains("████████") && $0.contains("50%") }, "\(lines)")
            #expect(lines.allSatisfy { $0.count < 100 })
            #expect(shell.results.contains("@1  failed"), "\(shell.results)")
        }
    }

    @Test("a timeout is 7, names what still runs, and the line that looks again")
    func timeout() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            shell.service.says("t-1", "running", progress: 3)
            shell.service.says("t-2", "running", progress: 3)
            #expect(await shell.run("submit a\nsubmit b\nwait timeout=20s") == .interrupted)
            #expect(shell.messages.contains("not done after 20 s; @1 @2 still running"), "\(shell.messages)")
            #expect(shell.messages.contains("to look again: watch @1 @2"))
            await shell.interpreter.sayFarewell(command: "nfsh --local")
            #expect(shell.messages.contains("to fetch: nfsh --local -c 'watch @1 @2'"), "\(shell.messages)")
        }
    }

    @Test("watching a task whose outcome is unknown is 8, not success")
    func watchUnknown() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer in time")))
            await shell.run("submit a boat")
            let later = Interpreter(environment: shell.environment, options: SessionOptions())
            await later.run(.init(name: "<command>", text: "wait @1"))
            #expect(await later.exitStatus == .unknownOutcome)
        }
    }

    @Test("of several outcomes the highest applies, in whatever order they come")
    func highest() async throws {
        let person = options { $0.isInteractive = true }
        try await withShell(options: person) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
            #expect(await shell.run("submit a") == .taskFailed)
            #expect(await shell.run("info @77") == .taskFailed)
            #expect(await shell.run("set budget=0.01\nsubmit a") == .refused)
            #expect(await shell.run("frob") == .refused)
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            #expect(await shell.run("unset budget\nsubmit b") == .unknownOutcome)
            #expect(await shell.run("info @77") == .unknownOutcome)
        }
    }

    @Test("where one task failed and the video of another cannot be had, the failure counts")
    func failureAboveDownload() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            shell.store.put(Array("no video at all".utf8), at: "https://storage.test/t-1.mp4")
            shell.service.takes("t-2")
            shell.service.says("t-2", "failed", error: "Busy: no machine")
            #expect(await shell.run("submit a\nsubmit b\nwait") == .taskFailed, "\(shell.messages)")
            #expect(shell.messages.contains("warning: @1:"))
        }
        try await withShell { shell in
            shell.willSucceed("t-1")
            shell.store.put(Array("no video at all".utf8), at: "https://storage.test/t-1.mp4")
            #expect(await shell.run("submit a\nwait") == .trouble)
        }
    }

    @Test("a stopped script waits for what is paid, fetches it, and submits nothing more")
    func stopSettles() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            #expect(await shell.run("submit a boat\ninfo @9\nsubmit another") == .trouble)
            await shell.interpreter.settlePaidTasks()
            #expect(shell.task(1)?.file != nil)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("a task of another service cannot be followed, which is no success")
    func otherService() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat")
            let other = try ScriptedService("https://other.test/v1")
            let engine = TaskEngine(
                ledger: shell.ledger, service: other, store: shell.store, account: "none", clock: HurryingClock(),
                configuration: EngineConfiguration())
            let environment = ShellEnvironment(
                console: shell.console,
                backend: ScriptedBackend(
                    isLocal: true, openLedger: shell.ledger, scripted: other, runningEngine: engine),
                clock: HurryingClock(), variables: [:], workingDirectory: shell.folder, home: shell.folder,
                cataloguePath: nil)
            let later = Interpreter(environment: environment, options: SessionOptions())
            await later.run(.init(name: "<command>", text: "wait @1"))
            #expect(await later.exitStatus == .trouble)
            #expect(shell.messages.contains("it is one of https://nexusflow.vip"), "\(shell.messages)")
            #expect(other.log.isEmpty)
            await engine.shutdown()
        }
    }
}
