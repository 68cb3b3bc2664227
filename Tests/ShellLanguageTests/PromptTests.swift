import Testing

@testable import ShellLanguage

@Suite struct PromptTests {
    @Test("a prompt may be typed bare, before or behind the options")
    func bare() {
        #expect(said("submit a paper boat, it's raining seed=7") == "submit a paper boat, it's raining seed=7")
        #expect(said("submit seed=7 tag=x a paper boat") == "submit seed=7 tag=x a paper boat")
        #expect(said("submit seed=7 \"a boat\" tag=x > out # why") == "submit seed=7 \"a boat\" tag=x > out")
    }

    @Test("in a bare prompt a word that begins with a quote is an error")
    func quotes() {
        #expect(mistakes("submit a \"big boat\" at 'night'") == ["a quote begins inside a bare prompt [\"]"])
        #expect(
            mistakes("submit a boat seed=1 'x") == [
                "an option stands between the words of a bare prompt [seed]", "a quote begins inside a bare prompt [']",
            ])
        #expect(!read("submit rock 'n roll").isIncomplete)
    }

    @Test("in a bare prompt a bar and an angle bracket are errors")
    func signs() {
        #expect(mistakes("submit a boat | night") == ["'|' inside a bare prompt [|]"])
        #expect(mistakes("submit a boat > b c") == ["'>' inside a bare prompt [>]"])
        #expect(mistakes("submit a <b> boat") == ["a word that begins with '<' in a bare prompt [<b>]"])
        #expect(mistakes("submit a <<X boat") == ["a word that begins with '<' in a bare prompt [<<X]"])
        #expect(mistakes("submit <b> boat") == ["a word that begins with '<' in a bare prompt [<b>]"])
    }

    @Test("in a bare prompt a word that begins with two hyphens is an error")
    func hyphens() {
        #expect(mistakes("submit a boat --seed=7") == ["a word that begins with '--' in a bare prompt [--seed=7]"])
        #expect(mistakes("submit --help") == ["a word that begins with '--' in a bare prompt [--help]"])
        #expect(said("submit a - b -c") == "submit a - b -c")
    }

    @Test("a comment right behind a bare prompt is an error")
    func comments() {
        #expect(mistakes("submit a boat # night") == ["a comment inside a bare prompt [#]"])
        #expect(said("submit a boat seed=7 # night") == "submit a boat seed=7")
        #expect(said("submit seed=7 # night") == "submit seed=7")
    }

    @Test("behind an option the prompt is over, and a redirect is one")
    func redirectBehindOption() {
        #expect(said("submit a boat seed=7 > x") == "submit a boat seed=7 > x")
        #expect(said("submit seed=7 | x") == "submit seed=7 | x")
        #expect(mistakes("submit seed=7 a boat > x") == ["'>' inside a bare prompt [>]"])
    }

    @Test("an option between the words of a bare prompt is an error")
    func optionBetween() {
        #expect(
            mistakes("submit a seed=7 boat tag=x again") == [
                "an option stands between the words of a bare prompt [seed]"
            ])
        #expect(mistakes("submit E=mc2 as a sign") == [])
    }

    @Test("words beside a quoted prompt are an error")
    func wordsBesideQuoted() {
        #expect(mistakes("submit \"a boat\" at night") == ["a word stands beside a quoted prompt [at]"])
        #expect(mistakes("submit 'a' seed=1 'b'") == ["a word stands beside a quoted prompt ['b']"])
        #expect(mistakes("submit <<A b\nx\nA") == ["a word stands beside a quoted prompt [b]"])
    }

    @Test("a torn quote is one mistake, not two")
    func tornQuote() {
        #expect(mistakes("submit 'don't stop' seed=1") == ["a closing quote ends the word [t]"])
    }

    @Test("the rules hold for the command of each")
    func nested() {
        #expect(mistakes("each f.csv submit a 'b'") == ["a quote begins inside a bare prompt [']"])
        #expect(said("each f.csv submit '$x' > out") == "each f.csv (submit '$x') > out")
    }

    @Test("other commands take their words as they come")
    func otherCommands() {
        #expect(said("echo a 'b c' x=1 d --e # f") == "echo a 'b c' x=1 d --e")
    }

    @Test("a task for an operand is no prompt")
    func task() {
        #expect(said("edit @12 # again\nedit @12 > x") == "edit @12\nedit @12 > x")
    }
}

@Suite struct VariantTests {
    /// The parts of the first operand: fixed ones as they are, lists with `⟨a¦b⟩`.
    private func parts(_ word: String) -> String {
        variants(word).parts.map { part in
            switch part {
            case .fixed(let pieces): told(pieces)
            case .list(let list): "⟨" + list.alternatives.map { told($0) }.joined(separator: "¦") + "⟩"
            }
        }.joined()
    }

    private func variants(_ word: String) -> Variants {
        guard case .command(let command) = read("echo " + word).script.statements.first,
            case .operand(let operand) = command.arguments.first
        else { return Variants(parts: [], diagnostics: []) }
        return operand.variants()
    }

    @Test("braces with a bar are a list of variants, wherever text is not raw")
    func lists() {
        #expect(parts("a{b|c}d{e||f}") == "a⟨b¦c⟩d⟨e¦¦f⟩")
        #expect(parts("\"a {calm sea|storm} b\"") == "a ⟨calm sea¦storm⟩ b")
        #expect(parts("<<X\n{a|b}\nX") == "⟨a¦b⟩")
        #expect(parts("{|}") == "⟨¦⟩")
    }

    @Test("raw quotes, raw heredocs, paths and variables have none")
    func raw() {
        #expect(parts("'{a|b}'") == "{a|b}")
        #expect(parts("<<'X'\n{a|b}\nX") == "{a|b}")
        #expect(parts("@{a|b}") == "{a|b}")
        #expect(variants("@{a|b}").lists.isEmpty)
        #expect(variants("'{a|b}'").lists.isEmpty)
    }

    @Test("an alternative may hold variables and escaped braces")
    func alternatives() {
        #expect(parts(#""{$a x|\{b\}}""#) == "⟨‹a› x¦‹{›b‹}›⟩")
        #expect(parts(#""{a\n|b}""#) == "⟨a\n¦b⟩")
    }

    @Test("escaped, unbalanced and bar-less braces are text")
    func text() {
        #expect(parts(#"\{a|b\}"#) == "‹{›a|b‹}›")
        #expect(parts("{a} b|c { d } }") == "{a}")
        #expect(parts("\"{a {b|c\"") == "{a {b|c")
        #expect(parts("\"{a {b|c} d\"") == "{a ⟨b¦c⟩ d")
        #expect(parts("\"{x {a|b}}\"") == "{x ⟨a¦b⟩}")
        #expect(parts("\"{a {b} c|d}\"") == "⟨a {b} c¦d⟩")
    }

    @Test("a list inside another is an error")
    func nested() {
        let found = variants("{a|{b|c}}")
        #expect(found.diagnostics.map(\.span) == [Span(5, 14)])
        #expect(found.lists.isEmpty)
        #expect(variants("{a|{x{b|c}}}").diagnostics.count == 1)
        #expect(parts("{a|{b|c}}{d|e}") == "{a|{b|c}}⟨d¦e⟩")
    }

    @Test("a list has its place in the source, behind escapes too")
    func place() {
        #expect(variants(#""\n\"{a|b}""#).lists.map(\.span) == [Span(10, 15)])
    }
}
