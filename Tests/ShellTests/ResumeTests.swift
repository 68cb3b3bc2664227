import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Taking up a run that was cut off")
struct ResumeTests {
    static func script(_ name: String = "a.nfs", _ arguments: String...) -> SessionOptions {
        options { options in
            options.runKey = RunKey(script: name, arguments: arguments)
            options.resumeCommand = "nfsh --resume \(name)"
            options.jobs = 1
        }
    }

    static let resuming = options { options in
        options = script()
        options.resumes = true
    }

    /// Runs the beginning of a script in a process that is then lost, and the whole of it in one that takes it up.
    private func resume(
        _ beginning: String, _ script: String, options: SessionOptions = resuming,
        _ body: (_ shell: TestShell, _ status: ExitStatus, _ paidBefore: Int) async throws -> Void
    ) async throws {
        try await withShell(options: Self.script()) { shell in
            for number in 1...12 { shell.willSucceed("t-\(number)") }
            await shell.run(beginning)
            let paid = shell.service.submits.count
            let later = shell.another(options, seed: 99)
            let status = await later.runToEnd(script, resumes: true)
            try await body(later, status, paid)
        }
    }

    @Test("what was sent is not sent again, and the rest is, whatever became of the lines between")
    func editedScript() async throws {
        try await resume(
            "submit one\nsubmit two\nsubmit three",
            "# a comment\nset tag=new\n\nsubmit zero\nsubmit three\nlet a=1\nsubmit one\nsubmit four\n"
        ) { shell, status, paid in
            #expect(status == .done, "\(shell.messages)")
            #expect(paid == 3)
            #expect(shell.service.submits[3...].map { $0["prompt"]?.string } == ["zero", "four"])
            #expect(shell.service.submits[3]["seed"]?.integer == 99)
            #expect(shell.task(5)?.run == shell.task(1)?.run)
        }
    }

    @Test("equal submits are told apart by how many came before")
    func occurrences() async throws {
        try await resume("submit same\nsubmit same", "submit same\nsubmit same\nsubmit same\nsubmit same seed=99") {
            shell, status, paid in
            #expect(status == .done, "\(shell.messages)")
            #expect(paid == 2)
            // The last says its seed, which makes it another.
            #expect(shell.service.submits.count == 4)
        }
    }

    @Test("a variation of a task that is there already is known again, and a new one starts from it")
    func again() async throws {
        try await resume(
            "hero = submit one\nagain $hero duration=10",
            "hero = submit one\nagain $hero duration=10\nlast = again $hero seed=+1\nexpect $last.parent == 1"
        ) { shell, status, _ in
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.service.submits.count == 3)
            #expect(shell.service.submits[2]["seed"]?.integer == 43)
        }
    }

    @Test("a capture of what is there already has its fields, and the sets of sweep and each are whole")
    func captures() async throws {
        try await withShell(options: Self.script()) { shell in
            for number in 1...8 { shell.willSucceed("t-\(number)") }
            shell.service.always("GET /tasks?limit=100", .answer(200, []))
            try shell.write("subject\ncup\npot\n", to: "rows.csv")
            let script = """
                hero = submit one
                grid = sweep "{a|b}" seed=1..2
                rows = each rows.csv submit "$row.subject"
                wait
                echo $hero.number $hero.status $grid.count $grid.succeeded $rows.count $rows.downloaded
                """
            await shell.run(script)
            #expect(shell.results.hasSuffix("1 succeeded 4 4 2 2\n"), "\(shell.results)\(shell.messages)")
            let later = shell.another(Self.resuming, seed: 99)
            #expect(await later.runToEnd(script, resumes: true) == .done, "\(later.messages)")
            #expect(later.results.hasSuffix("1 succeeded 4 4 2 2\n"), "\(later.results)")
            #expect(later.service.submits.count == 7)
        }
    }

    @Test("of a sweep that grew only what is new is sent, with the seed that was drawn for the others")
    func sweepGrew() async throws {
        try await resume("sweep \"{a|b}\"", "grid = sweep \"{a|b|c}\"\nexpect $grid.count == 3") { shell, status, _ in
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.service.submits.map { $0["prompt"]?.string } == ["a", "b", "c"])
            #expect(shell.service.submits[2]["seed"]?.integer == 42)
        }
    }

    @Test("a row that was added to a file of each draws for itself, and the others are there")
    func eachGrew() async throws {
        try await withShell(options: Self.script()) { shell in
            for number in 1...4 { shell.willSucceed("t-\(number)") }
            try shell.write("subject\ncup\npot\n", to: "rows.csv")
            await shell.run("each rows.csv submit \"$row.subject\" seed=1")
            try shell.write("subject\npan\npot\ncup\n", to: "rows.csv")
            let later = shell.another(Self.resuming)
            #expect(
                await later.runToEnd("each rows.csv submit \"$row.subject\" seed=1", resumes: true) == .done,
                "\(later.messages)")
            #expect(later.service.submits.map { $0["prompt"]?.string } == ["cup", "pot", "pan"])
        }
    }

    @Test("what was refused, failed or was never sent is sent anew, with the seed that was drawn then")
    func anew() async throws {
        try await withShell(options: Self.script()) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
            shell.service.takes("t-2")
            shell.service.says("t-2", "failed", error: "InternalError: gone")
            await shell.run("try submit one\nsubmit two\ntry wait")
            #expect(shell.task(1)?.status == .rejected)
            #expect(shell.task(2)?.status == .failed)
            let later = shell.another(Self.resuming, seed: 99)
            later.willSucceed("t-3", "t-4", "t-5")
            let script = "submit one\nsubmit two\nsubmit three\nwait"
            #expect(await later.runToEnd(script, resumes: true) == .done, "\(later.messages)")
            #expect(later.service.submits.map { $0["seed"]?.integer } == [42, 42, 42, 42, 99])
            // It came to its end: there is nothing to take up.
            let last = shell.another(Self.resuming, seed: 7)
            last.willSucceed("t-6", "t-7", "t-8")
            #expect(await last.runToEnd(script, resumes: true) == .done)
            #expect(last.messages.contains("no run of this script was cut off"))
            #expect(last.service.submits.count == 8)
        }
    }

    @Test("what was sent anew is known when the run is taken up once more")
    func twice() async throws {
        try await withShell(options: Self.script()) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
            await shell.run("submit one")
            for attempt in 1...2 {
                let later = shell.another(Self.resuming, seed: 90 + attempt)
                if attempt == 1 { later.willSucceed("t-1", "t-2") }
                await later.run("")
                #expect(await later.interpreter.resume(), "\(later.messages)")
                await later.run("submit one\nsubmit two")
                #expect(later.service.submits.count == 3, "\(later.messages)")
            }
        }
    }

    @Test("an unknown outcome is asked about, never sent again, and settles as the list or the person says")
    func unknown() async throws {
        try await withShell(options: Self.script()) { shell in
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            #expect(await shell.run("submit one\nsubmit two") == .unknownOutcome)
            shell.service.always("GET /tasks?limit=100", .answer(200, []))
            let script = "submit zero\nsubmit one\nsubmit two"
            for attempt in 1...2 {
                let later = shell.another(Self.resuming)
                if attempt == 1 { later.willSucceed("t-0") }
                #expect(await later.runToEnd(script, resumes: true) == .unknownOutcome)
                #expect(later.messages.contains("the outcome of @1 is unknown"), "\(later.messages)")
                #expect(later.service.submits.count == 2)
            }
            let person = shell.another(SessionOptions())
            #expect(await person.run("reconcile @1 as=lost") == .done, "\(person.messages)")
            let last = shell.another(Self.resuming)
            last.willSucceed("t-1", "t-2")
            #expect(await last.runToEnd(script, resumes: true) == .done, "\(last.messages)")
            #expect(last.service.submits.map { $0["prompt"]?.string } == ["one", "zero", "one", "two"])
        }
    }

    @Test("try does not let a run go past an unknown outcome unseen")
    func triedUnknown() async throws {
        try await withShell(options: Self.script()) { shell in
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            await shell.run("submit one")
            shell.service.always("GET /tasks?limit=100", .answer(200, []))
            let later = shell.another(Self.resuming)
            #expect(await later.runToEnd("try submit one\nsubmit two", resumes: true) == .unknownOutcome)
            #expect(later.service.submits.count == 1)
        }
    }

    @Test("the ceiling of a run counts what was paid before it was cut off")
    func ceilings() async throws {
        let limited = options { options in
            options = Self.resuming
            options.maximumCost = Money("1.35")
        }
        try await resume(
            "submit one\nsubmit two", "submit one\nsubmit two\nsubmit three\nsubmit four", options: limited
        ) { shell, status, _ in
            #expect(status == .refused)
            #expect(shell.service.submits.count == 3, "\(shell.messages)")
        }
    }

    @Test("an image of the embedded service is the same one on another port")
    func movedPort() async throws {
        try await resume(
            "submit drift model=wan2.6-i2v image=http://127.0.0.1:4711/samples/boat.png",
            "submit drift model=wan2.6-i2v image=http://127.0.0.1:4712/samples/boat.png"
        ) { shell, status, _ in
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("a plan of taking it up says what is there, sends nothing and takes nothing over")
    func plan() async throws {
        try await withShell(options: Self.script()) { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2")
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
            shell.service.takes("t-4")
            await shell.run("submit one\nwait\nsubmit two\ntry submit three\nsubmit gone")
            let planned = shell.another(
                options { options in
                    options = Self.resuming
                    options.output = .json
                })
            let calls = shell.service.log
            let status = await planned.plan("submit zero\nsubmit one\nsubmit two\nsubmit three")
            #expect(status == .done, "\(planned.messages)")
            #expect(planned.rows.map { $0["action"]?.string } == ["new", "reused", "reattached", "again"])
            #expect(planned.rows.map { $0["task"]?.integer } == [nil, 1, 2, 3])
            #expect(planned.rows.map { $0["seed"]?.integer } == [nil, 42, 42, 42])
            #expect(shell.service.log == calls)
            #expect(planned.messages.contains("$0.90 for the 2 that would be sent"), "\(planned.messages)")
            #expect(planned.messages.contains("no line asks for these of the earlier run any more: @4"))
            let unfinished = try shell.ledger.unfinishedRun(RunKey(script: "a.nfs", arguments: []))
            #expect(unfinished?.process == .current)
        }
    }
}
