import Testing

@testable import ShellLanguage

@Suite struct VariableTests {
    @Test("a variable is a name behind a dollar sign, with or without braces")
    func names() {
        #expect(said("echo $name ${name} a$b-c \"$d e\"") == "echo ‹name› ‹name› a‹b›-c \"‹d› e\"")
    }

    @Test("a field follows only a dot and a letter")
    func fields() {
        #expect(
            said("echo $hero.file $hero.a.b_2. $x.1 $x._y $x..z")
                == "echo ‹hero.file› ‹hero.a.b_2›. ‹x›.1 ‹x›._y ‹x›..z")
        #expect(said("echo \"See $name. Then\"") == "echo \"See ‹name›. Then\"")
    }

    @Test("braces keep a name from what stands beside it")
    func braces() {
        #expect(said("echo ${x}.mp4 ${hero.id}s ${env.HOME}") == "echo ‹x›.mp4 ‹hero.id›s ‹env.HOME›")
        #expect(said("echo ${my-name} ${row.größe}") == "echo ‹my-name› ‹row.größe›")
    }

    @Test("a default stands behind colon and hyphen, and is taken as it stands")
    func fallback() {
        #expect(
            said("echo ${a:-b} ${a.b:-} ${c:-two words} \"${d:-it's}\"")
                == "echo ‹a:-b› ‹a.b:-› ‹c:-two words› \"‹d:-it's›\"")
        #expect(mistakes("echo ${a:-$b}") == ["a default is taken as it stands [$]"])
        #expect(mistakes(#"echo "${a:-\n}""#) == [#"a default is taken as it stands [\]"#])
        #expect(said(#"echo ${a:-C:\x}"#) == #"echo ‹a:-C:\x›"#)
    }

    @Test("the arguments of a script are numbered from 1 to 9, and all of them are one word")
    func arguments() {
        #expect(said("echo $1 $9x ${2}3 ${4:-d} $@ ${@}") == "echo ‹1› ‹9›x ‹2›3 ‹4:-d› ‹@› ‹@›")
        #expect(mistakes("echo $0") == ["the arguments of a script are $1 to $9 [$0]"])
    }

    @Test("a dollar sign before two digits is an error")
    func money() throws {
        #expect(mistakes("echo a $120.50 b") == ["'$' before more than one digit [$120]"])
        #expect(mistakes("echo \"$12\"") == ["'$' before more than one digit [$12]"])
        #expect(try #require(read("echo $12").diagnostics.first?.hint).contains("'$12'"))
    }

    @Test("an unclosed brace is an error at its beginning, and spoils nothing else")
    func unclosedBrace() {
        #expect(mistakes("echo ${name b\necho ${\necho ok") == ["'${' is not closed [${]", "'${' is not closed [${]"])
        #expect(mistakes("echo \"${name\" ${a:-b") == ["'${' is not closed [${]", "'${' is not closed [${]"])
        #expect(read("echo \"${name\" b").script.statements.map(told) == ["echo \"\" b"])
    }

    @Test("what is no name in braces is an error")
    func badBraces() {
        #expect(
            mistakes("echo ${} ${-a} ${12}")
                == Array(repeating: "no name of a variable stands behind '${' [${]", count: 3))
        #expect(mistakes("echo ${a!b} c") == ["'!' cannot stand in '${…}' [!]"])
    }

    @Test("a lone dollar sign at the end of a word or before a blank is text")
    func loneDollar() {
        #expect(said("echo 5$ $ \"a $ b$\" <<X\n5$\n$ x\nX") == "echo 5$ $ \"a $ b$\" <<X:5$\n$ x:")
    }

    @Test("any other dollar sign is an error that says to quote")
    func strayDollar() {
        #expect(mistakes("echo $(date) 5$, $$") == Array(repeating: "no name stands behind '$' [$]", count: 3))
    }

    @Test("a variable has its place")
    func place() {
        guard case .command(let command) = read("echo a${b.c:-d}e").script.statements.first,
            case .operand(let word) = command.arguments.first
        else {
            Issue.record("no operand")
            return
        }
        #expect(word.pieces.map(\.span) == [Span(5, 6), Span(6, 15), Span(15, 16)])
    }

    @Test("its fields belong to its place")
    func placeOfFields() {
        guard case .command(let command) = read("echo $a.b.c. $1.d").script.statements.first else { return }
        let spans = command.arguments.map { argument -> [Span] in
            if case .operand(let word) = argument { word.pieces.map(\.span) } else { [] }
        }
        #expect(spans == [[Span(5, 11), Span(11, 12)], [Span(13, 17)]])
    }
}

@Suite struct HeredocTests {
    @Test("the body follows the line, and its last newline is dropped")
    func body() {
        #expect(
            said("submit <<END seed=7\na boat\n  in rain\nEND\necho x")
                == "submit <<END:a boat\n  in rain: seed=7\necho x")
        #expect(said("echo <<A b=<<B\n\n\nA\nB") == "echo <<A:\n: b=<<B::")
    }

    @Test("several bodies follow in order, also behind a continued line, a comment or a pipe")
    func several() {
        #expect(said("echo <<A \\\n x=<<'B' | cat\na\nA\nb\nB") == "echo <<A:a: x=<<'B':b: | cat")
        #expect(said("echo <<A # <<B\na\nA") == "echo <<A:a:")
        #expect(said("each f.csv submit <<A\na\nA\necho b") == "each f.csv (submit <<A:a:)\necho b")
    }

    @Test("it expands variables, and with a quoted tag it is raw")
    func expansion() {
        #expect(
            said("echo <<A <<'B'\n$x \\$y \\\\ \\n \\{ \"q\" it's\nA\n$x \\$\nB")
                == "echo <<A:‹x› $y \\ \\n ‹{› \"q\" it's: <<'B':$x \\$:")
    }

    @Test("only the tag alone from column 1 ends it")
    func end() {
        #expect(said("echo <<A\n A\nAB\nA \nA") == "echo <<A: A\nAB\nA :")
        #expect(said("echo <<A\r\nb\r\nc\r\nA\r\necho d") == "echo <<A:b\nc:\necho d")
    }

    @Test("a missing end is reported at its beginning")
    func missingEnd() {
        #expect(mistakes("echo a <<END\nb\nc") == ["no line 'END' ends this heredoc [<<END]"])
        #expect(read("echo a <<END\nb\nc").isIncomplete)
    }

    @Test("behind a missing end, an indented tag lets the rest be read")
    func indentedEnd() {
        let text = "echo <<END\nb\n  END\necho \u{A0}c"
        #expect(mistakes(text).count == 2)
        #expect(read(text).script.statements.map(told) == ["echo <<END:b:", "echo c"])
    }

    @Test("what is nearly a heredoc is reported and read as one")
    func nearly() {
        #expect(mistakes("echo <<-A\nb c'\nA\necho d") == ["a heredoc has no '<<-' [<<-A]"])
        #expect(mistakes("echo << A\nb c'\nA") == ["the tag of a heredoc stands right behind '<<' [<< A]"])
        #expect(mistakes("echo <<\"A\"\nb c'\nA") == ["the tag of a raw heredoc stands in single quotes [<<\"A\"]"])
        #expect(mistakes("echo <<'A\nb c'\nA") == ["the quote around the tag is not closed [<<'A]"])
        #expect(mistakes("echo <<A, b\nc'\nA") == ["the tag of a heredoc ends here [,]"])
        #expect(mistakes("echo << + b") == ["no tag stands behind '<<' [<<]"])
    }

    @Test("its word has the place of its tag, its pieces that of the body")
    func places() {
        guard case .command(let command) = read("echo <<A b\nc$d\nA").script.statements.first,
            case .operand(let word) = command.arguments.first
        else {
            Issue.record("no operand")
            return
        }
        #expect(word.span == Span(5, 8))
        #expect(word.pieces.map(\.span) == [Span(11, 12), Span(12, 14)])
    }
}
