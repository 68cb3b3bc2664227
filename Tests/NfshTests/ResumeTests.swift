import FoundationEssentials
import NexusFlowAPI
import Testing

@Suite("A script that is cut off", .serialized)
struct ResumeTests {
    private static let script = """
        set poll=50ms duration=3 autodownload=off
        hero = submit "the first shot"
        again $hero duration=4
        wait
        sweep "the {left|right} shot"
        each rows.csv submit "$row.subject"
        submit "the same" seed=1
        submit "the same" seed=1
        wait

        """
    /// What the script submits.
    private static let prompts = [
        "a cup", "a pot", "the first shot", "the first shot", "the left shot", "the right shot", "the same", "the same",
    ]
    private static let key = ["NEXUSFLOW_API_KEY": "sk-air-test"]

    /// The prompts of the tasks that the service has, sorted.
    private func prompts(_ program: Program, _ address: String) async throws -> [String] {
        let answer = try await program.run(
            "--local", "-c", "!curl -s '\(address)/tasks?limit=100' -H 'Authorization: Bearer sk-air-test'")
        guard case .object(let object) = try JSONValue(parsing: Array(answer.output.utf8)),
            case .array(let tasks)? = object.members.lazy.map(\.value).first(where: {
                if case .array = $0 { true } else { false }
            })
        else { return ["no list: \(answer.output)\(answer.errors)"] }
        var found: [String] = []
        for case .object(let task) in tasks {
            let id = task["id"]?.string ?? ""
            found.append(task["prompt"]?.string ?? id)
        }
        return found.sorted()
    }

    /// What the ledger says of each task, as lines of `prompt,status`.
    private func ledger(_ program: Program, _ address: String) async throws -> Program.Outcome {
        try await program.run("--base-url", address, "--output", "jsonl", "-c", "list all=on", variables: Self.key)
    }

    @Test(
        "is taken up until it is done, with each submit at the service once, or says which one nobody knows of",
        arguments: [
            "intent-written:1", "intent-committed:3", "sending-committed:1", "sending-committed:2", "requestBegun:3",
            "requestGone:1", "answerWhole:5", "acceptance-written:2", "acceptance-committed:2",
            "acceptance-committed:6",
        ])
    func cutOff(_ point: String) async throws {
        try await withProgram { program in
            try program.write("subject\na cup\na pot\n", to: "rows.csv")
            try program.write(Self.script, to: "a.nfs")
            try await program.withService { address in
                let options = ["--base-url", address, "--max-cost", "20"]
                var variables = Self.key
                variables["NFSH_CRASH_AT"] = point
                let killed = try await program.run(options + ["a.nfs"], variables: variables)
                #expect(killed.status == 137, "\(killed.errors)")

                var outcome = try await program.run(options + ["--resume", "a.nfs"], variables: Self.key)
                // Several may have been under way; each is named when its line comes.
                for _ in 0..<4 where outcome.status == 8 {
                    let number = try #require(
                        outcome.errors.split(separator: "the outcome of @").dropFirst().first, "\(outcome.errors)"
                    ).prefix { $0.isNumber }
                    // The list hides prompts, and where several were under way the shell must not guess; what the
                    // service has and the ledger lacks tells the truth.
                    let known = try await ledger(program, address).output
                    let unclaimed = try await prompts(program, address).filter { !known.contains("\"\($0)\"") }
                    var isSettled = false
                    for answer in unclaimed + ["lost"] where !isSettled {
                        let settled = try await program.run(
                            options + ["-c", "reconcile @\(number) as=\(answer)"], variables: Self.key)
                        isSettled = settled.status == 0
                    }
                    #expect(isSettled)
                    outcome = try await program.run(options + ["--resume", "a.nfs"], variables: Self.key)
                }
                #expect(outcome.status == 0, "\(outcome.errors)")
                let found = try await prompts(program, address)
                #expect(found.count == Self.prompts.count, "\(found)\n\(killed.errors)---\n\(outcome.errors)")
                let known = try await ledger(program, address)
                let succeeded = known.output.split(separator: "\n").filter { $0.contains("\"status\":\"succeeded\"") }
                #expect(succeeded.count == Self.prompts.count, "\(known.output)")
            }
        }
    }

    @Test("a plain start says how to go on, and that line works as it stands")
    func printedLine() async throws {
        try await withProgram { program in
            try program.makeFolder("my scripts")
            try program.makeFolder(".config/nfsh/profiles")
            try program.write("set duration=3 tag=fast\n", to: ".config/nfsh/profiles/it's.nfs")
            let scripts: [([String], [String])] = [
                (["my scripts/it's #1.nfs"], ["two words", "--", "--yes", "$HOME", ""]),
                (["-c", "submit \"$1\"\nquit 3", "-c", "submit 'it''s'"], ["an argument"]),
            ]
            try program.write("submit \"$1\"\nquit 3\n", to: "my scripts/it's #1.nfs")
            for (index, (words, arguments)) in scripts.enumerated() {
                try await program.withService { address in
                    let options = [
                        "--base-url", address, "--max-cost", "20", "--profile", "it's", "--ledger",
                        "\(program.home)/my scripts/\(words.count) ledger.sqlite",
                    ]
                    var variables = Self.key
                    variables["NFSH_CRASH_AT"] = "acceptance-committed:1"
                    let started =
                        words.first == "-c" ? options + words + arguments : options + ["--"] + words + arguments
                    #expect(try await program.run(started, variables: variables).status == 137)
                    variables["NFSH_CRASH_AT"] = "intent-written:1"
                    let plain = try await program.run(started, variables: variables)
                    let printed = plain.errors.split(separator: "\n").first { $0.contains("cut off: nfsh") }
                    let command = try #require(printed?.split(separator: "cut off: ").last, "\(plain.errors)")
                    #expect(command.contains("--resume"))
                    try program.write(
                        "#!/bin/bash\n" + command.replacing("nfsh", with: "exec \"$NFSH\"", maxReplacements: 1) + "\n",
                        to: "resume.sh")
                    variables["NFSH_CRASH_AT"] = nil
                    variables["NFSH"] = program.path
                    let resumed = try await program.run(
                        ["--local", "-c", "!bash resume.sh"], variables: variables)
                    #expect(resumed.errors.contains("@1 is there already"), "\(command)\n\(resumed.errors)")
                    #expect(try await prompts(program, address).count == index + 1, "they share a service")
                }
            }
        }
    }

    @Test("the embedded service keeps what was submitted too, and an image of its own is the same one")
    func embedded() async throws {
        try await withProgram { program in
            try program.write(
                "submit drift model=wan2.6-i2v image=$service/samples/boat.png duration=3\nsubmit two duration=3\nwait\n",
                to: "a.nfs")
            let killed = try await program.run(
                "--local", "--speed", "1000", "a.nfs", variables: ["NFSH_CRASH_AT": "acceptance-committed:1"])
            #expect(killed.status == 137, "\(killed.errors)")
            let resumed = try await program.run("--local", "--speed", "1000", "--resume", "a.nfs")
            #expect(resumed.status == 0, "\(resumed.errors)")
            let list = try await program.run("--local", "--output", "jsonl", "-c", "list all=on")
            #expect(list.output.split(separator: "\n").count == 2, "\(list.output)")
        }
    }

    @Test("--resume without a script is wrong use at a terminal, and runs nothing", .timeLimit(.minutes(1)))
    func noScript() async throws {
        try await withProgram { program in
            let (status, seen) = try await program.type([], arguments: ["--local", "--resume"])
            #expect(status == 1, "\(seen)")
            #expect(seen.contains("nfsh --resume FILE"), "\(seen)")
        }
    }

    @Test("a script that never ran is a new run")
    func nothingToTakeUp() async throws {
        try await withProgram { program in
            try program.write("submit a duration=3\n", to: "a.nfs")
            let planned = try await program.run("plan", "--local", "--resume", "a.nfs")
            #expect(planned.status == 0, "\(planned.errors)")
            #expect(planned.errors.contains("this is a new one"))
            #expect(try program.files() == ["a.nfs"], "a plan makes no ledger")
            let first = try await program.run("--local", "--resume", "a.nfs")
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.errors.contains("this is a new one"))
        }
    }
}
