import Testing

@testable import ShellLanguage

@Suite struct CaptureTests {
    @Test("a name and a sign first on a line bind the result")
    func captures() {
        #expect(
            said("hero = submit 'x'\nhero=submit 'x'\na= echo\nb =echo\n  c = echo")
                == "hero = submit 'x'\nhero = submit 'x'\na = echo\nb = echo\nc = echo")
        #expect(said("try my-hero_2 = submit 'x'") == "try my-hero_2 = submit 'x'")
    }

    @Test("anywhere else a sign is text or makes an option")
    func noCaptures() {
        #expect(said("echo a = b") == "echo a = b")
        #expect(said("list 1=2") == "list 1=2")
        #expect(said("expect == x") == "expect == x")
    }

    @Test("a setting alone is a capture, so that the checker can suggest set")
    func settingAlone() {
        #expect(said("seed=7") == "seed = 7")
        guard case .command(let command) = read("seed=7").script.statements.first else { return }
        #expect(command.name == Name(text: "7", span: Span(5, 6)))
    }

    @Test("a quoted value alone is an error that suggests set, and keeps the name bound")
    func quotedSettingAlone() throws {
        #expect(mistakes("prompt=\"a b\"") == ["a command stands without quotes [\"a b\"]"])
        #expect(try #require(read("prompt=\"a b\"").diagnostics.first?.hint).contains("set prompt="))
        #expect(read("prompt=\"a b\"").script.statements.map(told) == ["prompt = "])
    }

    @Test("nothing behind the sign is an error")
    func nothing() {
        #expect(mistakes("hero = \necho") == ["no command stands behind 'hero =' []"])
        #expect(mistakes("hero = # x") == ["no command stands behind 'hero =' []"])
    }

    @Test("a captured name has no dots, which lead to fields")
    func dots() {
        #expect(mistakes("a.b = submit 'x'") == ["the name of a result has no dots, which lead to its fields [a.b]"])
    }

    @Test("reserved words are neither commands nor captures")
    func reserved() {
        for word in ["if", "for", "while", "fn", "end"] {
            #expect(mistakes("\(word) x").count == 1)
            #expect(
                mistakes("\(word) = submit 'x'") == ["'\(word)' is a reserved word and cannot name a result [\(word)]"])
            #expect(mistakes("each f.csv \(word) x").count == 1)
            #expect(said("echo \(word)") == "echo \(word)")
        }
        #expect(mistakes("try = submit 'x'") == ["'try' is a reserved word and cannot name a result [try]"])
    }
}

@Suite struct CommandTests {
    @Test("try stands first on a line")
    func tryFirst() {
        #expect(said("try echo a") == "try echo a")
        #expect(said("tryout x") == "tryout x")
        #expect(mistakes("try try echo") == ["'try' stands first on a line, and once [try]"])
        #expect(mistakes("x = try echo") == ["'try' stands first on a line, and once [try]"])
        #expect(mistakes("try") == ["no command stands behind 'try' []"])
    }

    @Test("an unknown command is read as an ordinary one")
    func unknown() {
        #expect(said("sumbit \"a\" b=c > d") == "sumbit \"a\" b=c > d")
    }

    @Test("a command is written out")
    func writtenOut() {
        #expect(mistakes("$x a") == ["a command is written out, without variables and escapes [$x]"])
        #expect(mistakes("'echo' a") == ["a command stands without quotes ['echo']"])
        #expect(mistakes("> a") == ["no command stands before '>' [>]"])
        #expect(mistakes("| a") == ["no command stands before '|' [|]"])
    }

    @Test("another command begins behind the operands of each")
    func nested() {
        #expect(
            said("each f.csv submit $row.prompt seed=$row.seed") == "each f.csv (submit ‹row.prompt› seed=‹row.seed›)")
        #expect(said("each f.csv jobs=2 echo a b=c") == "each f.csv jobs=2 (echo a b=c)")
        #expect(said("curl submit 'x' seed=1") == "curl (submit 'x' seed=1)")
        #expect(said("each f.csv") == "each f.csv")
    }

    @Test("capture and redirect belong to each")
    func nestedParts() {
        #expect(said("all = each f.csv submit 'x' > out.json") == "all = each f.csv (submit 'x') > out.json")
        #expect(mistakes("each f.csv x = submit 'x'") == ["a result is bound by the first command of a line [x]"])
        #expect(mistakes("each f.csv try submit 'x'") == ["'try' stands first on a line, and once [try]"])
        guard case .command(let command) = read("each f.csv echo a > b").script.statements.first else { return }
        #expect(command.nested.map(\.span) == [Span(11, 17)])
        #expect(command.span == Span(0, 21))
    }

    @Test("commands do not nest without end")
    func nestingLimit() {
        let deep = String(repeating: "each x ", count: 16) + "echo a"
        #expect(read(deep).diagnostics.isEmpty)
        #expect(mistakes("each x " + deep) == ["commands nest more than 16 deep [e]"])
        #expect(mistakes(String(repeating: "each x ", count: 100_000)).count == 1)
    }

    @Test("the rest of a line behind the operands of api is raw")
    func rawTail() {
        #expect(
            said(#"api POST /v1/x {"a": "b # c", "d": [$e]} > f "#)
                == #"api POST /v1/x ⟦{"a": "b # c", "d": [$e]} > f⟧"#)
        #expect(said("api POST /x {\"a\":\\\n  1}\necho b") == "api POST /x ⟦{\"a\":\n  1}⟧\necho b")
        #expect(said("api GET /x") == "api GET /x")
        #expect(said("api POST /x \\\n a=b") == "api POST /x ⟦a=b⟧")
    }

    @Test("where JSON cannot begin, a raw rest is a redirect, a comment or a heredoc")
    func noRawTail() {
        #expect(said("api GET /x > out.json") == "api GET /x > out.json")
        #expect(said("api GET /x | jq .") == "api GET /x | jq .")
        #expect(said("api GET /x # all") == "api GET /x")
        #expect(said("api POST /x <<J\n{}\nJ") == "api POST /x <<J:{}:")
    }
}

@Suite struct RedirectTests {
    @Test("the output goes to a path or to a shell command")
    func redirects() {
        #expect(
            said("list > a.txt\nlist >> $dir/b.txt\nlist >'c d'\nlist | sort -u # x $y")
                == "list > a.txt\nlist >> ‹dir›/b.txt\nlist > 'c d'\nlist | sort -u # x $y")
        #expect(said("list > a # b") == "list > a")
        #expect(said("list | a \\\n b\necho c") == "list | a \\\n b\necho c")
    }

    @Test("signs inside a word are text")
    func insideWords() {
        #expect(said("echo a>b c|d <e") == "echo a>b c|d <e")
    }

    @Test("an expression has no redirects: its signs are words")
    func expressions() {
        #expect(said("expect $a.cost >= 3 > 4 | 5 << 6 < 7") == "expect ‹a.cost› >= 3 > 4 | 5 << 6 < 7")
        #expect(said("expect a==b") == "expect a==b")
        #expect(said("each f.csv expect $row.x > 3") == "each f.csv (expect ‹row.x› > 3)")
    }

    @Test("a redirect has a path, and is the last thing on a line")
    func last() {
        #expect(mistakes("list >") == ["no path stands behind '>' [>]"])
        #expect(mistakes("list >> # a") == ["no path stands behind '>>' [>>]"])
        #expect(mistakes("list > a b=1") == ["nothing but a comment follows the path of a redirect [b=1]"])
        #expect(mistakes("list > a | b") == ["nothing but a comment follows the path of a redirect [|]"])
        #expect(mistakes("list > a 'b'c") == ["nothing but a comment follows the path of a redirect ['b']"])
        #expect(mistakes("list > @a") == ["a path stands behind '>' [@a]"])
        #expect(mistakes("list > <<A\nA") == ["a path stands behind '>' [<<A]"])
        #expect(mistakes("list |  ") == ["no command stands behind '|' [|]"])
        #expect(mistakes("list || echo") == ["there is no '||' [||]"])
        let torn = String(repeating: "$", count: 60)
        #expect(mistakes("list > a \(torn)< 'b") == ["nothing but a comment follows the path of a redirect [\(torn)<]"])
    }
}
