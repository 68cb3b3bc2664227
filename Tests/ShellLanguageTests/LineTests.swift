import Testing

@testable import ShellLanguage

@Suite struct LineTests {
    @Test("a line is one command with its operands and options in order")
    func oneCommandALine() {
        #expect(said("list status=running 12\necho hi") == "list status=running 12\necho hi")
    }

    @Test("blank lines and blanks around words say nothing")
    func blanksSayNothing() {
        #expect(said("\n \t\n  echo \t a   b \t\n\n") == "echo a b")
    }

    @Test("a backslash at the end continues the line, and stands for a blank")
    func continuation() {
        #expect(said("set a=1 \\\n  b=2") == "set a=1 b=2")
        #expect(said("set a=1\\\n b=2") == "set a=1 b=2")
        #expect(said("set a=1 \\\r\nb=2") == "set a=1 b=2")
        #expect(said("hero = \\\n submit 'x'") == "hero = submit 'x'")
    }

    @Test("a backslash between two words without blanks does not guess")
    func gluedContinuation() {
        #expect(
            mistakes("submit a boat\\\nin the rain")
                == ["it is not clear whether the word goes on in the next line [\\]"]
        )
    }

    @Test("a continuation ends at an empty line")
    func continuationIntoNothing() {
        #expect(said("echo a \\\n\necho b") == "echo a\necho b")
    }

    @Test("blanks behind the last backslash are an error, since it then continues nothing")
    func blanksBehindBackslash() {
        let message = "blanks stand behind this '\\', so it does not continue the line [\\]"
        #expect(mistakes("set a=1 \\ \nset b=2") == [message])
        #expect(mistakes("echo a\\ \\\n\necho b") == [message])
        #expect(said("echo a\\ b") == "echo a\\ b")
    }

    @Test("an open quote continues the line")
    func openQuoteContinues() {
        #expect(said("echo 'a\nb' c\necho d") == "echo 'a\nb' c\necho d")
        #expect(said("echo \"a\nb\"") == "echo \"a\nb\"")
    }

    @Test("a semicolon is text")
    func semicolon() {
        #expect(said("echo a; echo b;c") == "echo a; echo b;c")
    }

    @Test("lines end with LF or CRLF, and a text can end without either")
    func lineEnds() {
        #expect(said("echo a\r\necho 'b\r\nc'\r\n\r\necho d") == "echo a\necho 'b\nc'\necho d")
    }

    @Test("any other Unicode blank outside quotes is an error that names it")
    func foreignBlanks() {
        #expect(mistakes("echo a\u{A0}b") == ["U+00A0 looks like a blank and is none [\u{A0}]"])
        #expect(mistakes("set\u{3000}a=1") == ["U+3000 looks like a blank and is none [\u{3000}]"])
        #expect(mistakes("echo x \u{200B}") == ["U+200B looks like a blank and is none [\u{200B}]"])
        #expect(mistakes("echo a\u{2028}b") == ["U+2028 looks like a blank and is none [\u{2028}]"])
    }

    @Test("a Unicode blank in quotes, a heredoc, a comment or a shell command is text")
    func quotedForeignBlanks() {
        #expect(
            said("echo '\u{A0}' \"\u{A0}\" <<X # \u{A0}\n\u{A0}\nX\n!a\u{A0}")
                == "echo '\u{A0}' \"\u{A0}\" <<X:\u{A0}:\n!a\u{A0}")
    }

    @Test("the text is incomplete after a backslash, in a quote and in a heredoc")
    func incomplete() {
        for text in [
            "set a=1 \\", "set a=1 \\\n", "echo 'a", "echo \"a\nb", "echo <<X", "echo <<X\nbody\n", "!ls \\",
            "api GET /x {\\", "list | a \\",
        ] {
            #expect(read(text).isIncomplete, "\(text)")
            #expect(!read(text).diagnostics.isEmpty, "\(text)")
        }
        for text in [
            "", "\n", "set a=1", "echo 'a' it's", "# a \\", "echo a\\b", "echo <<X\nX", "submit it's \"x", "!a \\\\",
        ] {
            #expect(!read(text).isIncomplete, "\(text)")
        }
    }

    @Test("an exclamation mark first on a line hands the rest to the shell as typed")
    func shellLines() {
        #expect(said("!ls  -l | wc # $x 'y") == "!ls  -l | wc # $x 'y")
        #expect(said("  ! ls") == "! ls")
        #expect(said("!a \\\n  b\necho c") == "!a \\\n  b\necho c")
        #expect(said("echo wow!") == "echo wow!")
        #expect(mistakes("!  ") == ["no command stands behind '!' [!]"])
        #expect(mistakes("try !ls") == ["'!' stands first on a line, and alone [!]"])
        #expect(mistakes("x = !ls 'a\necho b") == ["'!' stands first on a line, and alone [!]"])
    }

    @Test("every node knows its place")
    func spans() throws {
        let text = "try x = echo a b='c' > d # e"
        guard case .command(let command) = try #require(read(text).script.statements.first) else { return }
        let bytes = Array(text.utf8)
        func at(_ span: Span?) -> String? {
            span.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
        }
        #expect(at(command.span) == "try x = echo a b='c' > d")
        #expect(at(command.tryKeyword) == "try")
        #expect(at(command.capture?.span) == "x")
        #expect(at(command.name.span) == "echo")
        #expect(command.arguments.map { at($0.span) } == ["a", "b='c'"])
        #expect(at(command.redirect?.span) == "> d")
        #expect(at(read(text).script.comments.first?.span) == "# e")
    }
}

@Suite struct CommentTests {
    @Test("a number sign first on a line begins a comment")
    func firstOnALine() {
        let result = read("#!/usr/bin/env nfsh\n  #a  \necho b")
        #expect(result.script.comments.map(\.text) == ["#!/usr/bin/env nfsh", "#a"])
        #expect(result.script.statements.map(told) == ["echo b"])
    }

    @Test("a number sign with a blank on both sides begins a comment")
    func betweenBlanks() {
        let result = read("echo a # b 'c\necho d #\n")
        #expect(result.script.comments.map(\.text) == ["# b 'c", "#"])
        #expect(result.script.statements.map(told) == ["echo a", "echo d"])
        #expect(result.diagnostics.isEmpty)
    }

    @Test("a number sign before a continuation, which stands for a blank, begins a comment")
    func beforeContinuation() {
        let result = read("echo a #\\\necho b")
        #expect(result.script.comments.map(\.text) == ["#\\"])
        #expect(result.script.statements.map(told) == ["echo a", "echo b"])
    }

    @Test("any other number sign is text")
    func text() {
        #expect(said("submit Top #1 a#b c# d") == "submit Top #1 a#b c# d")
        #expect(said("echo ' # a '") == "echo ' # a '")
    }

    @Test("a comment on a continued line ends the command")
    func onContinuedLine() {
        let result = read("set a=1 \\\n#b \\\nset c=2")
        #expect(result.script.statements.map(told) == ["set a=1", "set c=2"])
        #expect(result.script.comments.map(\.text) == ["#b \\"])
    }
}
