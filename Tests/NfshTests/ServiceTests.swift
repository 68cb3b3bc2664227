import FoundationEssentials
import TaskLedger
import Testing

@Suite("Against a service of its own", .serialized)
struct ServiceTests {
    private static let secret = "sk-air-SECRETSECRET"

    @Test("the whole way on the embedded service: results on standard output, the rest on standard error")
    func embedded() async throws {
        try await withProgram { program in
            let outcome = try await program.run(
                "--local", "--speed", "1000", "--output", "jsonl", "-c",
                "submit a paper boat duration=3 seed=7\nwatch")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.hasPrefix("{\"number\":1,") })
            #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("@1 ") }, "\(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("\u{1B}"), "a pipe gets no escapes")
            #expect(try program.files().contains("1-wan2.6-t2v-a-paper-boat.mp4"))

            let later = try await program.run("--local", "-c", "set output=csv\ncost @all\ndownload to=again.mp4 @1")
            #expect(
                later.output.hasPrefix(
                    "tasks,estimate,committed,billed,unknown,failed,wasted,usd_per_hour,left\n1,0.27,0.00,0.27,0.00,0,0.00,"
                ))
            #expect(later.status == 0, "\(later.errors)")
        }
    }

    @Test("the key goes to the service and nowhere else: no file, no output")
    func keyIsKept() async throws {
        try await withProgram { program in
            let outcome = try await program.withService { address in
                try await program.run(
                    "--base-url", address, "--max-cost", "5", "-c",
                    "set poll=50ms\nsubmit a boat duration=3\nwait\nset output=json\nlist\nset\nenv\ninfo @1\ntry info @9",
                    variables: ["NEXUSFLOW_API_KEY": Self.secret])
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("SECRET"))
            let files = try program.files()
            #expect(files.contains { $0.hasSuffix("ledger.sqlite") })
            #expect(files.contains { $0.hasSuffix(".mp4") })
            for file in files {
                guard let data = try? Data(contentsOf: URL(filePath: "\(program.home)/\(file)")) else { continue }
                #expect(!String(decoding: data, as: UTF8.self).contains("SECRETSECRET"), "the key is in \(file)")
            }
        }
    }

    @Test("a wrong key is 3, free, and one sentence")
    func wrongKey() async throws {
        try await withProgram { program in
            let outcome = try await program.withService { address in
                try await program.run(
                    "--base-url", address, "--yes", "-c", "submit a boat watermark=off",
                    variables: ["NEXUSFLOW_API_KEY": "sk-wrong"])
            }
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("error: the service refused task 1 (HTTP 401: "), "\(outcome.errors)")
            #expect(outcome.errors.contains("check the key"))
            #expect(!outcome.errors.contains("sk-wrong"))
        }
    }

    @Test("a paid run must say how much it may, before anything is sent")
    func unattended() async throws {
        try await withProgram { program in
            let outcome = try await program.run(
                "--base-url", "http://127.0.0.1:9/v1", "-c", "submit a boat",
                variables: ["NEXUSFLOW_API_KEY": Self.secret])
            #expect(outcome.status == 6)
            #expect(outcome.errors.contains("give --max-cost USD or --yes, or set budget=USD in the script"))
        }
    }

    @Test("a service that nobody can reach is 3 and one sentence, and nothing is billed")
    func unreachable() async throws {
        try await withProgram { program in
            let outcome = try await program.run(
                "--base-url", "http://127.0.0.1:9/v1", "--yes", "-c", "submit a boat",
                variables: ["API_KEY": Self.secret])
            #expect(outcome.status == 3)
            let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            #expect(errors.count == 1)
            #expect(errors.first?.contains("connection refused") == true, "\(outcome.errors)")
            #expect(errors.first?.contains("nothing is billed") == true)
        }
    }

    @Test("Ctrl-C during watch is 7, says how to go on, and leaves the ledger whole")
    func interrupted() async throws {
        try await withProgram { program in
            let outcome = try await program.runInterrupted(
                "--local", "--speed", "5", "-c", "submit a boat duration=3\nwatch\necho never", at: "@1 ")
            #expect(outcome.status == 7, "\(outcome.errors)")
            #expect(!outcome.output.contains("never"))
            #expect(outcome.errors.contains("to look again: watch @1"))
            #expect(outcome.errors.contains("to fetch: nfsh --local"), "\(outcome.errors)")
            #expect(outcome.errors.contains("-c 'watch @1'"))

            let later = try await program.run("--local", "--output", "csv", "-c", "list")
            #expect(later.output.contains("\n1,task_"), "\(later.output)\(later.errors)")
            #expect(later.output.contains("wan2.6-t2v,a boat,"))
        }
    }

    @Test("several shells share one ledger and one service")
    func together() async throws {
        try await withProgram { program in
            async let first = program.run("--local", "--speed", "1000", "-c", "submit a duration=3\nwait")
            async let second = program.run("--local", "--speed", "1000", "-c", "submit b duration=3\nwait")
            let statuses = try await [first, second].map(\.status)
            #expect(statuses == [0, 0])
            let list = try await program.run("--local", "--output", "jsonl", "-c", "list status=succeeded")
            #expect(list.output.split(separator: "\n").count == 2, "\(list.errors)")
            #expect(try program.files().filter { $0.hasSuffix(".mp4") && !$0.contains("/") }.count == 2)
        }
    }

    @Test("serve answers the documented calls, and refuses what is no key")
    func curl() async throws {
        try await withProgram { program in
            try await program.withService { address in
                let create = """
                    curl -s -w '\\n%{http_code}\\n' \(address)/tasks -H 'Authorization: Bearer sk-air-test' \
                    -H 'Content-Type: application/json' -d '{"model":"wan2.6-t2v","prompt":"a boat"}'
                    """
                let created = try await program.run("--local", "-c", "!" + create)
                #expect(created.output.hasSuffix("\n202\n"), "\(created.output)\(created.errors)")
                #expect(created.output.contains("\"status\":\"running\""))
                let denied = try await program.run(
                    "--local", "-c", "!curl -s -w '\\n%{http_code}\\n' \(address)/tasks -H 'Authorization: Bearer sk-1'"
                )
                #expect(denied.output.hasSuffix("\n401\n"), "\(denied.output)")
            }
        }
    }

    @Test("colour is for terminals, and for who insists")
    func colour() async throws {
        try await withProgram { program in
            #expect(try await !program.run("--local", "-c", "models").output.contains("\u{1B}"))
            #expect(try await program.run("--local", "--color", "always", "-c", "models").output.contains("\u{1B}[1m"))
            let insisted = try await program.run(
                "--local", "--color", "always", "-c", "models", variables: ["NO_COLOR": "1"])
            #expect(insisted.output.contains("\u{1B}[1m"))
        }
    }
}

@Suite("A ledger in trouble, in the whole program")
struct LedgerTroubleTests {
    @Test("what integrity cannot open, it says; what is damaged is told row by row, and is 3")
    func integrity() async throws {
        try await withProgram { program in
            try program.write("shopping list, and no ledger at all\n", to: "notes.txt")
            let other = try await program.run("--local", "--ledger", "notes.txt", "-c", "integrity")
            #expect(other.status == 3)
            #expect(other.errors.contains("notes.txt is not a ledger of nfsh"), "\(other.errors)")
            #expect(other.errors.contains("name another with --ledger PATH"), "\(other.errors)")

            let made = try await program.run(
                "--local", "--ledger", "l.sqlite", "--speed", "1000", "-c", "sweep a boat seed=1..30\nintegrity")
            #expect(made.status == 0, "\(made.errors)")
            // The last to close it brings into the file what the log beside it holds.
            do { _ = try Ledger(path: "\(program.home)/l.sqlite") }
            var data = try Data(contentsOf: URL(filePath: "\(program.home)/l.sqlite"))
            try #require(data.count / 4096 > 5)
            // The pages that hold tasks: without the tables' own declarations it would not be a ledger any more.
            let tasks = (0..<data.count / 4096).filter {
                data[$0 * 4096..<($0 + 1) * 4096].firstRange(of: Data("a boat".utf8)) != nil
            }
            for page in tasks {
                data.replaceSubrange(page * 4096 + 8..<page * 4096 + 2048, with: Data(count: 2040))
            }
            try data.write(to: URL(filePath: "\(program.home)/l.sqlite"))
            let damaged = try await program.run(
                "--local", "--ledger", "l.sqlite", "--output", "jsonl", "-c", "integrity")
            #expect(damaged.status == 3, "\(damaged.output)")
            #expect(damaged.output.contains(#""result":"damaged""#), "\(damaged.output)")
            #expect(damaged.errors.contains("sqlite3 LEDGER .recover"), "\(damaged.errors)")
        }
    }
}
