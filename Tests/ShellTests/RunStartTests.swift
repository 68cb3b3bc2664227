import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Which run a start belongs to")
struct RunStartTests {
    @Test("a run whose process lives is not taken over, and a plain start says nothing of it")
    func lives() async throws {
        let parent = ProcessIdentity(running: Int(getppid()))
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            let first = shell.another(ResumeTests.script(), process: parent)
            await first.run("submit one")
            let later = shell.another(ResumeTests.resuming)
            #expect(await later.runToEnd("submit one", resumes: true) == .trouble)
            #expect(later.messages.contains("goes on in process \(parent.id)"), "\(later.messages)")
            #expect(later.service.submits.count == 1)
            let plain = shell.another(ResumeTests.script())
            #expect(await plain.runToEnd("submit one") == .done)
            #expect(!plain.messages.contains("did not come to its end"))
        }
    }

    @Test("another script, or other arguments, is another run")
    func otherScripts() async throws {
        try await withShell(options: ResumeTests.script("a.nfs", "x")) { shell in
            shell.service.takes("t-1")
            await shell.run("submit one")
            let others = [
                ResumeTests.script("a.nfs"), ResumeTests.script("b.nfs", "x"), ResumeTests.script("a.nfs", "x", ""),
            ]
            for (number, other) in others.enumerated() {
                let later = shell.another(
                    options { options in
                        options = other
                        options.resumes = true
                    })
                later.service.takes("t-\(number + 2)")
                #expect(await later.runToEnd("submit one", resumes: true) == .done, "\(later.messages)")
                #expect(later.messages.contains("this is a new one"))
            }
            #expect(shell.service.submits.count == 4)
        }
    }

    @Test("a plain start of a script that was cut off begins anew, and says what would go on")
    func plainStart() async throws {
        try await withShell(options: ResumeTests.script()) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.another(ResumeTests.script(), process: ProcessIdentity(id: 0, started: "gone")).run(
                "submit one")
            let plain = shell.another(ResumeTests.script())
            #expect(await plain.runToEnd("submit one") == .done)
            #expect(plain.messages.contains("did not come to its end: 1 submit, up to $0.45."), "\(plain.messages)")
            #expect(plain.messages.contains("nfsh --resume a.nfs"))
            #expect(plain.service.submits.count == 2)
        }
    }

    @Test("at a terminal a plain start asks before the same is paid again, unless it was told yes")
    func plainStartAsks() async throws {
        for (answer, yes, isSent) in [("n", false, false), ("y", false, true), ("", true, true)] {
            let console = RecordingConsole(isTerminal: true, answers: [answer])
            try await withShell(local: false, console: console, options: ResumeTests.script()) { shell in
                shell.service.takes("t-1", "t-2")
                await shell.another(
                    options { options in
                        options = ResumeTests.script()
                        options.assumesYes = true
                    }, process: ProcessIdentity(id: 0, started: "gone")
                ).run("submit one")
                let plain = shell.another(
                    options { options in
                        options = ResumeTests.script()
                        options.assumesYes = yes
                    }, console: console)
                #expect(await plain.runToEnd("submit one") == (isSent ? .done : .refused), "\(plain.messages)")
                #expect(plain.service.submits.count == (isSent ? 2 : 1))
                #expect(console.questions == (yes ? [] : ["begin anew, and pay for all of it? [y/N] "]))
            }
        }
    }

    @Test("a start that was refused before it wrote anything down does not hide the run before it")
    func emptyRun() async throws {
        try await withShell(options: ResumeTests.script()) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit one")
            _ = try await shell.ledger.beginRun(
                "nfsh a.nfs", key: ResumeTests.script().runKey, by: ProcessIdentity(id: 0, started: "gone"),
                at: shell.environment.clock.now)
            let later = shell.another(ResumeTests.resuming)
            #expect(await later.runToEnd("submit one\nsubmit two", resumes: true) == .done)
            #expect(later.service.submits.count == 2, "\(later.messages)")
        }
    }
}
