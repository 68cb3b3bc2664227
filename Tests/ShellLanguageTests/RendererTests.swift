import Testing

@testable import ShellLanguage

@Suite struct RendererTests {
    private func rendered(
        _ text: String,
        _ span: Span,
        hint: String? = nil,
        name: String = "a.nfs",
        width: Int? = nil,
        chain: [Inclusion] = []
    ) -> String {
        DiagnosticRenderer(width: width).render(
            Diagnostic(.error, "it is wrong", at: span, hint: hint),
            in: LineIndex(Source(name: name, text: text)),
            includedFrom: chain
        )
    }

    @Test("a diagnostic names place, line, marks the span and says what to do")
    func example() {
        let text = String(repeating: "echo\n", count: 6) + "submit seed=42 resolutoin=720P\n"
        let diagnostic = Diagnostic(
            .error,
            "submit has no option 'resolutoin'",
            at: Span(45, 55),
            hint: "did you mean 'resolution'?"
        )
        #expect(
            DiagnosticRenderer().render([diagnostic], in: Source(name: "shots/hero.nfs", text: text)) == """
                error: submit has no option 'resolutoin'
                 --> shots/hero.nfs:7:16
                  |
                7 | submit seed=42 resolutoin=720P
                  |                ^^^^^^^^^^ did you mean 'resolution'?
                """
        )
    }

    @Test("the gutter grows with the number of the line")
    func gutter() {
        #expect(
            rendered(String(repeating: "\n", count: 99) + "abc", Span(100, 101)) == """
                error: it is wrong
                   --> a.nfs:100:2
                    |
                100 | abc
                    |  ^
                """
        )
    }

    @Test("tabs are expanded, wide and combining characters measured")
    func widths() {
        #expect(rendered("a\tbc", Span(2, 3)).hasSuffix("1 | a   bc\n  |     ^"))
        #expect(rendered("船 x", Span(4, 5)).hasSuffix("1 | 船 x\n  |    ^"))
        #expect(rendered("船船x", Span(0, 6)).hasSuffix("1 | 船船x\n  | ^^^^"))
        #expect(rendered("e\u{301}x", Span(3, 4)).hasSuffix("\n  |  ^"))
        #expect(rendered("👨‍👩‍👧x", Span(18, 19)).hasSuffix("\n  |   ^"))
        #expect(rendered("e\u{301}船x", Span(6, 7)).contains("a.nfs:1:3\n"))
    }

    @Test("control characters and overrides are shown, not printed")
    func controls() {
        #expect(
            rendered("a\u{1B}[31m\u{202E}\u{7F}b", Span(10, 11), name: "\u{1B}[1mx").contains("1 | a␛[31m\u{FFFD}␡b\n"))
        #expect(rendered("a", Span(0, 1), name: "\u{1B}[1mx").contains("--> x:1:1"))
        #expect(rendered("a", Span(0, 1), hint: "b\u{7}c\nd").hasSuffix("^ b\u{FFFD}c d"))
    }

    @Test("a place of no width, also at the end of the text, has one mark")
    func emptySpan() {
        #expect(rendered("ab", Span(2, 2)).hasSuffix("1 | ab\n  |   ^"))
        #expect(rendered("", Span(0, 0)).hasSuffix("1:1\n  |\n1 |\n  | ^"))
        #expect(rendered("a\n", Span(9, 20)).hasSuffix("2:1\n  |\n2 |\n  | ^"))
    }

    @Test("a span over several lines shows its first and its last")
    func severalLines() {
        #expect(
            rendered("echo 'a\nb\nc' d", Span(5, 12), hint: "why") == """
                error: it is wrong
                 --> a.nfs:1:6
                  |
                1 | echo 'a
                  |      ^^
                …
                3 | c' d
                  | ^^ why
                """
        )
        #expect(rendered("a\nb", Span(0, 3)).hasSuffix("1 | a\n  | ^\n2 | b\n  | ^"))
    }

    @Test("a long line is cut around the span")
    func cut() {
        let text = String(repeating: "a", count: 100) + "XYZ" + String(repeating: "b", count: 100)
        #expect(rendered(text, Span(100, 103), width: 24).hasSuffix("1 | …aaaaaaaXYZbbbbbbbb…\n  |         ^^^"))
        #expect(
            rendered(text, Span(0, 1), width: 24).hasSuffix("1 | " + String(repeating: "a", count: 18) + "…\n  | ^"))
        #expect(
            rendered(text, Span(202, 203), width: 24).hasSuffix(
                "1 | …" + String(repeating: "b", count: 18) + "\n  |                   ^"))
        for line in rendered(String(repeating: "船", count: 100), Span(150, 297), width: 31).split(separator: "\n")
            .dropFirst(3)
        {
            #expect(displayWidth(of: line) <= 31)
        }
    }

    @Test("a line without end is shown in part also without a width")
    func endless() {
        let text = String(repeating: "a", count: 1_000_000)
        #expect(rendered(text, Span(500_000, 500_001)).utf8.count < 10_000)
    }

    @Test("a hint that does not fit stands in a line of its own")
    func hints() {
        #expect(rendered("echo a", Span(5, 6), hint: "a long hint", width: 20).hasSuffix("  |      ^\n  = a long hint"))
        #expect(rendered("echo a", Span(5, 6), hint: "a long hint", width: 22).hasSuffix("  |      ^ a long hint"))
    }

    @Test("the chain of source is shown, innermost first")
    func chain() {
        let chain = [
            Inclusion(name: "b.nfs", position: LineIndex.Position(line: 3, column: 8)),
            Inclusion(name: "c.nfs", position: LineIndex.Position(line: 1, column: 1)),
        ]
        #expect(
            rendered("x", Span(0, 1), chain: chain) == """
                error: it is wrong
                 --> a.nfs:1:1
                     included from b.nfs:3:8
                     included from c.nfs:1:1
                  |
                1 | x
                  | ^
                """
        )
    }

    @Test("colour adds escapes and nothing else")
    func colour() {
        let diagnostic = Diagnostic(.warning, "odd", at: Span(0, 1), hint: "so")
        let lines = LineIndex(Source(name: "a", text: "x"))
        let coloured = DiagnosticRenderer(colour: true).render(diagnostic, in: lines)
        #expect(coloured.hasPrefix("\u{1B}[1;33mwarning:\u{1B}[0m"))
        #expect(sanitised(coloured, lines: .many) == DiagnosticRenderer().render(diagnostic, in: lines))
    }

    @Test("lines and columns count from 1, columns in characters")
    func lineIndex() {
        let index = LineIndex(Source(name: "", text: "aé\r\n😀b\n"))
        #expect(index.position(at: 0) == LineIndex.Position(line: 1, column: 1))
        #expect(index.position(at: 3) == LineIndex.Position(line: 1, column: 3))
        #expect(index.position(at: 9) == LineIndex.Position(line: 2, column: 2))
        #expect(index.position(at: 99) == LineIndex.Position(line: 3, column: 1))
        #expect(index.span(ofLine: 1) == Span(0, 3))
        #expect(index.lineCount == 3)
    }
}

@Suite struct DisplayTests {
    @Test(
        "the width of a text is what a terminal shows",
        arguments: [
            ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("船", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2),
            ("\u{1112}\u{1161}", 2), ("😀", 2),
            ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("\u{200B}", 0), ("\u{1B}", 0), ("नि", 2),
            ("✅", 2), ("ä", 1),
            ("\u{AD}", 0), ("─", 1), ("…", 1),
        ]
    )
    func widths(text: String, width: Int) {
        #expect(displayWidth(of: text) == width)
    }

    @Test("escape sequences are taken out whole")
    func escapes() {
        for sequence in [
            "\u{1B}[31m", "\u{1B}[?25l", "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://x\u{1B}\\", "\u{1B}Pq#1\u{1B}\\",
            "\u{1B}(B", "\u{1B}c",
            "\u{9B}2J", "\u{9D}0;x\u{9C}", "\u{1B}_a\u{1B}\\", "\u{1B}7",
        ] {
            #expect(sanitised("a\(sequence)b") == "ab", "\(sequence.debugDescription)")
        }
    }

    @Test("an escape sequence without an end hides nothing")
    func brokenEscapes() {
        #expect(sanitised("a\u{1B}]0;rest") == "a0;rest")
        #expect(sanitised("a\u{1B}") == "a")
        #expect(sanitised("a\u{1B}[") == "a")
        #expect(sanitised("a\u{1B}[1;\nb") == "a b")
        #expect(sanitised("a\u{1B}Pq\nb", lines: .many) == "aq\nb")
    }

    @Test("other controls and overrides of direction become visible")
    func controls() {
        #expect(sanitised("a\0b\u{8}c\u{7F}d\u{85}e\u{80}f") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d e\u{FFFD}f")
        #expect(sanitised("a\u{202E}b\u{2066}c") == "a\u{FFFD}b\u{FFFD}c")
        #expect(sanitised("é 船 \u{200F}ok") == "é 船 \u{200F}ok")
    }

    @Test("in the form of one line, breaks and tabs are blanks; in that of many, breaks stay")
    func lines() {
        #expect(sanitised("a\r\nb\tc\u{2028}d\re") == "a b c d\u{FFFD}e")
        #expect(sanitised("a\r\nb\tc\u{2028}d", lines: .many) == "a\nb    c\nd")
    }

    @Test("nothing that controls a terminal survives")
    func property() {
        var generator = SeededGenerator(state: 5)
        let parts = [
            "\u{1B}", "[", "]", "P", "\\", "0;", "m", "\u{7}", "\u{9C}", "\u{9D}", "\u{9B}", "\n", "\r", "\t", "a", "é",
            "\u{202A}", "\0", "(", "_",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...10, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
            #expect(
                !sanitised(text).unicodeScalars.contains { $0.isControl || $0.isBidirectionalControl },
                "\(text.debugDescription)")
        }
    }

    @Test("a text is cut and padded to columns")
    func columns() {
        #expect("paper boat".truncated(to: 6) == "paper…")
        #expect("boat".truncated(to: 4) == "boat")
        #expect("船船船".truncated(to: 4) == "船…")
        #expect("船船".truncated(to: 4) == "船船")
        #expect("ab".truncated(to: 1) == "…")
        #expect("ab".truncated(to: 0) == "")
        #expect("船".padded(to: 4) == "船  ")
        #expect("ab".padded(to: 4, .right) == "  ab")
        #expect("abc".padded(to: 2) == "abc")
    }
}

@Suite struct SuggestionTests {
    private let names = [
        "submit", "sweep", "set", "source", "resolution", "ratio", "model", "list", "login", "logout", "PRO",
    ]

    @Test("a typing mistake finds what was meant")
    func mistakes() {
        #expect(Suggestion.nearest("sumbit", in: names) == "submit")
        #expect(Suggestion.nearest("resolutoin", in: names) == "resolution")
        #expect(Suggestion.nearest("modle", in: names) == "model")
        #expect(Suggestion.nearest("lst", in: names) == "list")
        #expect(Suggestion.nearest("sett", in: names) == "set")
    }

    @Test("case does not matter")
    func cases() {
        #expect(Suggestion.nearest("SUBMIT", in: names) == "submit")
        #expect(Suggestion.nearest("pro", in: names) == "PRO")
    }

    @Test("the only word that begins so is suggested")
    func prefixes() {
        #expect(Suggestion.nearest("resol", in: names) == "resolution")
        #expect(Suggestion.nearest("lo", in: names) == nil)
    }

    @Test("what is not near is not suggested")
    func far() {
        #expect(Suggestion.nearest("xyzzy", in: names) == nil)
        #expect(Suggestion.nearest("", in: names) == nil)
        #expect(Suggestion.nearest("7", in: names) == nil)
        #expect(Suggestion.nearest("ab", in: ["cd"]) == nil)
        #expect(Suggestion.nearest(String(repeating: "a", count: 100_000), in: names) == nil)
    }
}
