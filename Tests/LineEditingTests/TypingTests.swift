import TerminalTests
import Testing

@testable import LineEditing

@Suite("Typing")
struct TypingTests {
    @Test("Enter hands over what was typed, and leaves the cursor below it")
    func entry() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            try await terminal.expect(">", row: 0, column: 2)
            terminal.type("hello world")
            try await terminal.expect("> hello world", row: 0, column: 13)
            terminal.type("\r")
        }
        #expect(result == .entry("hello world"))
        try await terminal.expect("> hello world", row: 1, column: 0)
    }

    @Test("an empty line is an entry, not the end of the input")
    func emptyLine() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            try await terminal.expect(">")
            terminal.type("\r")
        }
        #expect(result == .entry(""))
    }

    @Test("a line longer than the screen wraps, and is edited in its middle")
    func wrapping() async throws {
        let terminal = try TestTerminal(columns: 10, height: 6)
        let result = try await terminal.read {
            terminal.type("abcdefgh")
            try await terminal.expect("> abcdefgh", row: 1, column: 0)
            terminal.type("ijklmnopqrstuv")
            try await terminal.expect("> abcdefgh\nijklmnopqr\nstuv", row: 2, column: 4)
            terminal.type("\u{1}XY")
            try await terminal.expect("> XYabcdef\nghijklmnop\nqrstuv", row: 0, column: 4)
            terminal.type("\u{1B}[3~\u{1B}[3~")
            try await terminal.expect("> XYcdefgh\nijklmnopqr\nstuv", row: 0, column: 4)
            terminal.type("\u{5}\u{7F}\u{7F}\u{7F}\u{7F}")
            try await terminal.expect("> XYcdefgh\nijklmnopqr", row: 2, column: 0)
            terminal.type("\r")
        }
        #expect(result == .entry("XYcdefghijklmnopqr"))
        try await terminal.expect("> XYcdefgh\nijklmnopqr", row: 3, column: 0)
    }

    @Test("wide characters wrap whole, and an insert before them moves them all")
    func wideCharacters() async throws {
        let terminal = try TestTerminal(columns: 9, height: 6)
        let result = try await terminal.read {
            terminal.type("日本語の映画を作る")
            try await terminal.expect("> 日本語\nの映画を\n作る", row: 2, column: 4)
            terminal.type("\u{1}x")
            try await terminal.expect("> x日本語\nの映画を\n作る", row: 0, column: 3)
            terminal.type("y")
            try await terminal.expect("> xy日本\n語の映画\nを作る", row: 0, column: 4)
            terminal.type("\u{5}\u{1B}[D\u{1B}[D\u{7F}")
            try await terminal.expect("> xy日本\n語の映画\n作る", row: 2, column: 0)
            terminal.type("\r")
        }
        #expect(result == .entry("xy日本語の映画作る"))
    }

    @Test("keys move and delete by what a person takes for a character", arguments: [false, true])
    func clusters(joinsEmoji: Bool) async throws {
        let terminal = try TestTerminal()
        terminal.screen.joinsEmoji = joinsEmoji
        let result = try await terminal.read {
            terminal.type("e\u{301}a👩‍👩‍👧b")
            try await terminal.wait { $0.text.hasSuffix("b") && $0.column == 7 }
            terminal.type("\u{1B}[D\u{1B}[D")
            try await terminal.wait { $0.column == 4 }
            terminal.type("\u{7F}\u{7F}")
            try await terminal.wait { $0.column == 2 && $0.text.hasSuffix("b") }
            terminal.type("\r")
        }
        #expect(result == .entry("👩‍👩‍👧b"))
    }

    @Test("control characters in the text are seen as ^X, tabs as blanks")
    func controlCharacters() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("a\u{16}\u{1}b\u{16}\tc")
            try await terminal.expect("> a^Ab  c", row: 0, column: 9)
            terminal.type("\r")
        }
        #expect(result == .entry("a\u{1}b\tc"))
    }

    @Test("Ctrl-C drops the line, wherever the cursor is")
    func interrupt() async throws {
        let terminal = try TestTerminal()
        let found = terminal.modes
        let result = try await terminal.read {
            terminal.type("hello\u{1}")
            try await terminal.expect("> hello", row: 0, column: 2)
            #expect(terminal.modes != found)
            terminal.type("\u{3}")
        }
        #expect(result == .interrupted)
        try await terminal.expect("> hello^C", row: 1, column: 0)
        #expect(terminal.modes == found)
        #expect(!terminal.screen.marksPastes)
    }

    @Test("Ctrl-D ends an empty line, and deletes in one that is not")
    func endOfFile() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("ab\u{1}\u{4}")
            try await terminal.expect("> b", row: 0, column: 2)
            terminal.type("\u{4}\u{4}")
        }
        #expect(result == .endOfFile)
    }

    @Test("undo takes back words as they were typed, redo brings them again")
    func undo() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("one two")
            try await terminal.expect("> one two")
            terminal.type("\u{1F}")
            try await terminal.expect("> one")
            terminal.type("\u{1B}_")
            try await terminal.expect("> one two", row: 0, column: 9)
            terminal.type("\u{15}")
            try await terminal.expect(">")
            terminal.type("\u{1F}\r")
        }
        #expect(result == .entry("one two"))
    }

    @Test("a task that is cancelled gets its read back")
    func cancellation() async throws {
        let terminal = try TestTerminal()
        let editor = terminal.editor
        let reading = Task { await editor.read(prompt: "> ") }
        try await terminal.expect(">")
        reading.cancel()
        #expect(await reading.value == .interrupted)
    }

    @Test("closing ends a read, and the terminal is as it was found")
    func closing() async throws {
        let terminal = try TestTerminal()
        let found = terminal.modes
        let result = try await terminal.read {
            try await terminal.expect(">")
            await terminal.editor.close()
        }
        #expect(result == .endOfFile)
        #expect(terminal.modes == found)
        #expect(await terminal.editor.read(prompt: "> ") == .endOfFile)
    }
}
