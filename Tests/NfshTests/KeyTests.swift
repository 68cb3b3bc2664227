import FoundationEssentials
import Glibc
import TerminalTests
import Testing

@Suite("The key, in the whole program", .serialized)
struct KeyTests {
    private static let tail = "Zq7Lm2Xv9Rt4Kp8W"
    private static let secret = "sk-air-\(tail)"

    /// What is called for a key, and what is to be searched for it.
    private func expectNoKey(_ texts: String..., in program: Program) throws {
        for text in texts { #expect(!text.contains(Self.tail), "\(text)") }
        for file in try program.files() {
            // A folder has no bytes.
            guard let data = try? Data(contentsOf: URL(filePath: "\(program.home)/\(file)")) else { continue }
            #expect(data.firstRange(of: Data(Self.tail.utf8)) == nil, "the key is in \(file)")
        }
    }

    /// A service that quotes the key wherever it can, and points elsewhere wherever it can.
    private func quotingServer(elsewhere: Int) throws -> PlainServer {
        let secret = Self.secret
        let escaped = secret.replacing("-", with: #"\u002d"#)
        return try PlainServer { request, port in
            func json(_ status: Int, _ text: String) -> PlainServer.Answer {
                (status, ["Content-Type: application/json", "X-Balance: \(secret)"], Array(text.utf8))
            }
            func task(_ id: String, _ rest: String) -> String {
                #"{"id":"\#(id)","key":"\#(secret)","nested":"{\"k\":\"\#(secret)\"}",\#(rest)}"#
            }
            let good = task(
                "t-good",
                #""status":"succeeded","output":{"video_url":"http://127.0.0.1:\#(port)/video.mp4"}"#)
            let bad = task("t-bad", #""status":"failed","error":"InvalidParameter: \#(escaped) may not do this""#)
            switch request.line {
            case let line where line.hasPrefix("POST /v1/tasks ") && request.body.contains("good"):
                return json(202, task("t-good", #""status":"running""#))
            case let line where line.hasPrefix("POST /v1/tasks ") && request.body.contains("bad"):
                return json(202, task("t-bad", #""status":"pending""#))
            case let line where line.hasPrefix("POST /v1/tasks ") && request.body.contains("elsewhere"):
                let place = "http://127.0.0.1:\(elsewhere)/v1/tasks?k=\(secret)"
                return (307, ["Location: \(place)"], Array("moved to \(place)".utf8))
            case let line where line.hasPrefix("POST /v1/tasks "):
                return json(
                    401, #"{"error":{"message":"Incorrect API key provided: \#(escaped)","code":"\#(secret)"}}"#)
            case let line where line.hasPrefix("GET /v1/tasks?"): return json(200, "[\(good),\(bad)]")
            case let line where line.hasPrefix("GET /v1/tasks/t-good "): return json(200, good)
            case let line where line.hasPrefix("GET /v1/tasks/t-bad "): return json(200, bad)
            case let line where line.hasPrefix("GET /video.mp4"):
                return (302, ["Location: http://127.0.0.1:\(elsewhere)/video.mp4"], [])
            default: return (500, [], Array("<html>\(secret)</html>".utf8))
            }
        }
    }

    @Test("a server that quotes the key and points elsewhere gets it nowhere: no file, no stream, no other host")
    func quoted() async throws {
        try await withProgram { program in
            let made = try await program.run("--local", "--speed", "1000", "-c", "submit good duration=3\nwait")
            #expect(made.status == 0, "\(made.errors)")
            let video = try Data(contentsOf: URL(filePath: "\(program.home)/1-wan2.6-t2v-good.mp4"))
            let elsewhere = try PlainServer { _, _ in (200, ["X-Key: \(Self.secret)"], Array(video)) }
            let server = try quotingServer(elsewhere: elsewhere.port)
            defer {
                server.stop()
                elsewhere.stop()
            }
            let base = ["--base-url", "http://127.0.0.1:\(server.port)/v1"]
            let variables = ["NEXUSFLOW_API_KEY": Self.secret]
            func run(_ lines: String) async throws -> Program.Outcome {
                try await program.run(base + ["--max-cost", "9", "-c", lines], variables: variables)
            }

            let good = try await run(
                "set poll=50ms output=json\nsubmit good duration=3\nwatch\n!cat /proc/$PPID/cmdline > cmdline\ninfo @1")
            #expect(good.status == 0, "\(good.errors)")
            let files = try program.files()
            #expect(files.contains("1-wan2.6-t2v-good-2.mp4"), "\(files)")
            #expect(try program.read("cmdline").contains("base-url"))
            let bad = try await run("set poll=50ms on_error=continue output=json\nsubmit bad\nwait\ninfo @2\nlist")
            #expect(bad.status == 5, "\(bad.errors)")
            #expect(bad.output.contains("InvalidParameter: sk-air-… may not do this"), "\(bad.output)")
            let refused = try await run("submit refused")
            #expect(refused.status == 3)
            #expect(refused.errors.contains("Incorrect API key provided: sk-air-…"), "\(refused.errors)")
            let moved = try await run("submit elsewhere")
            #expect(moved.status == 8, "\(moved.errors)")
            #expect(moved.errors.contains("points elsewhere"), "\(moved.errors)")
            let prompt = "127.0.0.1:\(server.port)> "
            let typed = try await program.type(
                [(prompt, "echo $env.NEXUSFLOW_API_KEY"), (prompt, "list"), (prompt, "quit")], arguments: base,
                variables: variables)
            #expect(typed.seen.contains("is an API key, which no line may use"), "\(typed.seen)")
            // What is typed is seen by whoever typed it, and kept nowhere.
            _ = try await program.type(
                [(prompt, "submit a boat \(Self.secret)"), (prompt, "echo kept"), (prompt, "quit")], arguments: base,
                variables: variables)
            #expect(try program.read(".local/state/nfsh/history.jsonl").contains("echo kept"))

            let all = [good, bad, refused, moved].map { $0.output + $0.errors }.joined()
            try expectNoKey(all, typed.seen, in: program)
            #expect(elsewhere.requests.map(\.line) == ["GET /video.mp4 HTTP/1.1"])
            for request in elsewhere.requests {
                #expect(!request.head.lowercased().contains("authorization"), "\(request.head)")
                #expect(!(request.head + request.body).contains(Self.tail))
            }
        }
    }

    @Test("a line that would use or hold a key is refused before anything is sent or written, and not repeated")
    func held() async throws {
        try await withProgram { program in
            let server = try PlainServer { _, _ in (500, [], []) }
            defer { server.stop() }
            try program.write("a boat \(Self.secret)\n", to: "prompt.txt")
            for line in [
                "submit $env.NEXUSFLOW_API_KEY", "submit a boat note=$env.API_KEY", "submit a boat ${env.API_KEY:-x}",
                "submit a boat tag=\(Self.secret)", "submit prompt=@prompt.txt", "let p=@prompt.txt\nsubmit $p",
                "login \(Self.secret)",
            ] {
                let outcome = try await program.run(
                    "--base-url", "http://127.0.0.1:\(server.port)/v1", "--max-cost", "9", "-c", line,
                    variables: ["NEXUSFLOW_API_KEY": Self.secret, "API_KEY": Self.secret])
                #expect(outcome.status == 2, "\(line): \(outcome.errors)")
                #expect(!(outcome.output + outcome.errors).contains(Self.tail), "\(outcome.errors)")
            }
            #expect(server.requests.isEmpty)
            #expect(!(try program.files().contains { $0.hasSuffix(".sqlite") }))
        }
    }

    @Test("a run with a key leaves no image of its memory")
    func coreFiles() async throws {
        try await withProgram { program in
            let outcome = try await program.run(
                "-c", "!ulimit -S -c", variables: ["NEXUSFLOW_API_KEY": Self.secret])
            #expect(outcome.output == "0\n", "\(outcome.errors)")
            let fault = try await program.run("-c", "!kill -SEGV $PPID", variables: ["NEXUSFLOW_API_KEY": Self.secret])
            #expect(fault.status == 128 + 11)
            #expect(fault.errors == "", "the runtime prints what registers point to")
        }
    }
}

@Suite("login and logout, in the whole program", .serialized)
struct LoginTests {
    private static let secret = "sk-air-0Zq7Lm2Xv9Rt4Kp8W"
    private static let file = ".config/nfsh/key"

    private func mode(_ path: String, in program: Program) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(program.home)/\(path)")
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("a key typed at a terminal is not shown, stored for its owner alone, and used", .timeLimit(.minutes(1)))
    func typed() async throws {
        try await withProgram { program in
            let (status, seen) = try await program.type(
                [("local> ", "login"), ("(not shown): ", Self.secret), ("local> ", "quit")], arguments: [])
            #expect(status == 0, "\(seen)")
            #expect(seen.contains("holds from the next start on"), "\(seen)")
            #expect(!seen.contains(Self.secret))
            #expect(try program.read(Self.file) == Self.secret + "\n")
            #expect(try mode(Self.file, in: program) == 0o600)
            #expect(try mode(".config/nfsh", in: program) == 0o700)
            #expect(!(try program.read(".local/state/nfsh/history.jsonl").contains(Self.secret)))

            let server = try PlainServer { _, _ in (401, [], []) }
            defer { server.stop() }
            let base = ["--base-url", "http://127.0.0.1:\(server.port)/v1"]
            let outcome = try await program.run(base + ["--yes", "-c", "submit a boat"])
            #expect(outcome.status == 3)
            #expect(server.requests.first?.head.contains("Authorization: Bearer \(Self.secret)\r\n") == true)
            let variable = try await program.run(
                base + ["--yes", "-c", "submit a boat"], variables: ["API_KEY": "sk-air-first"])
            #expect(variable.status == 3)
            #expect(server.requests.last?.head.contains("Authorization: Bearer sk-air-first\r\n") == true)

            let logout = try await program.run("logout")
            #expect(logout.status == 0)
            #expect(logout.errors == "the key in \(program.home)/\(Self.file) is removed\n")
            #expect(try await program.run("logout").errors == "there is no key in \(program.home)/\(Self.file)\n")
            let without = try await program.run("-c", "submit a boat")
            #expect(without.status == 3)
            #expect(without.errors.contains("nfsh login"), "\(without.errors)")
        }
    }

    @Test("Ctrl-C and SIGTERM while a key is typed leave the terminal as it was", .timeLimit(.minutes(1)))
    func interrupted() async throws {
        try await withProgram { program in
            for signal in [SIGINT, SIGTERM] {
                try await program.sit(["login"]) { sitting in
                    let found = sitting.terminal.modes
                    try await sitting.terminal.wait { $0.text.hasSuffix("(not shown):") }
                    sitting.send(signal)
                    #expect(try await sitting.end() == 3)
                    #expect(sitting.screen.text.contains("no key was given; nothing is changed"))
                    #expect(sitting.terminal.modes == found)
                }
            }
            #expect(!(try program.files().contains(Self.file)))
        }
    }

    @Test("without a terminal one line of standard input is taken, and anything that is no key is refused")
    func piped() async throws {
        try await withProgram { program in
            let outcome = try await program.run("login", input: "  \(Self.secret)\r\nmore\n")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try program.read(Self.file) == Self.secret + "\n")
            for wrong in ["", "\n", "hunter2\n", "sk-air-\n", "sk-air-a b\n", "sk-air-é\n"] {
                let outcome = try await program.run("login", input: wrong)
                #expect(outcome.status == 3, "\(wrong.debugDescription)")
                #expect(!outcome.errors.contains("hunter2"))
            }
            #expect(try program.read(Self.file) == Self.secret + "\n", "what was refused changes nothing")
            let inLine = try await program.run(["login", Self.secret])
            #expect(inLine.status == 1)
            #expect(!(inLine.errors + inLine.output).contains(Self.secret), "\(inLine.errors)")
            #expect(inLine.errors.contains("list of processes"))
        }
    }

    @Test("a file that is not one key for its owner alone is refused")
    func unusable() async throws {
        try await withProgram { program in
            try program.makeFolder(".config/nfsh")
            let path = "\(program.home)/\(Self.file)"
            let manager = FileManager.default
            for (text, mode, said) in [
                (Self.secret, 0o640, "chmod 600 \(path)"), (Self.secret, 0o604, "can be read by others than you"),
                ("", 0o600, "it is empty"), ("\n", 0o600, "it is empty"),
                ("\(Self.secret)\n\(Self.secret)\n", 0o600, "it has several lines"),
                ("hunter2\n", 0o600, "a key begins with sk-air-"),
            ] {
                try program.write(text, to: Self.file)
                try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                let outcome = try await program.run("--yes", "-c", "submit a boat")
                #expect(outcome.status == 3)
                #expect(outcome.errors.contains(said), "\(outcome.errors)")
                #expect(!outcome.errors.contains("hunter2") && !outcome.errors.contains(Self.secret))
                #expect(try await program.run("--local", "-c", "echo fine").status == 0)
            }
            try manager.removeItem(atPath: path)
            try program.makeFolder(Self.file)
            #expect(try await program.run("-c", "echo x").errors.contains("is not a file with a key"))
        }
    }
}
