import TerminalTests
import Testing

@Suite("The prompt, at a terminal", .serialized)
struct PromptTests {
    private func type(
        _ lines: [String], in program: Program, arguments: [String] = ["--local", "--no-rc"]
    ) async throws -> (status: Int32, seen: String) {
        try await program.type(lines.map { ("local> ", $0) }, arguments: arguments)
    }

    @Test("lines typed give what the same lines give in a file", .timeLimit(.minutes(1)))
    func typed() async throws {
        try await withProgram { program in
            let lines = [
                "let subject=\"a paper boat\" n=3", "set seed=7 duration=$n output=csv",
                "echo \"$subject for $n s\" >> OUT", "cost >> OUT", "env >> OUT", "quit",
            ]
            let script = { (file: String) in lines.map { $0.replacing("OUT", with: file) } }
            try program.write(script("file.txt").joined(separator: "\n") + "\n", to: "a.nfs")
            let file = try await program.run("--local", "a.nfs")
            let prompt = try await type(script("prompt.txt"), in: program)
            #expect(prompt.status == file.status, "\(prompt.seen)")
            #expect(try program.read("prompt.txt") == program.read("file.txt"))
            #expect(try program.read("file.txt").hasPrefix("a paper boat for 3 s\nmodel,"))
        }
    }

    @Test("an error at the prompt is told, and the shell goes on", .timeLimit(.minutes(1)))
    func goesOn() async throws {
        try await withProgram { program in
            let (status, seen) = try await type(["frob", "echo after > after.txt", "quit"], in: program)
            #expect(seen.contains("there is no command 'frob'"), "\(seen.debugDescription)")
            #expect(seen.contains("<repl>:1:1"))
            #expect(try program.read("after.txt") == "after\n")
            #expect(status == 2)
        }
    }

    @Test("Tab knows the names and tasks of the session, and history what was typed", .timeLimit(.minutes(1)))
    func namesAndHistory() async throws {
        try await withProgram { program in
            try program.write("echo from a file\n", to: "my lines.nfs")
            let (status, seen) = try await type(
                [
                    "let subject=boat", "ec\t$su\t> a.txt", "sou\tmy\t", "hi\tlet > b.txt", " echo unkept",
                    "hi\t1 >> b.txt",
                    "quit",
                ], in: program)
            #expect(status == 0, "\(seen.debugDescription)")
            #expect(try program.read("a.txt") == "boat\n")
            #expect(seen.contains("source 'my lines.nfs'"), "\(seen.debugDescription)")
            #expect(try program.read("b.txt") == "1  let subject=boat\n4  history let > b.txt\n5  history 1 >> b.txt\n")
        }
    }

    @Test("a command that dies with the terminal in disorder leaves it in order", .timeLimit(.minutes(1)))
    func disorder() async throws {
        try await withProgram { program in
            let (_, seen) = try await type(["!stty raw -echo; kill -9 $$", "quit"], in: program)
            // A terminal in raw mode starts no new row at its left edge.
            #expect(seen.contains("ended by signal 9\r\n"), "\(seen.debugDescription)")
        }
    }

    @Test("without a key the prompt says that it is local, and that nothing costs anything", .timeLimit(.minutes(1)))
    func greeting() async throws {
        try await withProgram { program in
            let (status, seen) = try await type(["quit"], in: program, arguments: [])
            #expect(seen.contains("no API key: this is the embedded local service"), "\(seen.debugDescription)")
            #expect(status == 0)
        }
    }

    @Test(
        "the first start greets in four lines; the prompt marks what is not the profile's, and has the price of all lines",
        .timeLimit(.minutes(1)), arguments: [(80, 24), (200, 50)])
    func glance(columns: Int, height: Int) async throws {
        try await withProgram { program in
            let seat = Program.Seat(columns: columns, height: height)
            try await program.sit(["--no-rc"], at: seat) { sitting in
                try await sitting.prompt()
                let rows = sitting.screen.rows.prefix { !$0.isEmpty }
                #expect(rows.count == 5 && rows.last == "nfsh local>", "\(sitting.screen.text)")
                #expect(rows.allSatisfy { $0.count < columns })
                try await sitting.enter("profile save cinema")
                try await sitting.enter("set duration=7", at: "nfsh local [cinema]> ")
                try await sitting.prompt("nfsh local [cinema*]> ")
                sitting.type("submit one\u{1B}\rsubmit two resolution=1080P")
                try await sitting.wait { screen in
                    let row = screen.rows[screen.row]
                    return row.hasPrefix("   ...> submit two resolution=1080P")
                        && row.hasSuffix("  2 tasks $1.61") && row.count == columns - 1
                }
                sitting.type("\u{3}")
                try await sitting.enter("quit", at: "nfsh local [cinema*]> ")
                #expect(try await sitting.end() == 0)
                #expect(!sitting.screen.allText.contains("$1.61"), "it is gone with the line")
            }
        }
    }
}
