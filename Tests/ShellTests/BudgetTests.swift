import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("The budget of a session")
struct BudgetTests {
    @Test("says what is left, counting what runs, what was billed and what nobody knows")
    func left() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            #expect(await shell.run("budget") == .done)
            #expect(
                shell.results
                    == "no ceiling: set one with budget USD (billed $0.00, committed $0.00, unknown $0.00)\n")
            shell.console.forget()
            shell.willSucceed("t-1")
            shell.service.takes("t-2")
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            await shell.run("set autodownload=off\nbudget 2\nsubmit a\nwait\nsubmit b\nsubmit c")
            shell.console.forget()
            await shell.run("budget\nset output=json\nbudget")
            #expect(
                shell.results == """
                    $0.65 of the budget of $2.00 is left (billed $0.45, committed $0.45, unknown $0.45)
                    {
                      "ceiling": 2.00,
                      "billed": 0.45,
                      "committed": 0.45,
                      "unknown": 0.45,
                      "left": 0.65
                    }

                    """, "\(shell.messages)")
        }
    }

    @Test("is the lower of two ceilings, and a script cannot lift --max-cost")
    func lowest() async throws {
        try await withShell(local: false, options: options { $0.maximumCost = Money("0.50") }) { shell in
            await shell.run("budget 5\nunset budget\nbudget 0.40\nunset budget\nbudget")
            #expect(shell.results.contains("$0.50 of the --max-cost of $0.50 is left"), "\(shell.results)")
            shell.service.takes("t-1")
            #expect(await shell.run("submit a") == .done, "\(shell.messages)")
            #expect(await shell.run("budget 100\nsubmit b") == .refused)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("below what is spent nothing is left, and nothing more is sent")
    func lowered() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a\nbudget 0.10")
            #expect(shell.results.contains("$0.00 of the budget of $0.10 is left"), "\(shell.results)")
            #expect(await shell.run("submit b") == .refused)
            #expect(await shell.run("unset budget\nbudget x") != .done)
        }
    }

    @Test("is free again for what ended free")
    func freed() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            shell.service.says("t-1", "failed", error: "Busy: no machine")
            #expect(await shell.run("budget 0.45\nsubmit a\ntry wait\nsubmit b") == .done, "\(shell.messages)")
        }
    }

    @Test("cost by=run sums each session for itself")
    func byRun() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run("submit a\nsubmit b")
            let next = Interpreter(environment: shell.environment, options: SessionOptions())
            _ = await next.run(Source(name: "<command>", text: "submit c\nset output=csv\ncost by=run"))
            #expect(
                shell.results.hasSuffix(
                    """
                    run,tasks,estimate,committed,billed,unknown,failed,wasted
                    1,2,0.90,0.90,0.00,0.00,0,0.00
                    2,1,0.45,0.45,0.00,0.00,0,0.00

                    """), "\(shell.results)")
        }
    }

    @Test("a script at a terminal has somebody who sees it; one in a pipe needs to be told what it may spend")
    func attended() async throws {
        try await withShell(local: false, console: RecordingConsole(isTerminal: true)) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a") == .done, "\(shell.messages)")
        }
        try await withShell(local: false, console: RecordingConsole(isTerminal: true, answers: ["n"])) { shell in
            #expect(await shell.run("set confirm=0.10\nsubmit a") == .refused)
            #expect(shell.console.questions == ["submit for $0.45? [y/N] "])
        }
        try await withShell(local: false) { shell in
            #expect(await shell.run("submit a") == .refused)
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("poll= below the documented pace is warned about, but on the local service")
    func pollWarning() async throws {
        try await withShell(local: false) { shell in
            await shell.run("set poll=9s")
            #expect(shell.messages.contains("poll=9s is below the documented 10 to 15 s"), "\(shell.messages)")
            shell.console.forget()
            await shell.run("set poll=10s\nset duration=5")
            #expect(shell.messages == "")
        }
        try await withShell(local: true) { shell in
            await shell.run("set poll=1s")
            #expect(shell.messages == "")
        }
    }
}
