import FoundationEssentials
import Media
import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Looking at results")
struct PictureTests {
    private static let path = "/usr/local/bin:/usr/bin:/bin"

    /// A shell with a video that really has pictures: red ones, then blue ones, 64 by 36 pixels.
    private func withVideos(
        _ count: Int = 1, console: RecordingConsole = RecordingConsole(), variables: [String: String] = [:],
        _ body: (TestShell) async throws -> Void
    ) async throws {
        let own = ["PATH": Self.path, "TERM": "xterm-256color", "COLORTERM": "truecolor"]
        try await withShell(console: console, variables: own.merging(variables) { $1 }) { shell in
            await shell.run("set name={number}")
            for number in 1...count {
                shell.willSucceed("t-\(number)")
                #expect(await shell.run("submit 'a <b>boat</b> & \"kite\"' seed=\(number)\nwait") == .done)
                try Self.drawVideo("\(shell.folder)/\(number).mp4")
            }
            shell.console.forget()
            try await body(shell)
        }
    }

    private static func drawVideo(_ path: String) throws {
        let colours = ["red", "blue"].map { "color=\($0):size=64x36:rate=8:duration=1" }
        let graph = "\(colours[0])[a];\(colours[1])[b];[a][b]concat=n=2"
        try #require(runToEnd("ffmpeg -nostdin -v error -y -f lavfi -i '\(graph)' -pix_fmt yuv420p '\(path)'") == 0)
    }

    @Test("a pipe and a terminal without colours get a sentence, and no picture")
    func nowhere() async throws {
        try await withVideos { shell in
            #expect(await shell.run("preview @1") == .trouble)
            #expect(shell.messages.contains("preview draws on a terminal, and its output goes elsewhere"))
            #expect(shell.results.isEmpty)
        }
        for variables in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let terminal = RecordingConsole(isTerminal: true)
            try await withVideos(console: terminal, variables: variables) { shell in
                #expect(await shell.run("preview @1") == .trouble)
                #expect(shell.messages.contains("preview draws in colours, and there are none here"))
                #expect(terminal.queries.isEmpty && !shell.results.contains("▀"))
            }
        }
    }

    @Test("preview draws the first picture, or that of a moment, as wide as was asked for, and says what it is of")
    func preview() async throws {
        try await withVideos { shell in
            #expect(await shell.run("preview @1 width=8 graphics=blocks") == .done, "\(shell.messages)")
            let lines = shell.results.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].contains("▀▀▀▀▀▀▀▀") && lines[0].contains("\u{1B}[38;2;25"), "\(lines)")
            #expect(lines[2].hasPrefix("@1  64×36, 2 s, 8 fps"), "\(lines)")
            shell.console.forget()
            #expect(await shell.run("preview @1 at=1500ms width=8 graphics=blocks") == .done)
            #expect(shell.results.contains("\u{1B}[38;2;0;0;25"), "\(shell.results)")
            #expect(await shell.run("preview @1 at=7s graphics=blocks") == .trouble)
            #expect(shell.messages.contains("the video of task @1 ends after 2 s"))
        }
    }

    @Test("the terminal is asked once how it draws, and what it says is how it is drawn")
    func asksOnce() async throws {
        for (answer, start) in [
            ("\u{1B}[?62;4c", "\u{1B}P0;1;0q"), ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62c", "\u{1B}_Ga=T"),
        ] {
            let terminal = RecordingConsole(isTerminal: true, width: 20)
            terminal.answerQueries(with: answer)
            try await withVideos(console: terminal) { shell in
                #expect(await shell.run("preview @1\npreview @1") == .done, "\(shell.messages)")
                #expect(shell.results.hasPrefix(start))
                #expect(terminal.queries.count == 1)
            }
        }
        let kitty = RecordingConsole(isTerminal: true)
        try await withVideos(console: kitty, variables: ["TERM": "xterm-kitty"]) { shell in
            #expect(await shell.run("preview @1 width=10") == .done, "\(shell.messages)")
            #expect(shell.results.hasPrefix("\u{1B}_Ga=T,f=100,q=2,c=10,r=3,"))
            #expect(kitty.queries.isEmpty)
        }
    }

    @Test("what is not here, not a video or not readable is told with what to do")
    func nothingToShow() async throws {
        try await withVideos { shell in
            shell.service.takes("t-2")
            await shell.run("submit a kite\nset on_error=continue")
            await shell.run("preview @2 graphics=blocks")
            #expect(shell.messages.contains("it has no video"), "\(shell.messages)")
            try shell.write("<html>", to: "1.mp4")
            await shell.run("preview @1 graphics=blocks")
            #expect(shell.messages.contains("it is a page (HTML or XML), not a video"), "\(shell.messages)")
            try FileManager.default.removeItem(atPath: "\(shell.folder)/1.mp4")
            for line in ["preview @1 graphics=blocks", "open @1", "sheet @1 graphics=sixel"] {
                shell.console.forget()
                await shell.run(line)
                #expect(shell.messages.contains("is not there any more"), "\(line): \(shell.messages)")
                #expect(shell.messages.contains("verify @1 says what can be done"), "\(line): \(shell.messages)")
            }
        }
        try await withVideos(variables: ["PATH": "/nowhere"]) { shell in
            #expect(await shell.run("preview @1 graphics=blocks") == .trouble)
            #expect(shell.messages.contains("ffmpeg, which is not installed"), "\(shell.messages)")
        }
    }

    @Test("sheet and compare keep to the width")
    func sheetAndCompare() async throws {
        try await withVideos(2) { shell in
            #expect(await shell.run("sheet @1 width=40 graphics=blocks") == .done, "\(shell.messages)")
            var rows = shell.results.split(separator: "\n").map { $0.count { $0 == "▀" } }.filter { $0 > 0 }
            #expect(!rows.isEmpty && rows.allSatisfy { (36...40).contains($0) }, "\(rows)")
            // It begins red and ends blue.
            let lines = shell.results.split(separator: "\n")
            #expect(lines[0].contains(";2;25") && shell.results.contains(";2;0;0;25"))
            shell.console.forget()
            #expect(await shell.run("compare @1 @2 width=22 graphics=blocks") == .done, "\(shell.messages)")
            rows = shell.results.split(separator: "\n").map { $0.count { $0 == "▀" } }.filter { $0 > 0 }
            #expect(rows == [22, 22, 22], "\(rows)")
            #expect(shell.results.contains("left: @1") && shell.results.contains("right: @2"))
        }
    }

    @Test("gallery writes one page with the videos in it, text escaped, and replaces nothing but a gallery")
    func gallery() async throws {
        try await withVideos(2) { shell in
            #expect(await shell.run("gallery to=page.html\ngallery to=page.html") == .done, "\(shell.messages)")
            let page = shell.read("page.html")
            let video = try Data(contentsOf: URL(filePath: "\(shell.folder)/1.mp4")).base64EncodedString()
            #expect(page.contains("src=\"data:video/mp4;base64,\(video)\""))
            #expect(page.contains("<p>a &lt;b&gt;boat&lt;/b&gt; &amp; &quot;kite&quot;</p>"))
            #expect(!page.contains("<b>") && !page.contains("://"))
            #expect(await shell.run("gallery @1 to=page.html embed=off") == .done)
            #expect(shell.read("page.html").contains("src=\"./1.mp4\""))
            let before = shell.read("1.json")
            #expect(await shell.run("gallery to=1.json") == .trouble)
            #expect(shell.messages.contains("is there already, and is no gallery"), "\(shell.messages)")
            #expect(shell.read("1.json") == before)
        }
    }

    @Test("open hands the file to the desktop's program as one word, without the key, and tells when that fails")
    func open() async throws {
        try await withVideos(variables: ["DISPLAY": ":0", "NEXUSFLOW_API_KEY": "sk-air-0123456789abcdef0123"]) {
            shell in
            let program = "\(shell.folder)/bin/xdg-open"
            try shell.write(
                "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > '\(shell.folder)/seen'\nenv >> '\(shell.folder)/seen'\n",
                to: "bin/xdg-open")
            try #require(runToEnd("chmod +x '\(program)'") == 0)
            let environment = ShellEnvironment(
                console: shell.console, backend: shell.environment.backend, clock: shell.environment.clock,
                variables: shell.environment.variables.merging(["PATH": "\(shell.folder)/bin:/usr/bin:/bin"]) { $1 },
                workingDirectory: shell.folder, home: shell.folder, cataloguePath: nil)
            let file = "\(shell.folder)/1.mp4"
            try await DesktopProgram(environment).open(file, clock: RealClock())
            let seen = shell.read("seen")
            #expect(seen.hasPrefix("1|\(file)|"), "\(seen)")
            #expect(!seen.contains("sk-air-") && seen.contains("DISPLAY=:0"))
            try shell.write("#!/bin/sh\nexit 3\n", to: "bin/xdg-open")
            let error = await #expect(throws: ShellError.self) {
                try await DesktopProgram(environment).open(file, clock: RealClock())
            }
            #expect(error?.message.contains("did not open \(file) (status 3)") == true)
        }
        try await withVideos(variables: ["PATH": "/nowhere", "DISPLAY": ":0"]) { shell in
            #expect(await shell.run("open @1") == .trouble)
            #expect(shell.messages.contains("xdg-open, which is not installed"), "\(shell.messages)")
        }
    }
}

/// Time as it passes: for programs that run beside the test.
private struct RealClock: WallClock {
    var now: Date { Date() }
    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
