import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Text from outside")
struct HostileTextTests {
    /// Clears the screen, writes the clipboard, colours, rings, overwrites the line, turns the direction of writing.
    private static let hostile =
        "a\u{1B}[2Jb\u{1B}]52;c;aGk=\u{07}c\u{9B}31md\u{07}e\u{08}f\rg\nh\u{202E}i"
    private static let person = options { $0.isInteractive = true }

    /// - Parameter allowed: what belongs to the format.
    private func expectHarmless(_ text: String, but allowed: Unicode.Scalar...) {
        let wild = text.unicodeScalars.filter { scalar in
            guard scalar != "\n", !allowed.contains(scalar) else { return false }
            return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{202E}"
        }
        #expect(wild.isEmpty, "\(wild.map { String($0.value, radix: 16) }) in \(text.debugDescription)")
    }

    /// What nobody can trust, everywhere it could come to a terminal.
    private func withHostileTask(_ body: (TestShell) async throws -> Void) async throws {
        let console = RecordingConsole(isTerminal: true)
        try await withShell(console: console, options: Self.person) { shell in
            let hostile = Self.hostile
            try shell.write(hostile + "\n", to: "prompt.txt")
            shell.service.on("POST /tasks", .answer(202, ScriptedService.task("t-\(hostile)", "re\(hostile)")))
            shell.service.on("POST /tasks", .answer(400, ["error": ["message": .string(hostile)]]))
            await shell.run("set color=never\nsubmit prompt=@prompt.txt tag=x note=@prompt.txt\nsubmit a boat")
            try await body(shell)
        }
    }

    @Test("nothing that a terminal would obey reaches it", arguments: ["table", "csv", "tsv", "markdown", "json"])
    func formats(_ format: String) async throws {
        try await withHostileTask { shell in
            await shell.run("set output=\(format)\nlist\nsubmit\ninfo @2\ncost by=tag\nlet p=@prompt.txt\necho $p")
            await shell.run("set prompt=@prompt.txt\nset output=table\nset\nenv\nset output=csv\nset")
            #expect(shell.results.contains("42"))
            // A tab separates the fields of TSV.
            expectHarmless(shell.console.everything, but: format == "tsv" ? "\t" : "\n")
        }
    }

    @Test("an error of a task is sanitised in tables and notices, and whole in JSON")
    func taskError() async throws {
        let console = RecordingConsole(isTerminal: true)
        try await withShell(console: console, options: Self.person) { shell in
            shell.service.takes("t-1")
            shell.service.on("GET /tasks/t-1", .answer(200, ScriptedService.task("t-1", "wo\(Self.hostile)")))
            shell.service.says("t-1", "failed", error: Self.hostile)
            await shell.run("set color=never\nsubmit a boat\nwatch\ninfo @1")
            #expect(!console.frames.isEmpty)
            #expect(shell.results.contains("failed"))
            expectHarmless(console.everything)
            console.forget()
            await shell.run("set output=json\ninfo @1")
            expectHarmless(shell.results)
            let error = try JSONValue(parsing: Array(shell.results.utf8))["error"]?.string
            #expect(error == Self.hostile)
        }
    }

    @Test("a pipe gets CSV whole")
    func pipe() async throws {
        try await withShell(options: Self.person) { shell in
            shell.service.takes("t-1")
            try shell.write("a\u{1B}[31m,\"b\"\nc\n", to: "prompt.txt")
            await shell.run("set output=csv\nsubmit prompt=@prompt.txt")
            #expect(shell.results.contains(",\"a\u{1B}[31m,\"\"b\"\"\nc\","), "\(shell.results)")
        }
    }

    @Test("a file is named after the prompt without what a name cannot hold")
    func fileName() async throws {
        try await withShell(options: Self.person) { shell in
            shell.willSucceed("t-1")
            try shell.write("../../\u{1B}[31mroot/.bashrc\n", to: "prompt.txt")
            await shell.run("submit prompt=@prompt.txt\nwait")
            #expect(shell.task(1)?.file == "\(shell.folder)/1-wan2.6-t2v-31mroot-bashrc.mp4")
            expectHarmless(shell.messages)
        }
    }

    @Test("a diagnostic shows a line of a script without obeying it")
    func diagnostics() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true), options: Self.person) { shell in
            await shell.run("set color=never")
            await shell.run("frob \u{1B}[31m\u{202E}x")
            await shell.run("info \u{1B}[31mx\necho $\u{1B}[2J")
            expectHarmless(shell.messages)
        }
    }

    @Test("a request with NUL in it is refused, and nothing is written down")
    func nul() async throws {
        try await withShell(options: Self.person) { shell in
            try shell.write("a\0boat\n", to: "nul.txt")
            for line in [
                "submit prompt=@nul.txt", "submit a boat note=@nul.txt", "let t=@nul.txt\nsubmit a boat tag=$t",
            ] {
                #expect(await shell.run(line) == .check, "\(shell.messages)")
                #expect(shell.messages.contains("holds a NUL character"), "\(shell.messages)")
            }
            #expect(shell.hasNoTask)
            shell.service.takes("t-1")
            await shell.run("submit 'a \\u0000 boat'")
            #expect(shell.task(1)?.request.prompt == "a \\u0000 boat")
        }
    }

    @Test("results that cannot be written are an error of the line that made them")
    func unwritable() async throws {
        try await withShell { shell in
            shell.console.fail("no space left on device")
            #expect(await shell.run("echo one\necho two") == .trouble)
            #expect(shell.messages.contains("standard output cannot be written: no space left on device"))
            #expect(shell.results == "one\n", "the line behind it did not run")
        }
    }
}
