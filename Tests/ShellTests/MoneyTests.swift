import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Ceilings and confirmation")
struct MoneyTests {
    private let prepaid = options { $0.maximumCost = Money("1.00") }

    @Test("an unattended run that pays is refused until it is told how much it may")
    func unattended() async throws {
        try await withShell(local: false) { shell in
            #expect(await shell.run("submit a boat") == .refused)
            #expect(shell.messages.contains("a run that pays needs to be told how much it may"))
            #expect(shell.service.log.isEmpty)
            #expect(shell.hasNoTask)
        }
        for allowed in [options { $0.assumesYes = true }, prepaid, options { $0.isInteractive = true }] {
            try await withShell(local: false, options: allowed) { shell in
                shell.service.takes("t-1")
                #expect(await shell.run("submit a boat") == .done, "\(shell.messages)")
            }
        }
        try await withShell(local: false) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("set budget=1\nsubmit a boat") == .done)
        }
        try await withShell(local: true) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat") == .done)
        }
    }

    @Test("--max-cost holds for the whole run, and counts what is committed")
    func maximumCost() async throws {
        try await withShell(local: false, options: prepaid) { shell in
            shell.service.takes("t-1", "t-2")
            #expect(await shell.run("submit a\nsubmit b\nsubmit c") == .refused)
            #expect(shell.service.submits.count == 2)
            #expect(shell.messages.contains("$0.90 of the --max-cost of $1.00 is committed"), "\(shell.messages)")
        }
    }

    @Test("a budget that is just enough is enough")
    func exactBudget() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            #expect(await shell.run("set budget=0.90\nsubmit a\nsubmit b") == .done, "\(shell.messages)")
            #expect(await shell.run("submit c duration=3") == .refused)
        }
    }

    @Test("the top of a price range counts, and a model without a price is refused")
    func rangesAndUnknownPrices() async throws {
        try await withShell { shell in
            #expect(await shell.run("set budget=0.24\nsubmit a model=pixverse-v6") == .refused)
            #expect(await shell.run("set budget=100\nsubmit a model=wan9") == .refused)
            #expect(shell.messages.contains("wan9 has no price here"))
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("what was refused or failed is free, and may be spent again")
    func freeAgain() async throws {
        try await withShell(local: false, options: options { $0.maximumCost = Money("0.50") }) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": ["message": "no"]]))
            shell.service.takes("t-2", "t-3")
            shell.service.says("t-2", "failed", error: "Busy: no machine")
            let status = await shell.run(
                "try submit a\nsubmit b\ntry wait\nsubmit c")
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.service.submits.count == 3)
            #expect(await shell.run("submit d") == .refused)
        }
    }

    @Test("what has an unknown outcome counts as if it were billed")
    func unknownCounts() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer in time")))
            #expect(await shell.run("set budget=0.50\nsubmit a\nsubmit b") == .unknownOutcome)
            #expect(shell.service.submits.count == 1)
            #expect(shell.messages.contains("$0.45 of the budget of $0.50 is committed"), "\(shell.messages)")
        }
    }

    @Test("above confirm it asks, and only yes is yes")
    func confirmation() async throws {
        let person = options { $0.isInteractive = true }
        for (answer, isSent) in [("y", true), ("YES", true), ("n", false), ("", false), ("sure", false)] {
            let console = RecordingConsole(isTerminal: true, answers: [answer])
            try await withShell(local: false, console: console, options: person) { shell in
                if isSent { shell.service.takes("t-1") }
                let status = await shell.run("set confirm=0.40 color=never\nsubmit a boat")
                #expect(status == (isSent ? .done : .refused))
                #expect(shell.service.submits.count == (isSent ? 1 : 0))
                #expect(console.questions == ["submit for $0.45? [y/N] "])
            }
        }
        try await withShell(local: false, console: RecordingConsole(isTerminal: true), options: person) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("set confirm=0.45\nsubmit a boat") == .done)
            #expect(shell.console.questions.isEmpty)
            #expect(await shell.run("submit a boat model=wan9") == .refused, "a price that is not known is above it")
        }
    }

    @Test("with nobody to ask, a submit that must be confirmed is refused, and --yes answers")
    func nobodyToAsk() async throws {
        try await withShell(local: false, options: options { $0.maximumCost = Money("9") }) { shell in
            #expect(await shell.run("set confirm=0.40\nsubmit a boat") == .refused)
            #expect(shell.service.log.isEmpty)
        }
        try await withShell(local: false, options: options { $0.assumesYes = true }) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("set confirm=0.40\nsubmit a boat") == .done)
        }
    }

    @Test("try does not forgive a refusal over money")
    func tryRefused() async throws {
        try await withShell { shell in
            #expect(await shell.run("set budget=0.10\ntry submit a boat\necho after") == .refused)
            #expect(shell.results == "")
        }
    }

    @Test("cost alone prices the next submit, and sends nothing")
    func nextCost() async throws {
        try await withShell { shell in
            await shell.run("cost\nset model=pixverse-v6 resolution=1080P duration=10\ncost\nset output=json\ncost")
            #expect(
                shell.results == """
                    $0.45 for the next submit: wan2.6-t2v, 720P, 5 s at $0.09 a second
                    $0.80–$1.00 for the next submit: pixverse-v6, 1080P, 10 s at $0.08–$0.10 a second
                    {
                      "model": "pixverse-v6",
                      "resolution": "1080P",
                      "duration": 10,
                      "usd_per_second": [
                        0.08,
                        0.10
                      ],
                      "estimate": [
                        0.80,
                        1.00
                      ]
                    }

                    """)
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("cost with tasks sums estimate, committed, billed and unknown, by group where it is asked for")
    func sums() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2", "t-3")
            shell.service.says("t-2", "failed", error: "Busy: no machine")
            shell.service.on("POST /tasks", .failure(ServiceError(.disconnected, "gone")))
            await shell.run(
                "set autodownload=off\nsubmit a tag=x\nsubmit b tag=x\nwait\nsubmit c model=happyhorse-1.0-t2v\nsubmit d"
            )
            shell.console.forget()
            await shell.run(
                "set output=csv\ncost @1..4\ncost by=tag\ncost by=status\ncost @1..4 by=model since=1h\ncost since=2026-07-01"
            )
            #expect(
                shell.results == """
                    tasks,estimate,committed,billed,unknown,failed,wasted,usd_per_hour,left
                    4,2.00,0.65,0.45,0.45,1,0.00,27.00,
                    tag,tasks,estimate,committed,billed,unknown,failed,wasted
                    ,2,1.10,0.65,0.00,0.45,0,0.00
                    x,2,0.90,0.00,0.45,0.00,1,0.00
                    status,tasks,estimate,committed,billed,unknown,failed,wasted
                    failed,1,0.45,0.00,0.00,0.00,1,0.00
                    running,1,0.65,0.65,0.00,0.00,0,0.00
                    succeeded,1,0.45,0.00,0.45,0.00,0,0.00
                    unknown,1,0.45,0.00,0.00,0.45,0,0.00
                    model,tasks,estimate,committed,billed,unknown,failed,wasted
                    happyhorse-1.0-t2v,1,0.65,0.65,0.00,0.00,0,0.00
                    wan2.6-t2v,3,1.35,0.00,0.45,0.45,1,0.00
                    tasks,estimate,committed,billed,unknown,failed,wasted,usd_per_hour,left
                    0,0.00,0.00,0.00,0.00,0,0.00,,

                    """, "\(shell.messages)")
        }
    }
}
