import TerminalTests
import Testing

@testable import LineEditing

@Suite("What is shown beside the line")
struct AdviceTests {
    private static func terminal(
        columns: Int = 40, hint: String = "", suggests: Bool = true, figures: [String] = [],
        configure: (inout LineEditorConfiguration) -> Void = { _ in }
    ) throws -> TestTerminal {
        try TestTerminal(columns: columns) { configuration in
            configuration.advise = { request in
                Advice(
                    hint: request.buffer.isEmpty ? "" : hint, suggestsEntries: suggests,
                    figures: figures.map { StyledText($0, .dim) })
            }
            configure(&configuration)
        }
    }

    @Test("the newest entry that goes on from what is typed stands behind it, and the right arrow takes it")
    func ghost() async throws {
        let terminal = try Self.terminal()
        for entry in ["submit a boat seed=7", "submit a ship", "list"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        let result = try await terminal.read {
            terminal.type("sub")
            try await terminal.wait { $0.text.hasSuffix("\n> submit a ship") && $0.column == 5 }
            terminal.type("mit a b")
            try await terminal.wait { $0.text.hasSuffix("\n> submit a boat seed=7") && $0.column == 12 }
            terminal.type("\u{1B}[1;3C")
            try await terminal.wait { $0.text.hasSuffix("seed=7") && $0.column == 15 }
            terminal.type("\u{1B}f")
            try await terminal.wait { $0.text.hasSuffix("seed=7") && $0.column == 22 }
            terminal.type("\u{7F}")
            try await terminal.wait { $0.text.hasSuffix("seed=7") && $0.column == 21 }
            terminal.type("\u{1B}[C\r")
        }
        #expect(result == .entry("submit a boat seed=7"))
    }

    @Test(
        "what was not taken is neither in the entry nor on the screen, however the line ends",
        arguments: ["\r", "\u{3}"])
    func vanishes(_ end: String) async throws {
        let terminal = try Self.terminal(hint: " [HINT]", figures: ["$0.45"])
        _ = try await terminal.read { terminal.type("one two\r") }
        for (typed, seen) in [("one", "> one two"), ("zero", "> zero [HINT]")] {
            let result = try await terminal.read {
                terminal.type(typed)
                try await terminal.wait { $0.text.contains("\n" + seen) && $0.text.hasSuffix("$0.45") }
                terminal.type(end)
            }
            #expect(result == (end == "\r" ? .entry(typed) : .interrupted))
        }
        let mark = end == "\r" ? "" : "^C"
        #expect(terminal.screen.text == "> one two\n> one\(mark)\n> zero\(mark)")
    }

    @Test("nothing is shown behind the text while the cursor is elsewhere, and a right arrow there is one step")
    func elsewhere() async throws {
        let terminal = try Self.terminal(hint: " [HINT]")
        let result = try await terminal.read {
            terminal.type("ab")
            try await terminal.expect("> ab [HINT]", row: 0, column: 4)
            terminal.type("\u{1B}[D")
            try await terminal.expect("> ab", row: 0, column: 3)
            terminal.type("\u{1B}[C")
            try await terminal.expect("> ab [HINT]", row: 0, column: 4)
            terminal.type("\u{1B}[Cx\r")
        }
        #expect(result == .entry("abx"))
    }

    @Test("without colour, and where the terminal has none, nothing is shown that could be taken for text")
    func withoutColour() async throws {
        for (type, usesColor) in [("xterm-256color", false), ("vt100", true), ("ansi", true)] {
            let terminal = try Self.terminal(hint: " [HINT]", figures: ["$1"]) {
                $0.terminalType = type
                $0.usesColor = usesColor
            }
            _ = try await terminal.read { terminal.type("one two\r") }
            let result = try await terminal.read {
                terminal.type("one")
                try await terminal.wait { $0.text.hasSuffix("\n> one" + String(repeating: " ", count: 32) + "$1") }
                terminal.type("\u{1B}[C\r")
            }
            #expect(result == .entry("one"))
        }
        let terminal = try Self.terminal(hint: " [HINT]")
        var prompt: Prompt = "> "
        prompt.usesColor = false
        _ = try await terminal.read(prompt) {
            terminal.type("one")
            try await terminal.expect("> one")
            terminal.type("\r")
        }
    }

    @Test("grey is what the terminal knows")
    func colours() {
        #expect(TerminalColors(type: "xterm-256color", colorTerm: nil) == .indexed)
        #expect(TerminalColors(type: "xterm", colorTerm: "truecolor") == .indexed)
        #expect(TerminalColors(type: "linux", colorTerm: nil) == .sixteen)
        for type in ["vt100", "vt220", "ansi", "dumb", ""] {
            #expect(TerminalColors(type: type, colorTerm: "truecolor") == .none)
        }
    }

    @Test("what does not fit is cut, and the figures go from the least important on")
    func narrow() async throws {
        let terminal = try Self.terminal(
            columns: 24, hint: " [a longer hint]", figures: ["2 running", "$5 left", "$1"])
        let result = try await terminal.read {
            try await terminal.expect(">           $5 left  $1", row: 0, column: 2)
            terminal.type("ab")
            try await terminal.expect("> ab [a l…  $5 left  $1", row: 0, column: 4)
            terminal.type("cdefgh")
            try await terminal.expect("> abcdefgh  $5 left  $1", row: 0, column: 10)
            terminal.type("ij")
            try await terminal.expect("> abcdefghij [a lo…  $1", row: 0, column: 12)
            terminal.type("klmnopqr")
            try await terminal.expect("> abcdefghijklmnopqr […", row: 0, column: 20)
            terminal.type("stuv")
            try await terminal.wait { $0.row == 1 && $0.column == 0 && $0.text.hasSuffix("$1") }
            terminal.type("\r")
        }
        #expect(result == .entry("abcdefghijklmnopqrstuv"))
        try await terminal.expect("> abcdefghijklmnopqrstuv")
    }

    @Test("wide characters are cut whole, and several lines show their first")
    func wide() async throws {
        let terminal = try Self.terminal(columns: 16)
        _ = try await terminal.read { terminal.type("日本語の映画を作る\r") }
        _ = try await terminal.read { terminal.type("ab\u{1B}\rcd\r") }
        let result = try await terminal.read {
            terminal.type("日本")
            try await terminal.wait { $0.text.hasSuffix("\n> 日本語の映画…") && $0.column == 6 }
            terminal.type("\u{15}a")
            try await terminal.wait { $0.text.hasSuffix("\n> ab…") && $0.column == 3 }
            terminal.type("\u{1B}[C")
            try await terminal.wait { $0.text.hasSuffix("\n> ab\n... cd") }
            terminal.type("\r")
        }
        #expect(result == .entry("ab\ncd"))
    }

    @Test("notices, searches, lists, pastes and a new width leave none of it behind")
    func disturbances() async throws {
        let terminal = try Self.terminal(columns: 30, hint: " [HINT]", figures: ["$1"]) {
            $0.complete = {
                CompletionResponse(replaced: 0..<$0.cursor, candidates: [Candidate("one"), Candidate("ono")])
            }
        }
        _ = try await terminal.read { terminal.type("one two\r") }
        func row(_ text: String) -> String { text + String(repeating: " ", count: 27 - text.count) + "$1" }
        let shown = row("> one two")
        let result = try await terminal.read {
            terminal.type("one")
            try await terminal.wait { $0.text.hasSuffix("\n" + shown) }
            terminal.editor.notice("done")
            try await terminal.wait { $0.text.hasSuffix("\ndone\n" + shown) && $0.column == 5 }
            terminal.type("\u{12}tw")
            try await terminal.wait { $0.text.hasSuffix("\n(history) tw: one two") }
            terminal.type("\u{7}")
            try await terminal.wait { $0.text.hasSuffix("\n" + shown) }
            terminal.type("\u{7F}\u{7F}\t\t")
            try await terminal.wait { $0.text.hasSuffix("\n" + row("> on") + "\none  ono") }
            terminal.type("\u{1B}[200~e x\u{1B}[201~")
            try await terminal.wait { $0.text.hasSuffix("\n" + row("> one x [HINT]")) }
            terminal.resize(columns: 20, height: 10)
            try await terminal.wait { $0.text.hasSuffix("done\n> one x [HINT]   $1") }
            terminal.type("\r")
        }
        #expect(result == .entry("one x"))
        #expect(terminal.screen.text.hasSuffix("done\n> one x"))
    }

    @Test("an editor that is left with the line leaves only the line")
    func externalEditor() async throws {
        let terminal = try Self.terminal(hint: " [HINT]", figures: ["$1"]) { $0.editorCommand = "true" }
        _ = try await terminal.read {
            terminal.type("ab")
            try await terminal.wait { $0.text.hasPrefix("> ab [HINT]") }
            terminal.type("\u{18}\u{5}")
            try await terminal.wait { $0.text.hasPrefix("> ab\n> ab [HINT]") }
            terminal.type("\r")
        }
        #expect(terminal.screen.text == "> ab\n> ab")
    }

    @Test("off is off: neither grey text nor anything to take")
    func off() async throws {
        let terminal = try Self.terminal(suggests: false)
        _ = try await terminal.read { terminal.type("one two\r") }
        let result = try await terminal.read {
            terminal.type("one")
            try await terminal.wait { $0.text.hasSuffix("\n> one") }
            terminal.type("\u{1B}[C\r")
        }
        #expect(result == .entry("one"))
    }

    @Test("a suggestion is the newest entry that goes on, and follows what is typed and taken back")
    func suggestion() throws {
        var history = History(path: nil, limit: 10, session: "mine")
        for entry in ["abcd", "abxy", "b"] { try history.add(entry, time: 1) }
        var suggestion = HistorySuggestion()
        let steps: [(String, String?)] = [
            ("a", "bxy"), ("ab", "xy"), ("abc", "d"), ("abcd", nil), ("abcde", nil), ("abc", "d"), ("ab", "xy"),
            ("", nil), (" ", nil), ("z", nil), ("b", nil), ("e\u{301}", nil),
        ]
        for (typed, rest) in steps { #expect(suggestion.rest(behind: typed, in: history) == rest, "\(typed)") }
        #expect(suggestion.rest(behind: "bc", in: history) == nil)
        try history.add("bcd", time: 2)
        #expect(suggestion.rest(behind: "bc", in: history) == "d")
    }
}
