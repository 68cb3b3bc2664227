import Testing

@Suite("The command line")
struct CommandLineTests {
    private static let script = """
        # one of everything that asks nobody
        let subject="a paper boat" n=3
        set seed=7 duration=$n output=csv
        echo "$subject for $n s" ${none:-default}
        cost
        env
        try info @9
        models pixverse-v6 > model.csv
        !cat model.csv

        """

    @Test("a script gives the same from a file, through -c and on standard input")
    func sameEverywhere() async throws {
        try await withProgram { program in
            try program.write(Self.script, to: "a.nfs")
            let file = try await program.run("--local", "a.nfs")
            let lines = try await program.run("--local", "-c", Self.script)
            let input = try await program.run("--local", "-", input: Self.script)
            #expect(file.status == 0, "\(file.errors)")
            #expect(file.output.hasPrefix("a paper boat for 3 s default\nmodel,resolution,duration,"))
            #expect(file.output.contains("pixverse-v6,PixVerse,"))
            for other in [lines, input] {
                #expect(other.status == file.status)
                #expect(other.output == file.output)
            }
            #expect(lines.errors == file.errors.replacing("a.nfs:", with: "<command>:"))
            #expect(input.errors == file.errors.replacing("a.nfs:", with: "<stdin>:"))
        }
    }

    @Test("a script on standard input finds files in the working folder")
    func filesOfStandardInput() async throws {
        try await withProgram { program in
            try program.write("let a=@text.txt\necho $a\n", to: "part.nfs")
            try program.write("from a file\n", to: "text.txt")
            let outcome = try await program.run("--local", "-", input: "source part.nfs\nlet b=@text.txt\necho $b\n")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == "from a file\nfrom a file\n")
        }
    }

    @Test(
        "wrong use of the command line is 1, with a word on what is right",
        arguments: [
            ["--bogus"], ["--local", "--speed", "0", "-c", "list"], ["--speed", "fast", "-c", "list"],
            ["--local", "--fault", "nonsense=1", "-c", "list"], ["--output", "xml", "-c", "list"],
            ["--max-cost", "much", "-c", "list"], ["--jobs", "0", "-c", "list"], ["--color", "pink", "-c", "list"],
            ["--base-url", "ftp://x", "-c", "list"], ["--local", "--base-url", "http://127.0.0.1:9/v1", "-c", "list"],
            ["serve", "--port", "99999"], ["check"], ["-c"],
            ["--local", "a.nfs", "--yes"], ["--local", "a.nfs", "--max-cost=5"],
            ["--local", "-c", "list", "x", "--local"],
        ])
    func wrongUse(_ arguments: [String]) async throws {
        try await withProgram { program in
            try program.write("echo never\n", to: "a.nfs")
            let outcome = try await program.run(arguments)
            #expect(outcome.status == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("Error: "))
        }
    }

    @Test("behind --, the names of the program's options are the script's arguments")
    func argumentsBehindDashes() async throws {
        try await withProgram { program in
            try program.write("echo $1 $2\n", to: "a.nfs")
            for arguments in [
                ["--local", "a.nfs", "--", "--yes", "--local"], ["--local", "--", "a.nfs", "--yes", "--local"],
            ] {
                let outcome = try await program.run(arguments)
                #expect(outcome.output == "--yes --local\n", "\(arguments): \(outcome.errors)")
            }
            #expect(try await program.run("--local", "a.nfs", "-x", "y z").output == "-x y z\n")
        }
    }

    @Test("--version and --help are no errors, and go to standard output", arguments: ["--version", "--help", "-h"])
    func versionAndHelp(_ option: String) async throws {
        try await withProgram { program in
            let outcome = try await program.run(option)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors == "")
        }
    }

    @Test("a script without a key and without --local is refused with 3, in one clear sentence")
    func noKey() async throws {
        try await withProgram { program in
            for variables in [[:], ["API_KEY": "sk-other-1"], ["NEXUSFLOW_API_KEY": ""]] {
                let outcome = try await program.run("-c", "echo never", variables: variables)
                #expect(outcome.status == 3)
                #expect(outcome.output == "")
                #expect(
                    outcome.errors == """
                        error: there is no API key, and an unattended run must not pretend
                          set NEXUSFLOW_API_KEY or run nfsh login, or use --local for the embedded service

                        """)
            }
            let blank = try await program.run("-c", "list", variables: ["NEXUSFLOW_API_KEY": "sk-air-with blank"])
            #expect(blank.status == 3)
            #expect(!blank.errors.contains("with blank"), "not even a wrong key is shown")
        }
    }

    @Test("lines that a pipe brings are a script: nothing is simulated in place of the service, nothing paid unasked")
    func pipedLines() async throws {
        try await withProgram { program in
            let noKey = try await program.run(input: "submit a boat\n")
            #expect(noKey.status == 3)
            #expect(noKey.errors.contains("there is no API key"))
            #expect(try program.files().isEmpty)
            let paid = try await program.run(
                "--base-url", "http://127.0.0.1:9/v1", input: "submit a boat\n",
                variables: ["NEXUSFLOW_API_KEY": "sk-air-test"])
            #expect(paid.status == 6, "\(paid.errors)")
            let stopped = try await program.run("--local", input: "info @9\necho never\n")
            #expect(stopped.status == 3)
            #expect(stopped.output == "")
            #expect(stopped.errors.contains("<stdin>:1:6"))
        }
    }

    @Test("what stands on the command line does not reach the terminal with escapes, and is no text in a script")
    func hostileArguments() async throws {
        try await withProgram { program in
            let missing = try await program.run("--local", "\u{1B}[31mred.nfs")
            #expect(missing.status == 3)
            #expect(!missing.errors.contains("\u{1B}"))
            let control = try await program.run("--local", "-c", "echo a\u{1}b")
            #expect(control.status == 2)
            #expect(control.errors.contains("<command>:1:7"), "\(control.errors)")
        }
    }

    @Test("a script that cannot be read is 3, one with a mistake 2")
    func unusableScripts() async throws {
        try await withProgram { program in
            let missing = try await program.run("--local", "nothing.nfs")
            #expect(missing.status == 3)
            #expect(missing.errors == "error: cannot read \(program.home)/nothing.nfs: no such file or directory\n")
            let folder = try await program.run("--local", program.home)
            #expect(folder.status == 3)
            #expect(folder.errors.contains("is a directory"))

            try program.write("echo before\nsubmit a boat resolutoin=720P\n", to: "a.nfs")
            let mistaken = try await program.run("--local", "a.nfs")
            #expect(mistaken.status == 2)
            #expect(mistaken.output == "")
            #expect(mistaken.errors.contains(" --> a.nfs:2:15\n"), "\(mistaken.errors)")
            let checked = try await program.run("check", "a.nfs")
            #expect(checked.status == 2)
            #expect(checked.errors == mistaken.errors)
            #expect(try !program.files().contains { $0.hasSuffix(".sqlite") }, "nothing was opened")
        }
    }

    @Test("check sends nothing and needs no key, and tells of all files at once")
    func check() async throws {
        try await withProgram { program in
            try program.write("submit a boat\n", to: "good.nfs")
            try program.write("frob\ngrob\n", to: "bad.nfs")
            #expect(try await program.run("check", "good.nfs").status == 0)
            let outcome = try await program.run("check", "bad.nfs", "good.nfs", "nothing.nfs")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("bad.nfs:1:1"))
            #expect(outcome.errors.contains("bad.nfs:2:1"))
            #expect(outcome.errors.contains("nothing.nfs: no such file or directory"))
        }
    }

    @Test("fmt writes the canonical form, --check only tells, and - is a filter")
    func format() async throws {
        try await withProgram { program in
            try program.write("set   seed=7\n\n\n\necho  x\n", to: "a.nfs")
            #expect(try await program.run("fmt", "--check", "a.nfs").status == 2)
            #expect(try await program.run("fmt", "a.nfs").status == 0)
            #expect(try await program.run("fmt", "--check", "a.nfs").status == 0)
            #expect(try await program.run("fmt", "-", input: "echo   x\n").output == "echo x\n")
        }
    }

    @Test("several -c run one after the other in one session")
    func severalLines() async throws {
        try await withProgram { program in
            let outcome = try await program.run("--local", "-c", "let a=1", "-c", "echo $a $1", "two")
            #expect(outcome.output == "1 two\n", "\(outcome.errors)")
        }
    }

    @Test(
        "results that cannot be written are 3 and one sentence; the lines behind them do not run",
        arguments: [
            ("-c 'help' -c '!echo ran > ran.txt'", "<command>:1:1"), ("--help", "nfsh: "), ("--version", "nfsh: "),
            ("fmt -", "error: "),
        ])
    func fullDisk(_ arguments: String, _ framing: String) async throws {
        try await withProgram { program in
            try program.write("set   seed=1\n", to: "in.nfs")
            for (stream, reason) in [("/dev/full", "no space left on device"), ("&-", "bad file descriptor")] {
                let line = "\(program.path) \(arguments.replacing("-c '", with: "--local -c '")) < in.nfs >\(stream)"
                let outcome = try await program.runShell(line)
                #expect(outcome.status == 3, "\(line): \(outcome.errors)")
                #expect(outcome.errors.contains("standard output cannot be written: \(reason)"), "\(outcome.errors)")
                #expect(outcome.errors.contains(framing), "\(outcome.errors)")
            }
            #expect(!(try program.files().contains("ran.txt")))
        }
    }

    @Test("a reader that goes away ends the writing, not the run")
    func closedPipe() async throws {
        try await withProgram { program in
            let outcome = try await program.run(
                "--local", "-c", "!exec true\nhelp | true\nhelp | head -1\n!echo done > done.txt")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == "First steps\n")
            #expect(try program.files().contains("done.txt"))
        }
    }

    @Test("a profile is loaded first, and one that is not there is 3")
    func profile() async throws {
        try await withProgram { program in
            try program.makeFolder(".config/nfsh/profiles")
            try program.write("set seed=7 output=json\n", to: ".config/nfsh/profiles/fast.nfs")
            try program.write("echo rc\n", to: ".config/nfsh/rc.nfs")
            let outcome = try await program.run("--local", "--profile", "fast", "-c", "env")
            #expect(outcome.output == "set seed=7\nset output=json\n", "a script does not read rc.nfs")
            #expect(try await program.run("--local", "--profile", "none", "-c", "env").status == 3)
        }
    }
}
