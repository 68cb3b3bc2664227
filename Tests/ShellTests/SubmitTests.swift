import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Submitting")
struct SubmitTests {
    @Test("everything that decides picture or price is sent, documented defaults too")
    func defaultsSent() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a paper boat") == .done)
            #expect(
                shell.service.submits == [
                    [
                        "model": "wan2.6-t2v", "prompt": "a paper boat", "resolution": "720P", "ratio": "16:9",
                        "duration": 5, "watermark": true, "seed": 42,
                    ]
                ])
            #expect(shell.results == "@1 running  wan2.6-t2v  720P  5 s  seed 42  $0.45\n")
            #expect(shell.messages == "")
        }
    }

    @Test("the session's parameters come in, the line's stand over them, extra ones as their JSON")
    func sessionAndLine() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run(
                """
                set prompt="a boat" duration=9 resolution=1080P extra.audio=true extra.style=noir tag=x note='a note'
                submit duration=3 seed=7 watermark=off extra.camera='{"pan": 1.50}' extra.audio=false
                """)
            #expect(
                shell.service.submits.first?.text()
                    == #"{"model":"wan2.6-t2v","prompt":"a boat","resolution":"1080P","ratio":"16:9","duration":3,"#
                    + #""watermark":false,"seed":7,"audio":false,"camera":{"pan":1.50},"style":"noir"}"#)
            let task = shell.task(1)
            #expect(task?.tag == "x")
            #expect(task?.note == "a note")
        }
    }

    @Test("an image-to-video task has its first frame and no ratio, unless the line names one")
    func imageToVideo() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("set ratio=9:16\nsubmit drift model=wan2.6-i2v image=https://x.test/a.png")
            #expect(shell.service.submits.first?["img_url"]?.string == "https://x.test/a.png")
            #expect(shell.service.submits.first?["ratio"] == nil)
            #expect(shell.messages == "")
            await shell.run("submit drift model=wan2.6-i2v image=https://x.test/a.png ratio=1:1")
            #expect(shell.service.submits.last?["ratio"]?.string == "1:1")
            #expect(shell.messages.contains("warning: "))
        }
    }

    @Test("an image-to-video model without an image is refused before anything is sent or written down")
    func missingImage() async throws {
        for model in ["wan2.6-i2v", "happyhorse-1.0-i2v"] {
            try await withShell { shell in
                #expect(await shell.run("submit drift model=\(model)") == .check)
                #expect(shell.messages.contains("give its first frame with img_url=URL"))
                #expect(shell.service.log.isEmpty)
                #expect(shell.hasNoTask)
            }
        }
    }

    @Test("a first frame of the session does not go to a model that takes none")
    func imageOfSession() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("set image=https://x.test/a.png\nsubmit a boat")
            #expect(shell.service.submits.first?["img_url"] == nil)
        }
    }

    @Test("a submit without a prompt is refused", arguments: ["submit", "submit ''", "submit prompt=\"  \""])
    func emptyPrompt(_ line: String) async throws {
        try await withShell { shell in
            #expect(await shell.run(line) == .check)
            #expect(shell.messages.contains("the prompt is empty"))
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test(
        "each model costs at each resolution what the API's page says, for every second",
        arguments: [
            ("wan2.6-t2v", "720P", "", "0.45"), ("wan2.6-t2v", "1080P", "", "0.70"),
            ("wan2.6-i2v", "720P", "", "0.45"), ("wan2.6-i2v", "1080P", "", "0.70"),
            ("happyhorse-1.0-t2v", "720P", "", "0.65"), ("happyhorse-1.0-t2v", "1080P", "", "1.15"),
            ("happyhorse-1.0-i2v", "720P", "", "0.65"), ("happyhorse-1.0-i2v", "1080P", "", "1.15"),
            ("pixverse-v6", "720P", "", "[0.20,0.25]"), ("pixverse-v6", "1080P", "", "[0.40,0.50]"),
            ("pixverse-v6", "720P", "extra.audio=true", "0.25"), ("pixverse-v6", "720P", "extra.audio=false", "0.20"),
            ("pixverse-v6", "1080P", "extra.audio=true", "0.50"), ("pixverse-v6", "1080P", "extra.audio=false", "0.40"),
        ])
    func prices(_ model: String, _ resolution: String, _ extra: String, _ price: String) async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            let image = model.hasSuffix("i2v") ? "img_url=https://x.test/a.png" : ""
            let line = "submit x model=\(model) resolution=\(resolution) \(extra) \(image)"
            #expect(await shell.run("set output=jsonl\n\(line)\n\(line) duration=15") == .done, "\(shell.messages)")
            let estimates = try shell.results.split(separator: "\n").map { line in
                try JSONValue(parsing: Array(line.utf8))["estimate"]?.text()
            }
            #expect(estimates.first == price)
            let triple = price.split(separator: ",").map { bound in
                Money(bound.filter { $0 != "[" && $0 != "]" }).map { ($0 * 3).decimal } ?? ""
            }
            #expect(estimates.last == (triple.count == 1 ? triple[0] : "[\(triple[0]),\(triple[1])]"))
        }
    }

    @Test("a model that the catalogue lacks is sent with a warning, and has no estimate")
    func unknownModel() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat model=wan9-t2v") == .done)
            #expect(shell.messages.contains("warning: model=wan9-t2v is not in the catalogue"))
            #expect(shell.results.hasSuffix("price unknown\n"))
            #expect(shell.task(1)?.estimate == nil)
        }
    }

    @Test("the user's own catalogue stands over the built-in one")
    func ownCatalogue() async throws {
        let catalogue = """
            {"models": [{"id": "wan9-t2v", "provider": "Wan", "mode": "text-to-video",
              "prices": [{"resolution": "4K", "usd_per_second": 1.25}]}]}
            """
        try await withShell(catalogue: catalogue) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat model=wan9-t2v resolution=4k") == .done, "\(shell.messages)")
            #expect(shell.task(1)?.estimate?.high == Money("6.25"))
        }
    }

    @Test("what only a vendor says is a warning, and the request goes out")
    func upstreamRules() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            let prompt = String(repeating: "x", count: 1501)
            #expect(await shell.run("submit \(prompt)") == .done)
            #expect(shell.messages.contains("silently truncated"))
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("an extra parameter cannot stand beside a documented one")
    func extraCollides() async throws {
        try await withShell { shell in
            #expect(await shell.run("submit a boat extra.seed=3") == .check)
            #expect(shell.messages.contains("write seed=VALUE"))
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("a prompt from a heredoc goes out as it stands")
    func heredoc() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit <<'E' seed=1\nA \"boat\", $5\n  at {dawn|dusk}\nE")
            #expect(shell.service.submits.first?["prompt"]?.string == "A \"boat\", $5\n  at {dawn|dusk}")
        }
    }
}
