import TerminalTests
import Testing

@testable import LineEditing

@Suite("Entries of several lines, pastes, modes")
struct EntryTests {
    @Test("Enter goes on in another line while the entry is incomplete")
    func incomplete() async throws {
        let terminal = try TestTerminal { $0.isComplete = { $0.filter { $0 == "\"" }.count % 2 == 0 } }
        let result = try await terminal.read(Prompt("nfsh> ", continuation: "   -> ")) {
            terminal.type("submit \"a\r")
            try await terminal.expect("nfsh> submit \"a\n   ->", row: 1, column: 6)
            terminal.type("b\"")
            try await terminal.expect("nfsh> submit \"a\n   -> b\"", row: 1, column: 8)
            terminal.type("\u{1B}[Ax")
            try await terminal.expect("nfsh> suxbmit \"a\n   -> b\"", row: 0, column: 9)
            terminal.type("\u{7F}\r")
        }
        #expect(result == .entry("submit \"a\nb\""))
        try await terminal.expect("nfsh> submit \"a\n   -> b\"", row: 2, column: 0)
    }

    @Test("a paste is text: its line ends accept nothing, and Enter does")
    func paste() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("a\u{1B}[200~one\r\ntwo\tx\u{3}\u{4}\u{1B}[31m\rthree\r\u{1B}[201~")
            try await terminal.expect("> aone\n... two x[31m\n... three", row: 2, column: 9)
            terminal.type("!\r")
        }
        #expect(result == .entry("aone\ntwo\tx[31m\nthree!"))
        #expect(!terminal.screen.marksPastes)
    }

    @Test("a paste that comes in pieces is one paste")
    func pasteInPieces() async throws {
        let terminal = try TestTerminal(columns: 80)
        let text = String(repeating: "0123456789", count: 2_000)
        let result = try await terminal.read {
            terminal.type("\u{1B}[20")
            terminal.type("0~")
            for piece in 0..<20 { terminal.type(String(text.dropFirst(piece * 1_000).prefix(1_000))) }
            terminal.type("\u{1B}[2")
            terminal.type("01~")
            try await terminal.wait { $0.text.hasSuffix("\n89") }
            terminal.type("\r")
        }
        #expect(result == .entry(text))
    }

    @Test("keys without a meaning leave no letters in the line")
    func unknownKeys() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type("a\u{1B}[15~b\u{1B}[5~c\u{1B}OPd\u{1B}[1;2Ae\u{80}\u{9B}f\r")
        }
        #expect(result == .entry("abcdef"))
    }

    @Test("bytes that are no UTF-8 are seen, and crash nothing")
    func invalidBytes() async throws {
        let terminal = try TestTerminal()
        let result = try await terminal.read {
            terminal.type(bytes: [0x61, 0xFF, 0x62, 0xE2, 0x82, 0x63, 0x0D])
        }
        #expect(result == .entry("a\u{FFFD}b\u{FFFD}c"))
    }

    @Test("the user's own bindings hold, vi's among them")
    func bindings() async throws {
        let file = try TemporaryFile("bind -v\nbind ^T ed-move-to-beg\n")
        let terminal = try TestTerminal { $0.bindingsPath = file.path }
        _ = try await terminal.read { terminal.type("first\r") }
        let result = try await terminal.read {
            terminal.type("one two\u{1B}[D\u{1B}[Dx\u{14}y")
            try await terminal.wait { $0.text.hasSuffix("> yone txwo") }
            terminal.type("\u{1B}")
            try await terminal.wait { $0.column == 2 }
            terminal.type("dw")
            try await terminal.wait { $0.text.hasSuffix("> txwo") }
            terminal.type("ccz\u{1B}[200~\r\u{1B}[201~")
            try await terminal.wait { $0.text.hasSuffix("> z") }
            terminal.type("\u{1B}")
            try await terminal.wait { $0.column == 2 }
            terminal.type("cc\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("\n> first") }
            terminal.type("\r")
        }
        #expect(result == .entry("first"))
    }

    @Test("the user's editor changes the text, and accepts nothing by itself")
    func externalEditor() async throws {
        let terminal = try TestTerminal { $0.editorCommand = "sed -i s/boat/ship/" }
        let result = try await terminal.read {
            terminal.type("a boat")
            try await terminal.expect("> a boat")
            terminal.type("\u{18}\u{5}")
            try await terminal.wait { $0.text.hasSuffix("> a ship") }
            terminal.type("!\r")
        }
        #expect(result == .entry("a ship!"))
    }

    @Test("so it does in vi's modes: by Ctrl-X Ctrl-E while inserting, by v in command mode")
    func externalEditorOfVi() async throws {
        let file = try TemporaryFile("bind -v\n")
        let terminal = try TestTerminal {
            $0.editorCommand = "sed -i s/a/b/"
            $0.bindingsPath = file.path
        }
        let result = try await terminal.read {
            terminal.type("aaa")
            try await terminal.expect("> aaa")
            terminal.type("\u{18}\u{5}")
            try await terminal.wait { $0.text.hasSuffix("> baa") && $0.column == 5 }
            terminal.type("x\u{1B}")
            try await terminal.wait { $0.text.hasSuffix("> baax") && $0.column == 5 }
            terminal.type("v")
            try await terminal.wait { $0.text.hasSuffix("> bbax") }
            terminal.type("\r")
        }
        #expect(result == .entry("bbax"))
    }

    @Test("vi's insert mode searches the history, walks through it and takes back")
    func historyOfVi() async throws {
        let file = try TemporaryFile("bind -v\n")
        let terminal = try TestTerminal { $0.bindingsPath = file.path }
        for entry in ["one boat", "two"] { _ = try await terminal.read { terminal.type(entry + "\r") } }
        let result = try await terminal.read {
            terminal.type("\u{12}boat")
            try await terminal.wait { $0.text.hasSuffix("(history) boat: one boat") }
            terminal.type("\u{7}\u{10}")
            try await terminal.wait { $0.text.hasSuffix("> two") }
            terminal.type("\u{10}\u{E}x")
            try await terminal.wait { $0.text.hasSuffix("> twox") }
            terminal.type("\u{1F}")
            try await terminal.wait { $0.text.hasSuffix("> two") }
            terminal.type("\r")
        }
        #expect(result == .entry("two"))
    }

    @Test("Ctrl-L leaves only the line on the screen")
    func clearScreen() async throws {
        let terminal = try TestTerminal()
        terminal.editor.notice("before")
        let result = try await terminal.read {
            terminal.type("abc")
            try await terminal.expect("before\n> abc")
            terminal.type("\u{C}")
            try await terminal.expect("> abc", row: 0, column: 5)
            terminal.type("\r")
        }
        #expect(result == .entry("abc"))
    }

    @Test("a prompt that follows an unfinished line of output begins below it")
    func unfinishedOutput() async throws {
        let terminal = try TestTerminal()
        terminal.print("no end")
        let result = try await terminal.read {
            try await terminal.wait { $0.text.hasSuffix("\n>") && $0.row == 1 && $0.column == 2 }
            terminal.type("\r")
        }
        #expect(result == .entry(""))
        #expect(terminal.screen.text.hasPrefix("no end"))
    }

    @Test(
        "a change of width breaks the lines anew, and leaves no rows behind",
        arguments: [(30, true), (11, true), (9, true), (80, true), (25, false), (60, false)])
    func resize(columns: Int, reflows: Bool) async throws {
        let terminal = try TestTerminal(columns: 20, height: 16) { $0.terminalReflows = reflows }
        terminal.screen.reflows = reflows
        terminal.editor.notice("before")
        let text = "The quick brown fox jumps over the lazy dog"
        let result = try await terminal.read {
            terminal.type(text)
            try await terminal.expect("before\n> The quick brown fo\nx jumps over the laz\ny dog", row: 3, column: 5)
            terminal.resize(columns: columns, height: 16)
            var image = ScreenImage(columns: columns)
            image.append("> " + text, .plain)
            let rows = image.rows.map { $0.cells.map(\.text).joined() }.map { row in
                String(row.reversed().drop { $0 == " " }.reversed())
            }
            try await terminal.expect((["before"] + rows).joined(separator: "\n"))
            terminal.type("!\r")
        }
        #expect(result == .entry(text + "!"))
    }
}
