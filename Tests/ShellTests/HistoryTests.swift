import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("The history command")
struct HistoryTests {
    private struct Typed: EntryHistory {
        let typed: [String]
        func entries() async -> [String] { typed }
    }

    private func history(_ arguments: String, _ entries: [String]) async throws -> (results: String, messages: String) {
        try await withShell { shell in
            await shell.interpreter.recall(from: Typed(typed: entries))
            #expect(await shell.run("history \(arguments)") == .done, "\(shell.messages)")
            return (shell.results, shell.messages)
        }
    }

    private static let entries = (1...25).map { "echo \($0)" } + ["submit a Paper Boat", "echo \"a\nb\""]

    @Test("the last entries are shown whole, with their numbers, the newest last")
    func last() async throws {
        let lines = try await history("", Self.entries).results.split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.first == " 8  echo 8")
        #expect(lines.suffix(3) == ["26  submit a Paper Boat", "27  echo \"a", "    b\""])
        #expect(try await history("2", Self.entries).results == "26  submit a Paper Boat\n27  echo \"a\n    b\"\n")
        #expect(try await history("99", ["one"]).results == "1  one\n")
    }

    @Test("those that hold a text keep their numbers, and letter case does not count")
    func search() async throws {
        #expect(try await history("paper boat", Self.entries).results == "26  submit a Paper Boat\n")
        #expect(try await history("'5'", Self.entries).results.split(separator: "\n").count == 3)
        let nothing = try await history("lighthouse", Self.entries)
        #expect(nothing.results == "")
        #expect(nothing.messages.contains("no such entry"))
    }

    @Test("an entry runs again by its number, and is told before it does")
    func runAgain() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            let typed = [
                "echo one", "let a=two\necho $a", "history run=3", "submit a boat duration=99", "submit a boat",
            ]
            await shell.interpreter.recall(from: Typed(typed: typed))
            #expect(await shell.run("history run=2") == .done)
            #expect(shell.results == "two\n")
            #expect(shell.messages == "let a=two\necho $a\n")
            shell.service.takes("t-1")
            await shell.run("history run=5")
            #expect(shell.task(1)?.request.prompt == "a boat")
            for (line, complaint) in [
                ("history run=3", "an entry that runs entries is not run again"),
                ("history run=6", "there is no entry 6"),
                ("history run=0", "is not a whole number"), ("history boat run=1", "run= takes no other words"),
                ("history run=4", "duration=99 is not allowed"),
            ] {
                shell.console.forget()
                await shell.run(line)
                #expect(shell.messages.contains(complaint), "\(line): \(shell.messages)")
            }
            #expect(shell.task(2) == nil)
            // Another shell has typed since the list was shown.
            await shell.run("history 2")
            await shell.interpreter.recall(from: Typed(typed: ["submit never"] + typed))
            shell.console.forget()
            await shell.run("history run=4")
            #expect(shell.messages.contains("duration=99 is not allowed"))
            #expect(shell.task(2) == nil)
        }
    }

    @Test("programs get every entry as it was typed, and a terminal none of its control characters")
    func formats() async throws {
        try await withShell { shell in
            await shell.interpreter.recall(from: Typed(typed: ["a\nb", "c\u{1B}[2J"]))
            await shell.run("set output=jsonl\nhistory")
            #expect(
                shell.results == #"{"number":1,"entry":"a\nb"}"# + "\n" + #"{"number":2,"entry":"c\u001b[2J"}"# + "\n")
            shell.console.forget()
            await shell.run("set output=csv\nhistory 1")
            #expect(shell.results == "number,entry\n2,c\u{1B}[2J\n")
            shell.console.forget()
            await shell.run("set output=table\nhistory")
            #expect(!shell.results.contains("\u{1B}"))
        }
    }

    @Test("where nobody types there is none, and record does not keep the command")
    func scripts() async throws {
        try await withShell { shell in
            #expect(await shell.run("history") == .done)
            #expect(shell.results == "")
            #expect(shell.messages.contains("there is no history"))
            await shell.run("record session.nfs\nhistory\necho a")
            #expect(shell.read("session.nfs") == "echo a\n")
        }
    }

    @Test("a number of entries is 1 or more")
    func noNumber() async throws {
        try await withShell { shell in
            await shell.interpreter.recall(from: Typed(typed: ["a"]))
            #expect(await shell.run("history 0") == .check)
            #expect(shell.messages.contains("write 1 or more"))
        }
    }
}
