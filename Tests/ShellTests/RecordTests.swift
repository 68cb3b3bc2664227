import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Recording what is run")
struct RecordTests {
    private static let sessions: [String] = [
        "submit a paper boat, it's raining",
        "submit a paper boat duration=3 resolution=1080P  # tried",
        "submit duration=3 tag=x a paper boat",
        "submit \"a boat\" note='n m' \\\n  duration=3",
        "hero = submit a boat\nagain $hero duration=10\nagain $hero seed=random\nagain @last seed=+1 tag=t",
        "submit <<A duration=3\na \\$5 boat\nA",
        "submit prompt=<<A note=<<'B'\ntwo\nlines\nA\nraw $1\nB",
        "submit note=<<B a boat\nseed=7 said\nB",
        "submit \"a boat\" > out.json\nsubmit \"a ship\" | cat > /dev/null",
        "try submit a boat\ntry hero = submit a ship",
        "grid = sweep \"a {calm|stormy} sea\" duration=3,5\nsubmit \"$grid.count seas\"",
        "sweep a {red|blue} boat seed=1..2",
        "let subject=\"a boat\" n=3\nset duration=$n tag=t extra.a=1\nsubmit \"$subject\"\nunset tag\nsubmit $subject",
        "each rows.csv submit \"$row.subject\" extra.s='\"x y\"' note=\"it's {a}\"",
        "each rows.csv submit \"$row.subject\" seed=7",
        "each rows.csv again @1 seed=random prompt=\"$row.subject\"\nsubmit last",
        "submit 'one\u{301} & <> {a|b} $x'\nsubmit \"tab\\t \\\\ \\\"q\\\" it's \\{x\\}\"",
        "reset\nbudget 50\nsubmit a\n!true\nexpect 1 == 1\necho done",
    ]

    @Test("the record, run in another shell, sends the same requests byte for byte", arguments: sessions)
    func replay(_ session: String) async throws {
        try await withShell(options: options { $0.jobs = 1 }) { shell in
            try shell.write("subject\n\"a cup, {old|new}\"\nit's $5 \"\"here\n", to: "rows.csv")
            for number in 1...30 { shell.service.takes("t-\(number)") }
            #expect(
                await shell.run("submit first seed=1\nrecord session.nfs\n\(session)") == .done, "\(shell.messages)")
            let sent = shell.service.submits.map { $0.text() }
            let recorded = shell.read("session.nfs")
            #expect(!recorded.contains("record"))

            let other = shell.another(options { $0.jobs = 1 }, seed: 77)
            #expect(await other.run(file: "session.nfs") == .done, "\(recorded)\n---\n\(other.messages)")
            #expect(other.service.submits.map { $0.text() }.dropFirst(sent.count) == sent.dropFirst(), "\(recorded)")
        }
    }

    @Test("what failed, what has to do with keys, and what is no line of a script stays out")
    func omissions() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
            shell.service.takes("t-1")
            await shell.run("record a.nfs")
            for line in [
                "echo kept", "info @99", "frob", "try info @98", "submit refused", "logout", "record", "env",
                "!false", "echo sk-air-abcdefghijklmnopqrstuvwx", "!true sk-air-abcdefghijklmnopqrstuvwx",
                "submit taken seed=1", "expect 1 == 2",
            ] {
                await shell.run(line)
            }
            #expect(shell.read("a.nfs") == "echo kept\nsubmit taken seed=1\n")
        }
    }

    @Test("recording goes on from one file to another, ends, and adds to what is there")
    func files() async throws {
        try await withShell { shell in
            try shell.write("echo old\n", to: "b.nfs")
            let status = await shell.run(
                """
                record off
                record a.nfs
                record
                echo one
                record b.nfs
                echo two
                record off
                record
                echo three
                record a.nfs
                echo four
                record "off"
                echo five
                """)
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.read("a.nfs") == "echo one\necho four\n")
            #expect(shell.read("b.nfs") == "echo old\necho two\n")
            #expect(shell.read("off") == "echo five\n")
            #expect(shell.messages.contains("recording to \(shell.folder)/a.nfs\n"))
            #expect(shell.messages.contains("nothing is recorded\n"))
        }
    }

    @Test(
        "a place that cannot be written is 3, and nothing is recorded",
        arguments: ["no/such/a.nfs", ".", "/proc/a.nfs"])
    func unwritable(_ path: String) async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            await shell.run("record \(path)")
            #expect(await shell.interpreter.exitStatus == .trouble)
            #expect(shell.messages.contains("cannot write"))
            await shell.run("record")
            #expect(shell.messages.contains("nothing is recorded"))
        }
    }

    @Test("a sourced file is one line of the record")
    func sourced() async throws {
        try await withShell { shell in
            try shell.write("echo inside\nsource deep.nfs\n", to: "part.nfs")
            try shell.write("echo deep\n", to: "deep.nfs")
            await shell.run("record a.nfs\nsource part.nfs\necho after")
            #expect(shell.read("a.nfs") == "source part.nfs\necho after\n")
        }
    }

    @Test("recording that a sourced file begins keeps the rest of that file, and what follows it")
    func begunInside() async throws {
        try await withShell { shell in
            try shell.write("echo before\nrecord a.nfs\necho inside\nsource deep.nfs\n", to: "part.nfs")
            try shell.write("echo deep\n", to: "deep.nfs")
            let status = await shell.run("source part.nfs\necho after\nsource deep.nfs\nrecord off\necho never")
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.read("a.nfs") == "echo inside\nsource deep.nfs\necho after\nsource deep.nfs\n")
        }
    }

    @Test("a plan records nothing")
    func planned() async throws {
        try await withShell { shell in
            await shell.plan("record a.nfs\nsubmit a boat")
            #expect(shell.files().isEmpty)
        }
    }
}
