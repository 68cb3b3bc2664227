import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Checking before running")
struct CheckTests {
    @Test("an unknown option is underlined at its place, with the near one")
    func nearMiss() async throws {
        try await withShell { shell in
            try shell.write("# a shot\n\nsubmit seed=42 resolutoin=720P\n", to: "shots/hero.nfs")
            #expect(await shell.run(file: "shots/hero.nfs") == .check)
            #expect(
                shell.messages == """
                    error: submit has no option 'resolutoin'
                     --> shots/hero.nfs:3:16
                      |
                    3 | submit seed=42 resolutoin=720P
                      |                ^^^^^^^^^^ did you mean 'resolution'?

                    """)
            #expect(shell.results == "")
        }
    }

    @Test(
        "what is wrong is said at its column with what would be right",
        arguments: [
            ("sumbit a boat", 1, "there is no command 'sumbit'", "did you mean 'submit'?"),
            ("frobnicate", 1, "there is no command 'frobnicate'", "help lists the commands"),
            ("set modle=x", 5, "there is no setting 'modle'", "did you mean 'model'?"),
            ("unset sede", 7, "there is no setting 'sede'", "did you mean 'seed'?"),
            ("list limits=3", 6, "list has no option 'limits'", "did you mean 'limit'?"),
            ("submit a boat seed=1 seed=2", 22, "seed is given twice", "one of them must go"),
            ("submit a boat image=https://a.b/c img_url=https://a.b/d", 35, "img_url is given twice", "must go"),
            ("set image=https://a.b/c img_url=https://a.b/d", 25, "img_url is given twice", "must go"),
            ("submit a boat prompt=x", 8, "the prompt is given twice", "either words, or prompt="),
            ("submit a {red|blue} boat", 10, "is a list of variants", "use sweep, or raw quotes"),
            ("submit \"a {red|blue} boat\"", 11, "is a list of variants", "use sweep, or raw quotes"),
            ("submit a boat resolution=4K", 26, "resolution=4K is not allowed", ""),
            ("submit a boat ratio=16:8", 21, "ratio=16:8 is not allowed", "did you mean '16:9'?"),
            ("submit a boat seed=@x.txt", 20, "seed takes no file", "quote it"),
            ("submit @12", 8, "'@' begins a task or a file", "quote the prompt, or write prompt=@FILE"),
            ("set output=jsn", 12, "output=jsn is not allowed", "did you mean 'json'?"),
            ("download @last exists=over", 23, "exists=over is not allowed", "did you mean 'overwrite'?"),
            ("download @last to={nope}", 19, "a name has no field '{nope}'", ""),
            ("list since=yesterday", 12, "since=yesterday is no point in time", ""),
            ("list limit=many", 12, "limit=many is not a whole number", ""),
            ("quit 9", 6, "'9' is not a whole number from 0 to 8", ""),
            ("reset now", 7, "reset takes no further word", "write: reset"),
            ("wait > out.txt", 6, "wait prints nothing that could be redirected", ""),
            ("echo $missing", 6, "$missing is not set", "let missing=VALUE"),
            ("submit prompt=\"a {red|blue} boat\"", 18, "is a list of variants", "use sweep, or raw quotes"),
            ("again @last prompt={a|b}", 20, "is a list of variants, and again sends one prompt", ""),
            ("sweep a boat {in the rain|at dusk}", 14, "blanks stand in this list of variants", "quote the prompt"),
            ("submit a boat {in the rain|at dusk}", 15, "blanks stand in this list of variants", "quote the prompt"),
            ("sweep tag=@x.txt a boat", 11, "tag takes no file", "quote it"),
            ("args brief=@brief.txt", 12, "args takes no file", "quote it"),
            ("args $x", 6, "a name is written out", ""),
            ("gallery", 1, "gallery needs to=FILE", "write: gallery to=boats.html"),
            ("gallery @all embed=off", 1, "gallery needs to=FILE", "write: gallery to=boats.html"),
            ("curl @1", 6, "@1 is a task; its call is that of the submit", "write: curl again @1"),
            ("sleep soon", 7, "'soon' is not a time", ""),
            ("expect 1 = 1", 10, "'=' is no operator", "did you mean '=='?"),
            ("expect 1 contain 1", 10, "'contain' is no operator", "did you mean 'contains'?"),
            ("expect 1 == 1 2", 8, "expect takes LEFT OPERATOR RIGHT", "quote what has blanks"),
            ("expect a matches '('", 18, "is no regular expression", ""),
            ("submit a boat, it costs $15", 25, "'$' before more than one digit", "quote an amount"),
            ("while x", 1, "'while' is a reserved word", ""),
        ])
    func findings(_ line: String, _ column: Int, _ message: String, _ hint: String) async throws {
        try await withShell { shell in
            #expect(await shell.run("echo before\n" + line) == .check)
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.messages.contains(hint), "\(shell.messages)")
            #expect(shell.messages.contains(" --> <command>:2:\(column)\n"), "\(shell.messages)")
            #expect(shell.results == "", "nothing runs where anything is wrong")
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("nothing is sent where anything is wrong, however far down, and everything wrong is told at once")
    func nothingRuns() async throws {
        try await withShell { shell in
            let status = await shell.run(
                """
                hero = submit a paper boat
                submit a lighthouse durration=5
                echo $heero
                download $hero exists=never
                """)
            #expect(status == .check)
            #expect(shell.service.log.isEmpty)
            #expect(shell.hasNoTask)
            let places = shell.messages.split(separator: "\n").filter { $0.contains("-->") }
            #expect(places == [" --> <command>:2:21", " --> <command>:3:6", " --> <command>:4:23"])
        }
    }

    @Test("a name that a later line binds is not bound yet")
    func orderOfNames() async throws {
        try await withShell { shell in
            #expect(await shell.run("echo $a\nlet a=1") == .check)
            #expect(shell.messages.contains("$a is not set"))
        }
    }

    @Test("the prompt is sent as typed, so what could change it in silence is an error")
    func promptAmbiguities() async throws {
        try await withShell { shell in
            for line in [
                "submit a \"red\" boat", "submit a boat # at dawn", "submit a boat > there", "submit a boat | there",
                "submit a boat --fast", "submit a boat hue=red", "submit a seed=7 boat", "submit \"a boat\" at dawn",
                "submit \u{201C}a boat\u{201D}",
            ] {
                #expect(await shell.run(line) == .check, "\(line)")
            }
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("what is meant as text is taken as text")
    func promptFreedoms() async throws {
        try await withShell { shell in
            for (line, prompt) in [
                ("submit It's a boat, 50% off; really? Top #1 https://x/?a=b", nil as String?),
                ("submit '{red|blue} $5'", "{red|blue} $5"),
                ("submit \"a \\{red|blue\\} boat\"", "a {red|blue} boat"),
                ("submit a   boat   seed=7", "a boat"),
                ("submit seed=7 a boat", "a boat"),
            ] {
                shell.service.takes("t-\(shell.service.submits.count)")
                #expect(await shell.run(line) == .done, "\(shell.messages)")
                let wanted = prompt ?? String(line.dropFirst("submit ".count))
                #expect(shell.service.submits.last?["prompt"]?.string == wanted)
            }
        }
    }

    @Test("a check error at run time is 2 while nothing was sent, and 3 afterwards")
    func statusAfterSending() async throws {
        try await withShell { shell in
            #expect(await shell.run("let n=many\nlist limit=$n") == .check)
        }
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat\nlet n=many\nlist limit=$n") == .trouble)
        }
        try await withShell { shell in
            // A number that no list has, and that must not overflow either.
            #expect(await shell.run("let n=9223372036854775807\nlist limit=$n") == .check)
            #expect(shell.messages.contains("is not a whole number from 1 to 1000000"))
        }
    }

    @Test("a list of variants in a heredoc is one too, and in a raw heredoc text")
    func heredocVariants() async throws {
        try await withShell { shell in
            #expect(await shell.run("submit <<A\na {red|blue} boat\nA") == .check)
            #expect(shell.messages.contains(" --> <command>:2:3\n"), "\(shell.messages)")
            #expect(shell.service.log.isEmpty)
        }
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit <<'A'\na {red|blue} boat\nA") == .done)
            #expect(shell.service.submits.first?["prompt"]?.string == "a {red|blue} boat")
        }
    }

    @Test("a model that the catalogue nearly has is a warning with the near one, and no refusal")
    func nearModel() async throws {
        try await withShell { shell in
            #expect(await shell.run("set model=wan2.6-t2\necho on") == .done)
            #expect(shell.messages.hasPrefix("warning: the catalogue has no model 'wan2.6-t2'\n --> <command>:1:11\n"))
            #expect(shell.messages.contains("did you mean 'wan2.6-t2v'?"))
            #expect(shell.results == "on\n")
            shell.console.forget()
            #expect(await shell.run("set model=sora-9") == .done)
            #expect(shell.messages == "")
        }
    }

    @Test("a mistake is coloured on a terminal and nowhere else")
    func colour() async throws {
        for (isTerminal, variables, isColoured) in [
            (true, [:], true), (true, ["NO_COLOR": "1"], false), (true, ["TERM": "dumb"], false), (false, [:], false),
        ] as [(Bool, [String: String], Bool)] {
            try await withShell(console: RecordingConsole(isTerminal: isTerminal), variables: variables) { shell in
                #expect(await shell.run("frob") == .check)
                #expect(shell.messages.contains("\u{1B}[1;31merror:\u{1B}[0m") == isColoured)
                #expect(shell.messages.contains("\u{1B}") == isColoured)
            }
        }
    }

    @Test("tabs, wide and combining characters are counted as a terminal shows them")
    func columns() async throws {
        try await withShell { shell in
            #expect(await shell.run("echo '船e\u{301}'\t$none") == .check)
            #expect(
                shell.messages.contains("1 | echo '船e\u{301}'  $none\n  |             ^^^^^ "), "\(shell.messages)")
        }
    }

    @Test("a damaged catalogue is one clear error")
    func damagedCatalogue() async throws {
        try await withShell(catalogue: "{\"models\": [{\"id\": 3}]}") { shell in
            #expect(await shell.run("models") != .done)
            #expect(shell.messages.contains("catalogue.json is no catalogue: models[0].id"), "\(shell.messages)")
        }
    }
}
