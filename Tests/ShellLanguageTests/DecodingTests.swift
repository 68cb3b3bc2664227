import Testing

@testable import ShellLanguage

@Suite struct DecodingTests {
    private func decoded(_ bytes: [UInt8]) -> (text: String, mistakes: [String]) {
        let (source, diagnostics) = decode(bytes, name: "x.nfs")
        return (source.text, diagnostics.map { "\($0.message) \($0.span.start)-\($0.span.end)" })
    }

    @Test("a BOM is skipped and CRLF becomes LF")
    func bomAndLineEnds() {
        #expect(decoded([0xEF, 0xBB, 0xBF] + Array("a\r\nb\tc\n".utf8)) == ("a\nb\tc\n", []))
    }

    @Test("well-formed UTF-8 of every length stays")
    func wellFormed() {
        let text = "aé→😀\u{10FFFF}\u{FFFD}\u{D7FF}\u{E000}"
        #expect(decoded(Array(text.utf8)) == (text, []))
    }

    @Test("ill-formed UTF-8 is reported where it stands")
    func illFormed() {
        #expect(decoded([0x61, 0xFF, 0xFE, 0x62]) == ("a\u{FFFD}b", ["this is not UTF-8: byte 0xFF and 1 more 1-4"]))
        for bytes: [UInt8] in [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ] {
            #expect(decoded(bytes).text == "\u{FFFD}")
            #expect(decoded(bytes).mistakes.count == 1)
        }
        #expect(decoded([0xE2, 0x82, 0x61]).text == "\u{FFFD}a")
    }

    @Test("NUL and other control characters are reported with their place")
    func controls() {
        #expect(
            decoded([0x61, 0x00, 0x1B, 0x0D, 0x7F, 0xC2, 0x85]).mistakes == [
                "NUL stands in the text 1-2",
                "the control character ESC stands in the text 2-3",
                "a carriage return without a line feed stands in the text 3-4",
                "the control character U+007F stands in the text 4-5",
                "the control character U+0085 stands in the text 5-7",
            ]
        )
    }

    @Test("a file that is no text does not flood the screen")
    func flood() {
        #expect(decoded([UInt8](repeating: 0, count: 10_000)).mistakes.count == 20)
        #expect(decoded([0xFF, 0xFE, 0x61, 0]).mistakes == ["the text is UTF-16 0-0"])
    }
}

@Suite struct ScaleTests {
    /// A reader that looks at the rest of the text again and again would take minutes.
    @Test(
        "reading takes time in proportion to the text, whatever is in it",
        arguments: [
            "echo 'a\n", "echo \"a\n", "echo 'a'\"b\n", "echo ${a:-b ", "echo <<A\n A\n", "x=“a ", "$12 ", "{a|",
            "echo a\\\n", "each x ", "'a'\"b ", "a \\\n", "echo <<A <<B\n", "\u{A0}", "echo <<A\n", "submit \"x 'y\n",
        ]
    )
    func linear(unit: String) {
        let text = String(repeating: unit, count: 500_000 / unit.utf8.count)
        let time = ContinuousClock().measure { _ = read(text) }
        #expect(time < .seconds(20))
    }

    @Test("many heredocs with ends of their own kind missing are read once")
    func distinctHeredocs() {
        let text = (0..<20_000).map { "echo <<T\($0)\n T\($0)\n" }.joined()
        let result = read(text)
        #expect(result.script.statements.count == 20_000)
        #expect(result.diagnostics.count == 20_000)
    }

    @Test("the mistakes of one line are bounded, those of a file are not")
    func bounds() {
        #expect(read("echo" + String(repeating: " $0", count: 1000)).diagnostics.count == Parser.diagnosticsPerLine)
        #expect(read(String(repeating: "echo $0\n", count: 1000)).diagnostics.count == 1000)
    }
}

@Suite struct RecoveryTests {
    @Test("one reading reports every mistake of a file, in order")
    func everyMistake() {
        let text = """
            set a="x
            echo ${b
            submit a 'b'
            if x
            echo "c"d $12
            list > a b
            echo fine
            """
        #expect(
            mistakes(text) == [
                "this quote is not closed [\"]",
                "'${' is not closed [${]",
                "a quote begins inside a bare prompt [']",
                "'if' is a reserved word: there are no loops, conditionals and functions [if]",
                "a closing quote ends the word [d]",
                "'$' before more than one digit [$12]",
                "nothing but a comment follows the path of a redirect [b]",
            ]
        )
        #expect(read(text).script.statements.last.map(told) == "echo fine")
    }

    @Test("any text is read without a crash, and what is broken has a mistake in its bounds")
    func anyText() {
        var generator = SeededGenerator(state: 7)
        let parts = [
            "echo", "submit", "each", "api", "expect", "try", "if", " ", " ", " ", "\n", "\r\n", "\r", "\\", "\\\n",
            "'",
            "\"", "$", "${", "}", ":-", "$1", "$12", "{", "|", ">", ">>", "<", "<<A", "<<'A'", "\nA\n", "#", " # ", "@",
            "=", "a=", "a", "b.c", "é", "\u{A0}", "“", "”", "!", ";", "--", "\t", "😀", "\0", "\u{2028}",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
            let result = read(text)
            let length = text.utf8.count
            for diagnostic in result.diagnostics {
                #expect(
                    0 <= diagnostic.span.start && diagnostic.span.start <= diagnostic.span.end
                        && diagnostic.span.end <= length, "\(text.debugDescription)")
            }
            #expect(!result.isIncomplete || !result.diagnostics.isEmpty, "\(text.debugDescription)")
            _ = format(result.script, of: Source(name: "", text: text))
            let rendered = DiagnosticRenderer(width: 30).render(result.diagnostics, in: Source(name: "", text: text))
            #expect(!rendered.unicodeScalars.contains { $0.isControl && $0 != "\n" }, "\(text.debugDescription)")
        }
    }
}
