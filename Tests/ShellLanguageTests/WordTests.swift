import Testing

@testable import ShellLanguage

@Suite struct QuoteTests {
    @Test("quotes open only where a word or a value begins")
    func quotesOpenAtBeginnings() {
        #expect(said("echo It's 5\" a=\"b c\" 'd e' f='g h'") == "echo It's 5\" a=\"b c\" 'd e' f='g h'")
        #expect(said("echo x:'a b'") == "echo x:'a b'")
    }

    @Test("single quotes are raw")
    func raw() {
        #expect(said(#"echo '\n $x {a} \' "# + "\"") == "error: this quote is not closed [\"]")
        #expect(said(#"echo '\n $x \{a\} ${' "#) == #"echo '\n $x \{a\} ${'"#)
    }

    @Test("double quotes know six escapes and expand variables")
    func escapes() {
        #expect(said(#"echo "a\"b\\c\nd\te\$f $g ${h}""#) == "echo \"a\"b\\c\nd\te$f ‹g› ‹h›\"")
        #expect(said(#"echo "\{a\}""#) == "echo \"‹{›a‹}›\"")
    }

    @Test("other escapes are an error that marks them")
    func unknownEscapes() {
        #expect(
            mistakes(#"echo "a\q b\é""#) == [
                #"double quotes do not know '\q' [\q]"#, #"double quotes do not know '\é' [\é]"#,
            ])
        #expect(mistakes("echo \"a\\\nb\"") == ["an open quote goes on in the next line by itself [\\]"])
    }

    @Test("a closing quote ends the word")
    func closingQuoteEndsTheWord() {
        #expect(mistakes(#"echo "a"b c"#) == ["a closing quote ends the word [b]"])
        #expect(mistakes(#"set x='a'"b c" d=1"#) == [#"a closing quote ends the word ["b c"]"#])
        #expect(read(#"set x='a'"b c" d=1"#).script.statements.map(told) == ["set x='a' d=1"])
        #expect(said("echo \"a\"\\\n b") == "echo \"a\" b")
    }

    @Test("an unclosed quote is reported at its opening and spoils its own line only")
    func unclosed() {
        #expect(
            mistakes("echo 'a b\nlist x=1\nlist y\u{A0}z") == [
                "this quote is not closed [']", "U+00A0 looks like a blank and is none [\u{A0}]",
            ])
        #expect(read("echo 'a b\nlist x=1").script.statements.map(told) == ["echo 'a b'", "list x=1"])
        #expect(read("echo 'a b\nlist x=1").isIncomplete)
    }

    @Test("a quote that closes where a later one opens is the one that is not closed")
    func swallowedLines() {
        let text = "submit \"a boat seed=1\nsubmit \"another\" seed=2\nsubmit \"third\""
        #expect(mistakes(text) == ["this quote is not closed [\"]"])
        #expect(read(text).diagnostics.map(\.span) == [Span(7, 8)])
        #expect(!read(text).isIncomplete)
        #expect(
            read(text).script.statements.map(told)
                == ["submit \"a boat seed=1\"", "submit \"another\" seed=2", "submit \"third\""]
        )
    }

    @Test("an empty quote is an empty word")
    func empty() {
        #expect(said("echo '' \"\" a= b='' c") == "echo '' \"\" a= b='' c")
    }
}

@Suite struct BareWordTests {
    @Test("a backslash in a bare word is text")
    func backslash() {
        #expect(said(#"echo C:\new\\x \a"#) == #"echo C:\new\\x \a"#)
    }

    @Test("before a brace a backslash makes the brace text")
    func braces() {
        #expect(said(#"echo \{a\|b\} {c|d}"#) == #"echo ‹{›a\|b‹}› {c|d}"#)
    }

    @Test("before a dollar sign a backslash is an error that says to quote")
    func dollar() throws {
        #expect(mistakes(#"echo \$5"#) == [#"'\$' needs quotes around it [\$]"#])
        #expect(try #require(read(#"echo \$5"#).diagnostics.first?.hint).contains("'$5'"))
    }

    @Test("a word that begins with an at sign keeps what stands behind it")
    func at() {
        #expect(
            said("list @12 @12..15 @-2 @last p=@a/b.txt m@n.de q=a@b")
                == "list @12 @12..15 @-2 @last p=@a/b.txt m@n.de q=a@b")
        guard case .command(let command) = read("let p=@$dir/x").script.statements.first,
            case .option(let option) = command.arguments.first
        else {
            Issue.record("no option")
            return
        }
        #expect(option.value.form == .at)
        #expect(told(option.value.pieces) == "‹dir›/x")
        #expect(option.value.span == Span(6, 13))
    }

    @Test("an at sign alone, or before a quote, is an error")
    func atAlone() {
        #expect(mistakes("echo a @ b") == ["nothing stands behind '@' [@]"])
        #expect(mistakes("let p=@'a'") == ["'@' takes a name without quotes [']"])
    }

    @Test("a typographic quote that opens a value or a prompt is an error that says which to type")
    func typographic() throws {
        #expect(mistakes("set note=“a b” tag=x") == ["“ (U+201C) is no quote here [“]"])
        #expect(read("set note=“a b” tag=x").script.statements.map(told) == ["set note='a b' tag=x"])
        #expect(mistakes("submit “a boat” seed=7") == ["“ (U+201C) is no quote here [“]"])
        #expect(mistakes("submit «boat") == ["« (U+00AB) is no quote here [«]"])
        #expect(mistakes("submit 「船」") == ["「 (U+300C) is no quote here [「]"])
        #expect(try #require(read("set x=‘a").diagnostics.first?.hint).hasPrefix("type \" or '"))
        #expect(said("echo it’s “a” 5“") == "echo it’s “a” 5“")
        #expect(said("submit a sign “hi”") == "submit a sign “hi”")
    }
}

@Suite struct OptionTests {
    @Test("an option is a name, a sign and a value without blanks")
    func options() {
        #expect(said("set seed=7 extra.a-b=1 _x=y note=a=b") == "set seed=7 extra.a-b=1 _x=y note=a=b")
        guard case .command(let command) = read("set seed=7").script.statements.first else { return }
        guard case .option(let option) = command.arguments.first else {
            Issue.record("no option")
            return
        }
        #expect(option.name.span == Span(4, 8))
        #expect(option.value.span == Span(9, 10))
        #expect(option.span == Span(4, 10))
    }

    @Test("what does not begin with a name is no option")
    func noOptions() {
        for word in ["https://x/?a=b", "==a", "1a=b", "-a=b", "é=1", "a/b=c"] {
            guard case .command(let command) = read("echo \(word)").script.statements.first else { return }
            guard case .operand = command.arguments.first else {
                Issue.record("\(word) is an option")
                continue
            }
        }
    }

    @Test("a value can be empty")
    func emptyValue() {
        #expect(said("set tag= seed=1") == "set tag= seed=1")
        #expect(said("set tag=") == "set tag=")
    }

    @Test("a variable never makes an option")
    func variableOption() {
        #expect(said("set $a=1") == "set ‹a›=1")
        guard case .command(let command) = read("set $a=1").script.statements.first else { return }
        #expect(command.arguments.map { if case .operand = $0 { true } else { false } } == [true])
    }
}
