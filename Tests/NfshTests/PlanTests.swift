import Testing

@Suite("Plans, reports and records of the built program")
struct PlanTests {
    @Test("a plan makes no file, starts no service and needs no key, from a file, -c and standard input")
    func leavesNothing() async throws {
        try await withProgram { program in
            let script = "submit a duration=3\n!touch never\necho never\necho never > never\nsubmit b seed=7\n"
            try program.write(script, to: "a.nfs")
            let file = try await program.run("plan", "--output", "csv", "a.nfs")
            #expect(file.status == 0, "\(file.errors)")
            #expect(file.output.split(separator: "\n").count == 3)
            #expect(file.errors.hasSuffix("\n2 submits, $0.72\n"), "\(file.errors)")
            let lines = try await program.run("plan", "--local", "--output", "csv", "-c", script)
            let input = try await program.run("plan", "--local", "--output", "csv", "-", input: script)
            #expect(lines.output.replacing("<command>", with: "a.nfs") == file.output)
            #expect(input.output.replacing("<stdin>", with: "a.nfs") == file.output)
            #expect(try program.files() == ["a.nfs"])
        }
    }

    @Test("a profile is planned too: what it says holds, and what it does is not done")
    func profile() async throws {
        try await withProgram { program in
            try program.makeFolder(".config/nfsh/profiles")
            try program.write(
                "set duration=3\necho never\n!touch never\n", to: ".config/nfsh/profiles/fast.nfs")
            let outcome = try await program.run("plan", "--profile", "fast", "--output", "jsonl", "-c", "submit a")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("\"duration\":3"))
            #expect(!outcome.output.contains("never"))
            #expect(try !program.files().contains("never"))
            #expect(try await program.run("plan", "--profile", "none", "-c", "submit a").status == 3)
        }
    }

    @Test("a plan looks into a ledger that is there, and leaves it as it was")
    func ledger() async throws {
        try await withProgram { program in
            #expect(
                try await program.run("--local", "--speed", "1000", "-c", "submit a duration=3 seed=7\nwait").status
                    == 0)
            let files = try program.files()
            let outcome = try await program.run("plan", "--local", "--output", "jsonl", "-c", "again @1 seed=+1")
            #expect(outcome.output.contains("\"seed\":8"), "\(outcome.output)\(outcome.errors)")
            #expect(try program.files() == files)
            #expect(try await program.run("plan", "--local", "-c", "again @2").status == 3)
        }
    }

    @Test("plan without a script is wrong use, and the statuses are those of a run")
    func statuses() async throws {
        try await withProgram { program in
            for (arguments, status) in [
                ([], 1), (["--report-tap", "r.tap", "-c", "submit a"], 1), (["a.nfs"], 3), (["-c", "frob"], 2),
                (["--max-cost", "0.10", "-c", "submit a"], 6),
                (["--local", "-c", "quit 5"], 5),
            ] {
                let outcome = try await program.run(["plan"] + arguments)
                #expect(outcome.status == Int32(status), "\(arguments): \(outcome.errors)")
            }
        }
    }

    @Test("help names what runs, resumes and reports")
    func help() async throws {
        try await withProgram { program in
            let help = try await program.run("--help").output
            for word in ["plan", "--resume", "--report-json", "--report-junit", "--report-tap", "--max-cost"] {
                #expect(help.contains(word), "\(word) is missing in \(help)")
            }
            #expect(try await program.run("plan", "--help").output.contains("--resume"))
            #expect(try await program.run("--local", "-c", "help").output.contains("record"))
        }
    }

    @Test("reports are written for good runs and bad ones, and one that cannot be written is 3")
    func reports() async throws {
        try await withProgram { program in
            try program.makeFolder("out")
            let words = [
                "--local", "--speed", "1000", "--report-json", "out/r.json", "--report-junit", "out/r.xml",
                "--report-tap", "out/r.tap", "-c",
            ]
            let good = try await program.run(words + ["x = submit a duration=3\nwait\nexpect $x.status == succeeded"])
            #expect(good.status == 0, "\(good.errors)")
            #expect(try program.read("out/r.tap").contains("\nok 2 - expect "))
            #expect(try program.read("out/r.json").contains("\"passed\": 2"))
            let bad = try await program.run(words + ["frob"])
            #expect(bad.status == 2)
            #expect(try program.read("out/r.xml").contains("<error message="))
            let nowhere = try await program.run("--local", "--report-tap", "none/r.tap", "-c", "echo a")
            #expect(nowhere.status == 3)
            let bytes = try await program.run("--local", "-c", "!printf 'echo \\377\\n' > bad.nfs")
            #expect(bytes.status == 0)
            let notText = try await program.run("--local", "--report-tap", "out/b.tap", "bad.nfs")
            #expect(notText.status == 2, "\(notText.errors)")
            #expect(try program.read("out/b.tap").contains("\nnot ok 1 - line check bad.nfs\n"))
        }
    }
}
