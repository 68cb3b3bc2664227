import TerminalTests
import Testing

@testable import LineEditing

@Suite("Notices")
struct NoticeTests {
    @Test("a notice appears above the prompt, and the line and its cursor are as before")
    func above() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("submit a boat\u{1B}b")
            try await terminal.expect("> submit a boat", row: 0, column: 11)
            terminal.editor.notice("task 12 succeeded")
            try await terminal.expect("task 12 succeeded\n> submit a boat", row: 1, column: 11)
            terminal.type("big ")
            try await terminal.expect("task 12 succeeded\n> submit a big boat", row: 1, column: 15)
            terminal.type("\r")
        }
        #expect(result == .entry("submit a big boat"))
    }

    @Test("a wrapped line with wide characters moves down whole")
    func wrapped() async throws {
        let terminal = try TestTerminal(columns: 9, height: 8)
        let result = try await terminal.read {
            terminal.type("日本語の映画を作る\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D")
            try await terminal.expect("> 日本語\nの映画を\n作る", row: 1, column: 4)
            terminal.editor.notice("one\ntwo")
            try await terminal.expect("one\ntwo\n> 日本語\nの映画を\n作る", row: 3, column: 4)
            terminal.type("x")
            try await terminal.expect("one\ntwo\n> 日本語\nの映x画を\n作る", row: 3, column: 5)
            terminal.type("\r")
        }
        #expect(result == .entry("日本語の映x画を作る"))
    }

    @Test("an entry of several lines moves down whole, at the bottom of the screen too")
    func multiLine() async throws {
        let terminal = try TestTerminal(columns: 20, height: 5)
        let result = try await terminal.read {
            terminal.type("one\u{1B}\rtwo\u{1B}\rthree\u{1B}[A\u{1B}[D")
            try await terminal.expect("> one\n... two\n... three", row: 1, column: 6)
            terminal.editor.notice("a\nb\nc")
            try await terminal.wait { $0.allText == "a\nb\nc\n> one\n... two\n... three" }
            #expect(terminal.screen.row == 3 && terminal.screen.column == 6)
            terminal.type("-\r")
        }
        #expect(result == .entry("one\ntw-o\nthree"))
    }

    @Test("a notice leaves a search through the history as it is")
    func duringSearch() async throws {
        let terminal = try TestTerminal()
        _ = try await terminal.read { terminal.type("submit a boat\r") }
        _ = try await terminal.read { terminal.type("list\r") }
        let result = try await terminal.read {
            terminal.type("\u{12}bo")
            try await terminal.wait { $0.text.hasSuffix("(history) bo: submit a boat") }
            terminal.editor.notice("done")
            try await terminal.wait { $0.text.hasSuffix("done\n(history) bo: submit a boat") && $0.column == 23 }
            terminal.type("a")
            try await terminal.wait { $0.text.hasSuffix("(history) boa: submit a boat") }
            terminal.type("\r")
        }
        #expect(result == .entry("submit a boat"))
    }

    @Test("a notice does not come between the keys of a sequence")
    func pendingKeys() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("one two\u{18}")
            try await terminal.expect("> one two")
            terminal.editor.notice("done")
            try await terminal.expect("done\n> one two", row: 1, column: 9)
            terminal.type("\u{15}")
            try await terminal.expect("done\n> one", row: 1, column: 5)
            terminal.type("\r")
        }
        #expect(result == .entry("one"))
    }

    @Test("a thousand notices are all told once, in order, while somebody types")
    func burst() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            for number in 0..<1_000 {
                terminal.editor.notice("notice \(number)")
                if number % 100 == 99 { terminal.type("\(number / 100)") }
            }
            try await terminal.wait { $0.text.hasSuffix("notice 999\n> 0123456789") }
            terminal.type("\r")
        }
        #expect(result == .entry("0123456789"))
        let lines = terminal.screen.allText.split(separator: "\n").filter { $0.hasPrefix("notice") }
        #expect(lines.map(String.init) == (0..<1_000).map { "notice \($0)" })
    }

    @Test("before and after a read a notice is printed plainly, without control characters")
    func plainly() async throws {
        let terminal = try TestTerminal()
        terminal.editor.notice("\u{1B}]0;title\u{7}before\u{1B}[2J\r")
        try await terminal.expect("]0;titlebefore[2J", row: 1, column: 0)
        _ = try await terminal.read { terminal.type("x\r") }
        terminal.editor.notice("after")
        try await terminal.expect("]0;titlebefore[2J\n> x\nafter", row: 3, column: 0)
    }

    @Test("the prompt changes while somebody types")
    func promptChanges() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read("one> ") {
            terminal.type("abc\u{1B}[D")
            try await terminal.expect("one> abc", row: 0, column: 7)
            terminal.editor.updatePrompt(Prompt([StyledText("three", .accent), StyledText("> ")]))
            try await terminal.expect("three> abc", row: 0, column: 9)
            terminal.editor.updatePrompt("> ")
            try await terminal.expect("> abc", row: 0, column: 4)
            terminal.type("\r")
        }
        #expect(result == .entry("abc"))
    }

    @Test("a prompt that changes before its read has begun is the one that is shown")
    func promptChangesEarly() async throws {
        let mailbox = try Mailbox()
        let result = await withCheckedContinuation { continuation in
            mailbox.send(prompt: "older> ")
            _ = mailbox.send(.read("old> ", id: 1, continuation))
            mailbox.send(prompt: "new> ")
            mailbox.begin(read: 1)
            #expect(mailbox.takePrompt() == "new> ")
            continuation.resume(returning: .endOfFile)
        }
        #expect(result == .endOfFile)
    }

    @Test("whoever is given the terminal has it as it was found, and notices wait")
    func suspended() async throws {
        let terminal = try TestTerminal()
        let found = terminal.modes
        let result = try await terminal.read {
            terminal.type("abc")
            try await terminal.expect("> abc")
            await terminal.editor.suspended {
                #expect(terminal.modes == found)
                terminal.editor.notice("done")
            }
            try await terminal.expect("done\n> abc", row: 1, column: 5)
            #expect(terminal.modes != found)
            terminal.type("\r")
        }
        #expect(result == .entry("abc"))
    }

    @Test("text taller than the screen shows the part around the cursor, and survives a notice")
    func tallText() async throws {
        let terminal = try TestTerminal(columns: 13, height: 4)
        let lines = (0..<200).map { "line \($0)" }
        let result = try await terminal.read {
            terminal.type("\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~")
            try await terminal.expect("... line 196\n... line 197\n... line 198\n... line 199")
            terminal.editor.notice("done")
            try await terminal.wait { $0.history.contains("done") && $0.text.hasSuffix("... line 199") }
            for _ in 0..<199 { terminal.type("\u{1B}[A") }
            try await terminal.expect("> line 0\n... line 1\n... line 2\n... line 3", row: 0)
            terminal.type("\r")
        }
        #expect(result == .entry(lines.joined(separator: "\n")))
    }
}
