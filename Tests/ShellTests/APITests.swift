import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("The API as it is")
struct APITests {
    @Test("a GET shows status and body, with everything that is in it, in its order")
    func get() async throws {
        try await withShell { shell in
            let body: JSONValue = ["z": .number("1.50"), "a": [["deep": .null]], "new": "\u{1B}[31m"]
            shell.service.on("GET /tasks?limit=2", .answer(200, body))
            #expect(await shell.run("api GET /tasks?limit=2") == .done)
            #expect(shell.results == body.text(.indented) + "\n")
            #expect(shell.messages == "HTTP 200  0 ms\n")
            #expect(!shell.console.everything.contains("\u{1B}"))
        }
    }

    @Test("an answer that is an error is shown, and is one")
    func error() async throws {
        try await withShell { shell in
            shell.service.on("GET /nope", .answer(404, ["error": ["message": "no such thing"]]))
            #expect(await shell.run("api get nope") == .trouble)
            #expect(shell.results.contains("no such thing"))
            #expect(shell.messages.contains("HTTP 404: no such thing"))
        }
    }

    @Test("a list has a line a task in the forms for programs")
    func forms() async throws {
        try await withShell { shell in
            let list: JSONValue = ["data": [["id": "a", "status": "running"], ["id": "b", "progress": 3]]]
            shell.service.always("GET /tasks", .answer(200, list))
            await shell.run("set output=csv\napi GET /tasks")
            #expect(shell.results == "id,status,progress\na,running,\nb,,3\n")
            shell.console.forget()
            await shell.run("set output=jsonl\napi GET /tasks")
            #expect(shell.results == "{\"id\":\"a\",\"status\":\"running\"}\n{\"id\":\"b\",\"progress\":3}\n")
        }
    }

    @Test("of the headers those are shown that tell what is left, or as many as is wished")
    func headers() {
        let response = APIResponse(
            status: 429,
            headers: [
                .init("X-Account-Balance-USD", "4.20"), .init("X-RateLimit-Remaining", "0"),
                .init("X-Request-Id", "r\u{1B}[1m"), .init("Server", "nginx"),
            ])
        let answer = APIAnswer(response: response, time: 0.0345)
        let some = answer.head(.some, palette: .plain)
        #expect(
            some.hasPrefix("HTTP 429  35 ms\nx-account-balance-usd: 4.20\nx-ratelimit-remaining: 0\nx-request-id: r"))
        #expect(!some.contains("\u{1B}") && !some.contains("nginx"))
        #expect(answer.head(.all, palette: .plain).contains("server: nginx"))
        #expect(answer.head(.none, palette: .plain) == "HTTP 429  35 ms\n")
    }

    @Test("JSON has colours, and is the same without them")
    func colours() {
        let json: JSONValue = ["a \"b\"": [.number("-1.5e3"), true, .null, "x: {1}"], "e": [:]]
        let text = json.text(.indented)
        let coloured = JSONColours(palette: Palette(isColoured: true)).text(text)
        #expect(coloured.contains("\u{1B}[34m\"a \\\"b\\\"\"\u{1B}[0m: ["))
        #expect(coloured.contains("\u{1B}[32m\"x: {1}\"\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[36m-1.5e3\u{1B}[0m,"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9]+m/#, with: "") == text)
        #expect(JSONColours(palette: .plain).text(text) == text)
    }

    @Test(
        "no call goes to another place",
        arguments: [
            "https://evil.test/v1/tasks", "https://nexusflow.vip.evil.test/v1/tasks", "http://nexusflow.vip/v1/tasks",
            "/../admin", "/tasks/%2e%2e/x", "//evil.test/x", "'/a b'", "/a#b", "/ü", "/%zz", "/tasks//x",
        ])
    func elsewhere(_ path: String) async throws {
        try await withShell { shell in
            #expect(await shell.run("api GET \(path)") == .check, "\(shell.messages)")
            #expect(shell.service.log == [])
        }
    }

    @Test(
        "one path is written in several ways",
        arguments: [
            "/tasks", "tasks", "/v1/tasks", "https://nexusflow.vip/v1/tasks",
        ])
    func spellings(_ path: String) async throws {
        try await withShell { shell in
            shell.service.always("GET /tasks", .answer(200, []))
            #expect(await shell.run("api GET \(path)") == .done)
        }
    }

    // MARK: POST

    private static let request =
        #"{"prompt": "a boat", "model": "wan2.6-t2v", "duration": 3, "resolution": "720P", "x": [1.0]}"#

    @Test("a POST that creates a task is a submit: in the ledger, priced, and sent as it was written")
    func post() async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(202, ["id": "t-1", "status": "running", "new": true]))
            #expect(await shell.run("set seed=5 ratio=1:1\napi POST /tasks \(Self.request)") == .done)
            let sent = try JSONValue(
                parsing: #"{"model":"wan2.6-t2v","prompt":"a boat","resolution":"720P","duration":3,"x":[1.0]}"#)
            #expect(shell.service.submits == [sent])
            #expect(shell.task(1)?.id == "t-1")
            #expect(shell.task(1)?.estimate?.description == "$0.27")
            #expect(shell.results.contains("\"new\": true"))
            #expect(shell.messages.hasPrefix("HTTP 202  "), "\(shell.messages)")
            #expect(shell.messages.contains("@1 running"))
        }
    }

    @Test("ceilings and the need of a permission hold for it")
    func money() async throws {
        try await withShell(local: false) { shell in
            #expect(await shell.run("api POST /tasks \(Self.request)") == .refused)
            #expect(shell.hasNoTask)
        }
        try await withShell(local: false) { shell in
            #expect(await shell.run("set budget=0.26\napi POST /tasks \(Self.request)") == .refused)
            #expect(shell.hasNoTask)
        }
        try await withShell(local: false, console: RecordingConsole(isTerminal: true, answers: ["n"])) { shell in
            #expect(await shell.run("set confirm=0.1\napi POST /tasks \(Self.request)") == .refused)
            #expect(shell.console.questions == ["submit for $0.27? [y/N] "])
            #expect(shell.hasNoTask)
        }
    }

    @Test("a refusal and a lost answer are what they are after submit")
    func outcomes() async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": ["message": "bad"]]))
            #expect(await shell.run("api POST /tasks \(Self.request)") == .taskFailed)
            #expect(shell.task(1)?.status == .rejected)
        }
        try await withShell { shell in
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            #expect(await shell.run("api POST /tasks \(Self.request)") == .unknownOutcome)
            #expect(shell.task(1)?.status == .unknown)
        }
    }

    @Test(
        "what cannot be understood as a request is refused with a word, and nothing is sent",
        arguments: [
            ("POST /tasks {\"model\": \"m\"}", "'prompt' is missing"), ("POST /tasks {\"model\": ", "this is no JSON"),
            ("POST /tasks [1]", "not a JSON object"), ("POST /tasks", "needs the JSON of a request"),
            ("POST /images/generations {\"prompt\": \"a\"}", "nobody knows what it costs"),
            ("POST /tasks/t-1/cancel {}", "nobody knows what it costs"),
            ("GET /tasks limit=5", "a GET takes no JSON"), ("PUT /tasks {}", "it may be GET, POST"),
            ("POST /tasks {\"model\":\"a\",\"model\":\"b\",\"prompt\":\"c\"}", "'model' is given twice"),
            ("POST /tasks {\"model\":\"wan2.6-t2v\",\"prompt\":\"c\",\"duration\":99}", "duration=99 is not allowed"),
            ("POST /tasks {\"model\":\"wan2.6-t2v\",\"prompt\":\"c\",\"seed\":null}", "'seed' must be an integer"),
            ("POST /tasks {\"model\":\"m\",\"prompt\":\"a\"} > x.json", "the rest of the line"),
        ])
    func refusals(_ line: String, _ word: String) async throws {
        try await withShell { shell in
            #expect(await shell.run("api \(line)") == .check)
            #expect(shell.messages.contains(word), "\(shell.messages)")
            #expect(shell.service.log == [] && shell.hasNoTask)
        }
    }

    @Test("what the JSON leaves out is told where it decides the price")
    func unsaid() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("api POST /tasks {\"model\": \"wan2.6-t2v\", \"prompt\": \"a boat\"}")
            #expect(shell.messages.contains("takes the documented resolution=720P duration=5"))
            #expect(shell.task(1)?.estimate?.description == "$0.45")
            #expect(shell.task(1)?.request.seed == nil)
        }
    }

    @Test("a heredoc brings variables into the JSON, and a redirect behind it")
    func heredoc() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run(
                "let who=boat\napi POST /tasks <<END > out.json\n{\"model\": \"wan2.6-t2v\",\n\"prompt\": \"a $who\"}\nEND"
            )
            #expect(shell.service.submits.first?["prompt"]?.string == "a boat", "\(shell.messages)")
            #expect(shell.read("out.json").contains("t-1"))
        }
    }

    @Test("the rows of each are one submit with one price, held to the ceilings together")
    func rows() async throws {
        let lines = """
            x = each shots.csv api POST /tasks <<END
            {"model": "wan2.6-t2v", "prompt": "$row.prompt", "resolution": "720P"}
            END
            """
        try await withShell(local: false, options: options { $0.jobs = 1 }) { shell in
            try shell.write("prompt\na boat\na kite\na lamp\n", to: "shots.csv")
            #expect(await shell.run("set budget=1.00\n" + lines) == .refused, "\(shell.messages)")
            #expect(shell.service.log.isEmpty)
            #expect(shell.hasNoTask)
            shell.console.forget()
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run("set budget=2.00\n" + lines + "\necho $x.count")
            #expect(shell.service.submits.map { $0["prompt"]?.string } == ["a boat", "a kite", "a lamp"])
            #expect(shell.messages.contains("3 tasks, $1.35\n"), "\(shell.messages)")
            #expect(
                shell.messages.contains(
                    "3 of 3 requests: the price takes the documented duration=5, since the JSON does not say"),
                "\(shell.messages)")
            #expect(shell.results.hasSuffix("\n3\n"), "\(shell.results)")
        }
    }

    @Test("a plan counts a POST, and sends nothing")
    func plan() async throws {
        try await withShell { shell in
            #expect(await shell.plan("api GET /tasks\napi POST /tasks \(Self.request)") == .done)
            #expect(shell.results.contains("$0.27"))
            #expect(shell.service.log == [])
        }
    }

    @Test("a key in a line is refused")
    func key() async throws {
        try await withShell(key: "sk-air-0123456789abcdef0123") { shell in
            await shell.run(
                "api POST /tasks {\"model\": \"wan2.6-t2v\", \"prompt\": \"sk-air-0123456789abcdef0123\"}")
            #expect(shell.messages.contains("an API key stands in this line"))
            #expect(!shell.console.everything.contains("0123456789abcdef"))
        }
    }
}
