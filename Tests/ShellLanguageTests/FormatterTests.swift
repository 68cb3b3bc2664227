import Testing

@testable import ShellLanguage

@Suite struct FormatterTests {
    private func formatted(_ text: String) -> String {
        format(read(text).script, of: Source(name: "", text: text))
    }

    @Test("one blank stands between words and around the sign of a capture")
    func blanks() {
        #expect(formatted("  hero=submit   'x  y'\tseed=7   >out # c  ") == "hero = submit 'x  y' seed=7 > out # c\n")
        #expect(formatted("try  echo a>>b") == "try echo a>>b\n")
        #expect(formatted("try  a  =  list  >>b") == "try a = list >> b\n")
        #expect(formatted("list |sort   -u\n!  ls") == "list | sort   -u\n!  ls\n")
    }

    @Test("words keep their quotes and escapes")
    func words() {
        let text = #"echo 'a' "b\n$c" ${d:-e f} \{g d="" @h"# + "\n"
        #expect(formatted(text) == text)
    }

    @Test("at most one blank line stands between others, none at the edges")
    func blankLines() {
        #expect(formatted("\n\n# a\n\n\n  \necho b\necho c\n\n\n") == "# a\n\necho b\necho c\n")
        #expect(formatted("\n \n") == "")
    }

    @Test("a line continued between arguments stays so, elsewhere it is joined")
    func continuations() {
        #expect(formatted("set a=1 \\\n b=2\\\n \\\n\tc=3 \\\n") == "set a=1 \\\n    b=2 \\\n    c=3\n")
        #expect(formatted("hero = \\\n submit 'x' \\\n > \\\n out") == "hero = submit 'x' \\\n    > out\n")
        #expect(formatted("each f.csv \\\n submit 'x' \\\n seed=1") == "each f.csv \\\n    submit 'x' \\\n    seed=1\n")
    }

    @Test("comments stay in their places")
    func comments() {
        #expect(formatted("#a\necho b # c\n # d\n") == "#a\necho b # c\n# d\n")
        #expect(formatted("echo b \\\n # c\n#d") == "echo b # c\n#d\n")
        #expect(formatted("echo b \\\n#c\necho d") == "echo b \\\n    #c\necho d\n")
    }

    @Test("heredocs keep their bodies in order")
    func heredocs() {
        #expect(
            formatted("echo  <<A  b=<<'B' # c\n a $x\n\nA\nB\n\n\necho d")
                == "echo <<A b=<<'B' # c\n a $x\n\nA\nB\n\necho d\n")
        #expect(formatted("echo <<A\n$x.file\nA\n") == "echo <<A\n$x.file\nA\n")
    }

    @Test("the raw rest of a line stays as typed")
    func rawTail() {
        #expect(formatted("api  POST  /x   {\"a\":  1}  ") == "api POST /x {\"a\":  1}\n")
        #expect(formatted("api POST /x {\\\n  1}") == "api POST /x {\\\n  1}\n")
    }

    @Test("CRLF becomes LF, also inside quotes and heredocs")
    func lineEnds() {
        #expect(formatted("echo 'a\r\nb' <<A\r\nc\r\nd\r\nA\r\n") == "echo 'a\nb' <<A\nc\nd\nA\n")
    }

    @Test("the formatted text says the same, and formats to itself")
    func property() {
        var generator = SeededGenerator(state: 11)
        var count = 0
        for _ in 0..<3_000 {
            let text = randomScript(&generator)
            let source = Source(name: "", text: text)
            let first = parse(source, shapes: shape)
            guard first.diagnostics.isEmpty else { continue }
            count += 1
            let formatted = format(first.script, of: source)
            let second = read(formatted)
            #expect(second.diagnostics.isEmpty, "\(text.debugDescription)\n\(formatted.debugDescription)")
            #expect(
                second.script.normalised == first.script.normalised,
                "\(text.debugDescription)\n\(formatted.debugDescription)")
            #expect(
                format(second.script, of: Source(name: "", text: formatted)) == formatted,
                "\(text.debugDescription)\n\(formatted.debugDescription)"
            )
        }
        #expect(count > 600)
    }

    /// Mostly right lines with all that the language knows, in strange layouts.
    private func randomScript(_ generator: inout SeededGenerator) -> String {
        let heads = [
            "echo", "submit", "each f.csv echo", "api POST /x", "expect", "x = list", "y=submit", "try set",
            "curl submit", "!ls -l", "#", "# c", "", " ",
        ]
        let words = [
            "a", "b\\", "'c d'", "\"e\\n$f\"", "g=1", "h='i j'", "$k", "${l.m:-n o}", "\\{", "{p|q}", "@12", "@$r/s",
            "t=",
            "u=@v", "It's", "'w\nx'", "\"y\r\nz\"", "#1", "a\\b", "$", ";", "==", "#", "{\"a\": 1}", "é", "''",
        ]
        let gaps = [" ", " ", " ", "  ", "\t", " \\\n", "\\\n ", " \\\r\n\t", " \\\n \\\n"]
        let tails = [
            "", "", "", " ", " # c", "\t#", " \\\n", " \\\n# d", " \\\n#e", " > f", " >>'g h'", " | sort \\\n -u",
        ]
        let bodies = ["", "a\n", "\n", "$x \\{ \n\n", " T\n", "b\r\nc\r\n", "$x.y\n", "${x.y:-z}\n"]
        let ends = ["\n", "\n", "\r\n", "\n\n", "\n\n \n\n"]
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            text += pick(["", "", " "]) + pick(heads)
            for _ in 0..<Int.random(in: 0...3, using: &generator) { text += pick(gaps) + pick(words) }
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: text += " <<T" + pick(tails) + "\n" + pick(bodies) + "T"
            case 1: text += " n=<<'T'" + pick(tails) + "\n" + pick(bodies) + "T"
            default: text += pick(tails)
            }
            text += pick(ends)
        }
        return text
    }
}

@Suite struct QuotedWordTests {
    @Test("a word that means nothing anywhere is bare")
    func bare() {
        for text in ["boat", "720p", "wan2.6-t2v", "https://x/y?a=b&c=d", "/tmp/a.mp4", "16:9", ".nfs"] {
            #expect(quotedWord(text, prose: false) == text)
            #expect(quotedWord(text, prose: true) == "'\(text)'")
        }
    }

    @Test("what could mean something is quoted")
    func quoted() {
        for text in [
            "", "a b", "a=b", "@a", "a,b", "1..4", "~/a", "#", "-1", "$x", "{a|b}", "!", "a;b", "“a”", "\u{A0}", ">",
            "a\\", "=",
        ] {
            #expect(quotedWord(text, prose: false) == "'\(text)'")
        }
        #expect(quotedWord("it's {a|b}\n\t\"$5\" \\", prose: false) == #""it's \{a|b\}\n\t\"\$5\" \\""#)
    }

    @Test("any text reads back as itself, as one operand and as one value")
    func property() throws {
        var generator = SeededGenerator(state: 3)
        let parts = [
            "a", "Z", "0", " ", "'", "\"", "\\", "$", "{", "}", "|", "\n", "\t", "\r", "#", "@", "=", ",", ".", "..",
            "<<A",
            ">", "é", "😀", "\u{A0}", "“", "\u{202E}", "\u{1B}", "\0", "n", "t", "/", ":", "-", "~", "!", ";", "\r\n",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
            for prose in [true, false] {
                let word = quotedWord(text, prose: prose)
                let line = prose ? "submit \(word) note=\(word)" : "echo \(word) note=\(word)"
                let result = read(line)
                #expect(result.diagnostics.isEmpty, "\(line.debugDescription)")
                guard case .command(let command) = try #require(result.script.statements.first) else { continue }
                #expect(result.script.statements.count == 1)
                #expect(command.arguments.count == 2, "\(line.debugDescription)")
                for argument in command.arguments {
                    let read =
                        switch argument {
                        case .operand(let word): word
                        case .option(let option): option.value
                        }
                    #expect(read.literal == text, "\(line.debugDescription)")
                    #expect(read.variants().lists.isEmpty)
                    #expect(read.form != .at)
                }
            }
        }
    }
}
