import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Models that make images")
struct ImageModelTests {
    private static let priced = """
        {"models": [{"id": "wan2.6-t2i", "mode": "text-to-image", "prices": [{"usd_per_image": 0.03}]}]}
        """

    /// An answer with images that are there already, as ffmpeg draws them, 48 by 36 pixels.
    private static func willAnswer(_ shell: TestShell, _ id: String, images: Int) throws {
        let urls = (1...images).map { "https://storage.test/\(id)-\($0).png" }
        for (index, url) in urls.enumerated() {
            let path = "\(shell.folder)/.drawn.png"
            let colour = ["red", "green", "blue", "white"][index]
            let command =
                "ffmpeg -nostdin -v error -y -f lavfi -i 'color=\(colour):size=48x36' -frames:v 1 '\(path)'"
            try #require(runToEnd(command) == 0)
            shell.store.put(Array(try Data(contentsOf: URL(filePath: path))), at: url)
        }
        shell.service.on(
            "POST /tasks",
            .answer(
                202,
                [
                    "id": .string(id), "status": "succeeded", "created_at": "2026-06-01T12:00:00.000Z",
                    "output": ["image_urls": .array(urls.map { .string($0) })],
                ]))
    }

    private static func sent(_ shell: TestShell) throws -> JSONObject {
        try #require(shell.service.submits.last?.object)
    }

    @Test("are asked for what they take, one image unless the line says more, and for nothing of a video's")
    func request() async throws {
        try await withShell { shell in
            try Self.willAnswer(shell, "t-1", images: 1)
            #expect(await shell.run("submit a boat model=wan2.6-t2i seed=7 img_url=https://a.example/b.png") == .done)
            #expect(
                try Self.sent(shell).members.map(\.name) == ["model", "prompt", "img_url", "watermark", "seed", "n"])
            #expect(try Self.sent(shell)["n"] == 1)
            #expect(shell.messages.contains("wan2.6-t2i makes images and may ignore img_url (assumed)"))
            try Self.willAnswer(shell, "t-2", images: 2)
            await shell.run("set model=wan2.6-t2i ratio=1:1 duration=10 extra.size=1280x1280")
            #expect(await shell.run("submit a boat n=2 negative_prompt=people size=1472×1104") == .done)
            let request = try Self.sent(shell)
            #expect(
                request.members.map(\.name) == ["model", "prompt", "watermark", "seed", "n", "negative_prompt", "size"])
            #expect(request["n"] == 2)
            #expect(request["negative_prompt"] == "people")
            #expect(request["size"] == "1472*1104")
            // What belongs to images does not go to a video, nor the other way round.
            shell.willSucceed("t-3")
            #expect(await shell.run("again @2 model=wan2.6-t2v") == .done)
            #expect(
                try Self.sent(shell).members.map(\.name) == [
                    "model", "prompt", "resolution", "ratio", "duration", "watermark", "seed", "negative_prompt",
                ])
        }
    }

    @Test("have their images downloaded, listed, verified and shown")
    func results() async throws {
        let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color", "COLORTERM": "truecolor"]
        try await withShell(console: RecordingConsole(isTerminal: true), variables: variables) { shell in
            try Self.willAnswer(shell, "t-1", images: 3)
            #expect(
                await shell.run("set on_error=continue name={number}\nsubmit a boat model=wan2.6-t2i n=3 seed=7\nwait")
                    == .done)
            #expect(shell.files().filter { $0.hasSuffix(".png") } == ["1-2.png", "1-3.png", "1.png"])
            shell.console.forget()
            #expect(await shell.run("verify @1\ninfo @1") == .done)
            #expect(shell.results.contains("whole"))
            #expect(shell.results.contains("48×36, PNG"))
            shell.console.forget()
            #expect(await shell.run("preview @1 graphics=blocks width=4") == .done)
            for position in 1...3 { #expect(shell.results.contains("@1  image \(position) of 3, 48×36, PNG")) }
            #expect(await shell.run("gallery to=page.html embed=off") == .done)
            for name in ["1.png", "1-2.png", "1-3.png"] {
                #expect(shell.read("page.html").contains("<img alt=\"\" src=\"./\(name)\">"))
            }
            #expect(!shell.read("page.html").contains("<video controls"))
            shell.console.forget()
            #expect(await shell.run("sheet @1") == .trouble)
            #expect(shell.messages.contains("task @1 made an image, which has one moment alone"))
            shell.console.forget()
            await shell.run("set output=json\nlist")
            #expect(shell.messages == "", "\(shell.messages) / \(shell.results)")
            #expect(try JSONValue(parsing: shell.results).array?.first?["files"]?.array?.count == 3)
            // A file that is lost is found out.
            try FileManager.default.removeItem(atPath: "\(shell.folder)/1-3.png")
            shell.console.forget()
            await shell.run("set output=table\nverify @1")
            #expect(shell.results.contains("missing") && shell.results.contains("image 3"))
            // The others are shown all the same.
            shell.console.forget()
            await shell.run("preview @1 graphics=blocks width=4\ngallery @1 to=page.html")
            #expect(shell.results.contains("image 2 of 3") && !shell.results.contains("image 3 of 3"))
            #expect(shell.messages.contains("1-3.png cannot be shown"), "\(shell.messages)")
            #expect(shell.read("page.html").split(separator: "data:image/png;base64,").count == 3)
        }
    }

    @Test("have no price: a ceiling refuses them, and a price of the user's own is times their number")
    func money() async throws {
        try await withShell(local: false) { shell in
            #expect(await shell.run("budget 5\nsubmit a boat model=wan2.6-t2i") == .refused)
            #expect(shell.hasNoTask)
        }
        try await withShell(local: false, catalogue: Self.priced) { shell in
            await shell.run("set model=wan2.6-t2i")
            #expect(await shell.run("cost") == .done)
            #expect(shell.results == "$0.03 for the next submit: wan2.6-t2i, 1 image\n")
            #expect(await shell.run("budget 0.10\nsubmit a boat n=4") == .refused)
            #expect(shell.hasNoTask)
        }
        try await withShell(local: false, catalogue: Self.priced) { shell in
            try Self.willAnswer(shell, "t-1", images: 3)
            #expect(await shell.run("budget 0.10\nsubmit a boat model=wan2.6-t2i n=3") == .done)
            #expect(shell.task(1)?.cost?.description == "$0.09")
        }
    }

    @Test("are checked against a budget before anything runs, as far as their number is known")
    func forecast() async throws {
        for (line, isTold) in [
            ("n=4", true), ("extra.n=4", true), ("n=3", false), ("n=$count", false), ("size=1280*1280", false),
        ] {
            try await withShell(catalogue: Self.priced) { shell in
                shell.service.takes("t-1")
                let script = "echo before\nlet count=2\nset budget=0.10\nsubmit a boat model=wan2.6-t2i \(line)"
                #expect(await shell.run(script) == (isTold ? .refused : .done), "\(line): \(shell.messages)")
                #expect(shell.results.isEmpty == isTold)
            }
        }
    }

    @Test(
        "take only what can be a number of images or a size",
        arguments: ["n=0", "n=two", "n=1.5", "size=big", "size=5*"])
    func badValues(option: String) async throws {
        try await withShell { shell in
            #expect(await shell.run("submit a boat model=wan2.6-t2i \(option)") == .check)
            #expect(shell.messages.contains("is not allowed; it may be"))
            #expect(shell.hasNoTask)
        }
    }

    @Test("vary in a sweep by their number and size, and not by the commas of a negative prompt")
    func sweep() async throws {
        try await withShell { shell in
            for number in 1...4 { try Self.willAnswer(shell, "t-\(number)", images: 1) }
            let line = "sweep 'a boat' model=wan2.6-t2i n=1,2 size=1280*1280,1696*960 negative_prompt='people, text'"
            #expect(await shell.run("set jobs=1\n\(line)") == .done, "\(shell.messages)")
            #expect(shell.service.submits.map { $0["n"] } == [1, 1, 2, 2])
            #expect(shell.service.submits.allSatisfy { $0["negative_prompt"] == "people, text" })
        }
    }

    @Test("end a session with what is still to be fetched, and do not say that it runs")
    func farewell() async throws {
        try await withShell { shell in
            try Self.willAnswer(shell, "t-1", images: 1)
            await shell.run("submit a boat model=wan2.6-t2i")
            shell.console.forget()
            await shell.interpreter.sayFarewell(command: "nfsh --local")
            #expect(
                shell.messages == """
                    @1 has succeeded and is not downloaded; results can be fetched for 24 h
                    to fetch: nfsh --local -c 'watch @1'

                    """, "\(shell.messages)")
        }
    }
}
