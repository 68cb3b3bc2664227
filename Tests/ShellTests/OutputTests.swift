import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Output")
struct OutputTests {
    /// What one submit prints in a format.
    private func submitted(_ format: String) async throws -> String {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(
                await shell.run("set output=\(format)\nsubmit \"a boat, \\\"red\\\" | blue\" seed=7 extra.audio=true")
                    == .done, "\(shell.messages)")
            #expect(shell.messages == "")
            return shell.results
        }
    }

    private let header = [
        "number", "id", "status", "model", "prompt", "resolution", "ratio", "duration", "seed", "watermark", "img_url",
        "extra", "progress", "video_url", "error", "created_at", "completed_at", "expires_at", "estimate", "cost",
        "file", "crc64", "tag", "note", "rating", "parent", "run", "files",
    ]

    @Test("people read a sentence")
    func sentence() async throws {
        #expect(try await submitted("table") == "@1 running  wan2.6-t2v  720P  5 s  seed 7  $0.45\n")
    }

    @Test("JSON is one object with every documented field in its order, absent ones null")
    func json() async throws {
        #expect(
            try await submitted("json") == """
                {
                  "number": 1,
                  "id": "t-1",
                  "status": "running",
                  "model": "wan2.6-t2v",
                  "prompt": "a boat, \\"red\\" | blue",
                  "resolution": "720P",
                  "ratio": "16:9",
                  "duration": 5,
                  "seed": 7,
                  "watermark": true,
                  "img_url": null,
                  "extra": {
                    "audio": true
                  },
                  "progress": null,
                  "video_url": null,
                  "error": null,
                  "created_at": "2026-06-01T12:00:00.000Z",
                  "completed_at": null,
                  "expires_at": "2026-06-02T12:00:00.000Z",
                  "estimate": 0.45,
                  "cost": null,
                  "file": null,
                  "crc64": null,
                  "tag": null,
                  "note": null,
                  "rating": null,
                  "parent": null,
                  "run": 1,
                  "files": null
                }

                """)
    }

    @Test("JSON lines are one object a line")
    func jsonLines() async throws {
        let text = try await submitted("jsonl")
        #expect(text.hasPrefix(#"{"number":1,"id":"t-1","status":"running","model":"wan2.6-t2v","#))
        #expect(text.hasSuffix("\"run\":1,\"files\":null}\n"))
        #expect(text.split(separator: "\n").count == 1)
        #expect(try JSONValue(parsing: Array(text.utf8)).object?.members.map(\.name) == header)
    }

    @Test("CSV quotes what needs it")
    func csv() async throws {
        #expect(
            try await submitted("csv")
                == header.joined(separator: ",") + "\n"
                + #"1,t-1,running,wan2.6-t2v,"a boat, ""red"" | blue",720P,16:9,5,7,true,,"{""audio"":true}",,,,"#
                + "2026-06-01T12:00:00.000Z,,2026-06-02T12:00:00.000Z,0.45,,,,,,,,1,\n")
    }

    @Test("TSV has no quotes")
    func tsv() async throws {
        #expect(
            try await submitted("tsv")
                == header.joined(separator: "\t") + "\n"
                + "1\tt-1\trunning\twan2.6-t2v\ta boat, \"red\" | blue\t720P\t16:9\t5\t7\ttrue\t\t{\"audio\":true}\t\t\t\t"
                + "2026-06-01T12:00:00.000Z\t\t2026-06-02T12:00:00.000Z\t0.45\t\t\t\t\t\t\t\t1\t\n")
    }

    @Test("Markdown is a table, with bars escaped")
    func markdown() async throws {
        let lines = try await submitted("markdown").split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[0] == "| " + header.joined(separator: " | ") + " |")
        #expect(lines[1].hasPrefix("| ---: | --- | --- |"))
        #expect(lines[2].hasPrefix("| 1 | t-1 | running | wan2.6-t2v | a boat, \"red\" \\| blue | 720P |"))
        #expect(lines[1].count { $0 == "|" } == header.count + 1)
    }

    @Test("TSV and CSV keep line breaks and separators of a value apart from their own")
    func lineBreaks() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            try shell.write("a\tb\nc\\d\n", to: "p.txt")
            await shell.run("set output=tsv\nsubmit prompt=@p.txt\nset output=csv\nlist")
            #expect(shell.results.contains("\ta\\tb\\nc\\\\d\t"))
            #expect(shell.results.contains(",\"a\tb\nc\\d\","))
        }
    }

    @Test("a list is a table of what people look for, and in JSON an array, empty if there is nothing")
    func list() async throws {
        try await withShell { shell in
            await shell.run("list")
            #expect(shell.results == "")
            #expect(shell.messages == "no tasks\n")
            await shell.run("set output=json\nlist")
            #expect(shell.results == "[]\n")
        }
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a paper boat seed=7\nsubmit a ship model=pixverse-v6 seed=12345 duration=10")
            shell.console.forget()
            await shell.run("list")
            #expect(
                shell.results == """
                    TASK  STATUS   MODEL        SIZE  SECONDS   SEED        PRICE  LEFT  PROMPT
                      @1  running  wan2.6-t2v   720P        5      7        $0.45  24 h  a paper boat
                      @2  running  pixverse-v6  720P       10  12345  $0.40–$0.50  24 h  a ship

                    """)
        }
    }

    @Test("a list is filtered by status, model, tag and time, and cut to the newest")
    func filters() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            shell.service.says("t-2", "failed", error: "x")
            await shell.run("submit a tag=x\nsubmit b model=pixverse-v6\nsubmit c tag=x\ninfo @2\nset output=jsonl")
            for (options, numbers) in [
                ("", [1, 2, 3]), ("status=failed", [2]), ("status=running,failed", [1, 2, 3]),
                ("model=PIXVERSE-v6", [2]),
                ("tag=x", [1, 3]), ("tag=x limit=1", [3]), ("limit=2", [2, 3]), ("limit=2 all=on", [1, 2, 3]),
                ("since=1h", [1, 2, 3]), ("since=2026-06-02", []), ("since=2026-06-01T11:00:00Z", [1, 2, 3]),
            ] {
                shell.console.forget()
                await shell.run("list \(options)")
                let found = try shell.results.split(separator: "\n").map { line in
                    try JSONValue(parsing: Array(line.utf8))["number"]?.integer ?? 0
                }
                #expect(found == numbers, "list \(options)")
            }
        }
    }

    @Test("on a narrow terminal the prompt gives way, and no line is wider")
    func narrow() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: 72)) { shell in
            shell.service.takes("t-1")
            let prompt = String(repeating: "a boat 船 ", count: 20)
            await shell.run("set color=never prompt=\"\(prompt)\" seed=7\nsubmit\nlist")
            let lines = shell.results.split(separator: "\n").dropFirst()
            #expect(lines.count == 2)
            #expect(lines.last?.hasSuffix("…") == true)
            #expect(lines.allSatisfy { $0.count <= 72 })
        }
    }

    @Test("where not all columns fit, the file gives way before a line breaks")
    func narrowWithFiles() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: 80)) { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2")
            await shell.run(
                "set color=never seed=2147483647 resolution=1080P\nsubmit a boat\nwait\nsubmit a kite\nlist")
            let lines = shell.results.split(separator: "\n").suffix(3)
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(shell.results)")
            #expect(lines.first?.hasSuffix("PROMPT") == true, "\(shell.results)")
        }
    }

    @Test("info asks the service while the task runs, and shows every field that has a value")
    func info() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            shell.service.says("t-1", "running", progress: 40)
            await shell.run("submit a boat seed=7\ninfo @1")
            #expect(
                shell.results.hasSuffix(
                    """
                    number      @1
                    id          t-1
                    status      running
                    model       wan2.6-t2v
                    prompt      a boat
                    resolution  720P
                    ratio       16:9
                    duration    5
                    seed        7
                    watermark   on
                    progress    40
                    created_at  2026-06-01T12:00:00.000Z
                    expires_at  2026-06-02T12:00:00.000Z
                    estimate    $0.45
                    run         1
                    left        24 h

                    """), "\(shell.results)")
        }
        try await withShell { shell in
            shell.service.takes("t-1")
            shell.service.always("GET /tasks/t-1", .failure(ServiceError(.unreachable, "no connection")))
            #expect(await shell.run("submit a boat\ninfo @1") == .done)
            #expect(shell.messages.contains("warning: the service did not say how it stands now"))
            #expect(shell.results.contains("status      running"))
        }
    }

    @Test("colour only on a terminal, without NO_COLOR, unless it was said")
    func colour() async throws {
        for (isTerminal, variables, setting, isColoured) in [
            (true, [:], "auto", true), (true, ["NO_COLOR": "1"], "auto", false),
            (true, ["TERM": "dumb"], "auto", false),
            (true, ["NO_COLOR": ""], "auto", true), (false, [:], "auto", false), (false, [:], "always", true),
            (true, [:], "never", false), (true, ["NO_COLOR": "1"], "always", true),
        ] as [(Bool, [String: String], String, Bool)] {
            let console = RecordingConsole(isTerminal: isTerminal)
            try await withShell(console: console, variables: variables) { shell in
                await shell.run("set color=\(setting)\nmodels")
                #expect(shell.results.contains("\u{1B}[1m") == isColoured, "\(isTerminal) \(variables) \(setting)")
            }
        }
    }

    @Test("models shows each with its prices, limits and sources")
    func models() async throws {
        try await withShell { shell in
            await shell.run("models\nset output=json\nmodels pixverse-v6")
            #expect(shell.results.contains("wan2.6-t2v          t2v         $0.09        $0.14        $0.45"))
            #expect(shell.results.contains("$0.04–$0.05  $0.08–$0.10"), "\(shell.results)")
            #expect(shell.results.contains("\"usd_per_second_1080p\": [\n    0.08,\n    0.10\n  ]"))
            #expect(shell.results.contains("\"limits_provenance\": \"upstream\""))
            #expect(await shell.run("models pixverse-6") == .check)
            #expect(shell.messages.contains("did you mean 'pixverse-v6'?"))
        }
    }

    @Test("timing tells how long each command took, apart from the results")
    func timing() async throws {
        try await withShell { shell in
            await shell.run("set timing=on\necho x")
            #expect(shell.results == "x\n")
            #expect(shell.messages.contains("took 0 ms"))
        }
    }

    @Test("quiet leaves results, warnings and errors")
    func quiet() async throws {
        try await withShell(options: options { $0.isQuiet = true }) { shell in
            shell.service.takes("t-1")
            await shell.run("list\nsubmit a boat model=wan9\ninfo @9")
            #expect(!shell.messages.contains("no tasks"))
            #expect(shell.messages.contains("warning: model=wan9"))
            #expect(shell.messages.contains("error: the ledger has no task @9"))
        }
    }
}
