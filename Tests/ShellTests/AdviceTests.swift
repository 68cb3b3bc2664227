import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Advice before a submit")
struct AdviceTests {
    private func count(_ text: String, in messages: String) -> Int { messages.ranges(of: text).count }

    @Test("a request that succeeded before is told with its task and file; another seed is another request")
    func sameAgain() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2", "t-3", "t-4")
            await shell.run("submit a boat seed=7\nwait\nsubmit a boat seed=8")
            #expect(!shell.messages.contains("the same request"))
            await shell.run("submit a boat seed=7")
            #expect(shell.messages.contains("@1 is the same request, and succeeded: \(shell.folder)/1-"))
            #expect(shell.task(3)?.status == .running, "it is no refusal")
            shell.console.forget()
            await shell.run("set advice=off\nsubmit a boat seed=7")
            #expect(!shell.messages.contains("the same request"))
        }
    }

    @Test("a prompt beyond what the model reads shows where it is cut")
    func cut() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            let prompt = String(repeating: "a", count: 1495) + "WORDSbeyond"
            await shell.run("submit \"\(prompt)\"")
            #expect(shell.messages.contains("aaaaWORDS' and not 'beyond…'"), "\(shell.messages)")
            shell.console.forget()
            await shell.run("set advice=off\nsubmit \"\(prompt)\"")
            #expect(shell.messages.isEmpty)
        }
    }

    @Test("what repeats is said once in a session: the mark by default, a ratio that is ignored")
    func once() async throws {
        try await withShell(local: false, options: options { $0.assumesYes = true }) { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4")
            await shell.run("submit a\nsubmit b\nset model=wan2.6-i2v img_url=https://x.test/a.png\nsubmit c ratio=1:1")
            await shell.run("submit d ratio=1:1")
            #expect(count("carries a visible mark", in: shell.messages) == 1)
            #expect(count("ignores ratio", in: shell.messages) == 1)
        }
        for line in ["submit a watermark=on", "set watermark=on\nsubmit a", "set advice=off\nsubmit a"] {
            try await withShell(local: false, options: options { $0.assumesYes = true }) { shell in
                shell.service.takes("t-1")
                await shell.run(line)
                #expect(!shell.messages.contains("visible mark"), "\(line)")
            }
        }
        // Nothing is paid there.
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a resolution=1080P")
            #expect(shell.messages.isEmpty)
        }
    }

    @Test("1080P for a prompt that never ran at 720P is told with both prices")
    func dearerFirst() async throws {
        try await withShell(local: false, options: options { $0.assumesYes = true }) { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run("set watermark=off\nsubmit a boat resolution=1080P")
            #expect(shell.messages.contains("never ran at 720P, where it costs $0.45 instead of $0.70"))
            shell.console.forget()
            await shell.run("submit another\nsubmit another resolution=1080P")
            #expect(!shell.messages.contains("never ran"))
        }
    }

    @Test("a sweep gets one line for each thing, not one for each request")
    func sweep() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run("set model=wan2.6-i2v img_url=https://x.test/a.png\nsweep \"a\" ratio=1:1,4:3,9:16")
            #expect(count("warning:", in: shell.messages) == 1)
            #expect(shell.messages.contains("3 of 3 requests: wan2.6-i2v follows the image"), "\(shell.messages)")
        }
    }

    @Test("a model without a price is told whatever is set")
    func essential() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("set advice=off\nsubmit a model=new-1")
            #expect(shell.messages.contains("not in the catalogue"))
        }
    }

    @Test("URLs that were used before are completed")
    func images() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run(
                """
                set model=wan2.6-i2v
                submit a img_url=https://x.test/b.png
                submit b img_url=https://x.test/b.png
                submit c img_url=https://a.test/a.png
                """)
            let context = await shell.interpreter.completionContext()
            let completer = try Completer(catalogue: Catalogue.builtIn())
            let line = "submit img_url="
            #expect(
                completer.answer(for: line, cursor: line.utf8.count, in: context).candidates.map(\.text)
                    == ["https://a.test/a.png", "https://x.test/b.png"])
        }
    }
}
