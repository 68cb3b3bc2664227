import Testing

@testable import Shell

@Suite("The pager")
struct PagerTests {
    @Test(
        "the setting says which, then PAGER, then it is less",
        arguments: [
            ("auto", [:], "less"), ("on", [:], "less"), ("off", [:], nil), ("auto", ["PAGER": "more"], "more"),
            ("auto", ["PAGER": ""], nil), ("auto", ["PAGER": "cat"], nil), ("off", ["PAGER": "more"], nil),
            ("less -S", ["PAGER": "more"], "less -S"), ("cat", ["PAGER": "more"], "cat"),
        ] as [(String, [String: String], String?)])
    func choice(_ setting: String, _ variables: [String: String], _ command: String?) {
        #expect(Pager(setting: setting, environment: variables)?.command == command)
    }

    @Test("colours survive in less unless LESS says what it does")
    func variables() {
        #expect(Pager(setting: "auto", environment: [:])?.variables["LESS"]?.hasPrefix("FRXPs") == true)
        #expect(
            Pager(setting: "on", environment: [:])?.variables["LESS"]?.hasPrefix("RXPs") == true,
            "a short text is to stay")
        #expect(Pager(setting: "auto", environment: ["LESS": "-i"])?.variables == [:])
    }

    @Test("what the screen holds above the prompt is not paged, unless all is")
    func height() throws {
        let pager = try #require(Pager(setting: "auto", environment: [:]))
        let lines = { (count: Int) in String(repeating: "line\n", count: count) }
        #expect(!pager.takes(lines(23), columns: 80, rows: 24))
        #expect(pager.takes(lines(24), columns: 80, rows: 24))
        #expect(!pager.takes("", columns: 80, rows: 24))
        let all = try #require(Pager(setting: "on", environment: [:]))
        #expect(all.takes("one\n", columns: 80, rows: 24))
        #expect(!all.takes("", columns: 80, rows: 24))
        #expect(Pager.rows(of: String(repeating: "x", count: 81) + "\n\n\u{1B}[1mbold\u{1B}[0m\n", columns: 80) == 4)
    }

    @Test("a command that is one program can be looked for; what only the shell can read cannot")
    func program() {
        func program(_ command: String) -> String? { Pager(setting: command, environment: [:])?.program }
        #expect(program("less -FRX") == "less")
        #expect(program("/usr/bin/more") == "/usr/bin/more")
        #expect(program("LESS=R less") == nil)
        #expect(program("(cat)") == nil)
    }

    private func atPrompt(
        _ pager: String, height: Int = 10, _ lines: String, interactive: Bool = true
    ) async throws -> (results: String, messages: String, paged: String?) {
        let console = RecordingConsole(isTerminal: true, width: 80, height: height)
        return try await withShell(console: console, options: options { $0.isInteractive = interactive }) { shell in
            let command = pager.replacing("FOLDER", with: shell.folder)
            await shell.run("set color=never pager='\(command)'")
            await shell.run(lines.replacing("FOLDER", with: shell.folder))
            let paged = shell.files().contains("paged") ? shell.read("paged") : nil
            return (shell.results, shell.messages, paged)
        }
    }

    @Test("a long result goes through the pager at the prompt, and is not printed")
    func paged() async throws {
        let (results, messages, paged) = try await atPrompt("cat > FOLDER/paged", "help language")
        #expect(results == "" && messages == "")
        #expect(paged?.hasPrefix("language\n") == true)
    }

    @Test("a short one is printed, and so is a redirected one, a script's, and one with the pager off")
    func unpaged() async throws {
        let short = try await atPrompt("cat > FOLDER/paged", height: 200, "help language")
        #expect(short.results.hasPrefix("language\n") && short.paged == nil)
        let script = try await atPrompt("cat > FOLDER/paged", "help language", interactive: false)
        #expect(script.results.hasPrefix("language\n") && script.paged == nil)
        let redirected = try await atPrompt("cat > FOLDER/paged", "help language > FOLDER/out.txt")
        #expect(redirected.results == "" && redirected.paged == nil)
        let off = try await atPrompt("off", "help language")
        #expect(off.results.hasPrefix("language\n") && off.paged == nil)
    }

    @Test(
        "a pager that is not there is told, and the result printed",
        arguments: ["no-such-pager", "X=1 no-such-pager 2>/dev/null"])
    func missing(_ pager: String) async throws {
        let (results, messages, _) = try await atPrompt(pager, "help language")
        #expect(results.hasPrefix("language\n"))
        #expect(messages.contains("there is no pager 'no-such-pager'") || messages.contains("there is no pager 'X=1"))
        #expect(messages.contains("set pager=off"))
    }

    @Test("a reader that has enough early is no error")
    func quit() async throws {
        let (_, messages, paged) = try await atPrompt("head -1 > FOLDER/paged; exit 1", "help language")
        #expect(messages == "")
        #expect(paged == "language\n")
    }

    @Test("words that say when are forgiven, any other is a command; none is no command")
    func setting() async throws {
        try await withShell { shell in
            await shell.run("set pager=OFF")
            #expect(await shell.interpreter.settings["pager"] == "off")
            await shell.run("set pager=yes")
            #expect(await shell.interpreter.settings["pager"] == "on")
            await shell.run("set pager='less -S'")
            #expect(await shell.interpreter.settings["pager"] == "less -S")
            #expect(await shell.run("set pager=' '") == .check)
            #expect(shell.messages.contains("it may be auto, on, off, or a command such as less"))
        }
    }
}
