import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Editing a request")
struct EditTests {
    /// A shell at a terminal whose editor is a script of the system's shell, `$1` being the text.
    private func withEditor(
        _ editor: String, answers: [String] = [], local: Bool = true, key: String? = nil, isTerminal: Bool = true,
        _ body: (TestShell) async throws -> Void
    ) async throws {
        let console = RecordingConsole(isTerminal: isTerminal, answers: answers)
        let interactive = options { $0.isInteractive = true }
        let folder = FileManager.default.temporaryDirectory.appending(path: "editor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = folder.appending(path: "my editor").path
        try Data("#!/bin/sh\n\(editor)\n".utf8).write(to: URL(filePath: script))
        let variables = ["VISUAL": "sh '\(script)' --option", "EDITOR": "false", "NO_COLOR": "1"]
        try await withShell(local: local, console: console, variables: variables, key: key, options: interactive, body)
    }

    /// What the editors of these tests do: they find the text behind the option.
    private static let change = "sed -i 's/^a boat$/a ship at dawn/; s/seed=7/seed=+1/' \"$2\""

    private func drafts(_ shell: TestShell) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(shell.folder)/.drafts")) ?? []).sorted()
    }

    @Test("what was changed is shown with its price, sent at a yes, and remembers its parent")
    func sends() async throws {
        try await withEditor(Self.change, answers: ["y"]) { shell in
            shell.service.takes("t-1", "t-2")
            let status = await shell.run(
                "submit a boat seed=7 duration=3 tag=x extra.style='\"true\"'\nx = edit @1\necho $x.number $x.parent")
            #expect(status == .done, "\(shell.messages)")
            #expect(
                shell.service.submits.last == [
                    "model": "wan2.6-t2v", "prompt": "a ship at dawn", "resolution": "720P", "ratio": "16:9",
                    "duration": 3, "watermark": true, "seed": 8, "style": "true",
                ])
            #expect(shell.task(2)?.tag == "x")
            #expect(shell.results.hasSuffix("2 1\n"))
            #expect(
                shell.messages.contains("again @1: prompt boat → ship at dawn, seed 7 → 8; $0.27"), "\(shell.messages)")
            #expect(shell.console.questions == ["submit for $0.27? [y/N, e edits again] "])
            #expect(drafts(shell).isEmpty)
        }
    }

    @Test("the text is a line that does the same when it is run, with what is allowed above it")
    func text() async throws {
        let request = GenerationRequest(
            model: "wan2.6-i2v", prompt: "it's \"$5\" {a|b}\nPROMPT\n\n# no comment\\", resolution: "1080P",
            duration: 10,
            imgURL: "https://x.test/a?c='d'&e=$f", watermark: false, seed: 7, extra: ["n": 2, "style": .string("true")])
        let text = DraftText(
            request: request, tag: "blue hour", note: "two\nlines", parent: 3, catalogue: try Catalogue.builtIn()
        ).text
        #expect(text.contains("#   resolution  720P, 1080P\n"), "\(text)")
        let parsed = parse(Source(name: "", text: text), shapes: CommandTable.shape)
        #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics)")
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4")
            await shell.run("submit a\nsubmit b\nsubmit c\n" + text)
            #expect(shell.service.submits.last == request.json, "\(text)\(shell.messages)")
            #expect(shell.task(4)?.parent == 3)
            #expect(shell.task(4)?.tag == "blue hour")
            #expect(shell.task(4)?.note == "two\nlines")
        }
    }

    @Test("without a task it is the session's request, with the last prompt")
    func withoutTask() async throws {
        try await withEditor("sed -i 's/^a boat$/a boat, slowly/' \"$2\"", answers: ["Y"]) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat\nset resolution=1080P duration=3\nedit")
            #expect(shell.service.submits.last?["prompt"]?.string == "a boat, slowly", "\(shell.messages)")
            #expect(shell.service.submits.last?["resolution"]?.string == "1080P")
            #expect(shell.service.submits.last?["seed"]?.integer == 42)
            #expect(shell.task(2)?.parent == nil)
        }
    }

    @Test(
        "nothing is sent without a yes, and what was changed is kept in a file that is named",
        arguments: ["n", "", "q"])
    func declined(_ answer: String) async throws {
        try await withEditor(Self.change, answers: [answer]) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .refused)
            #expect(shell.service.submits.count == 1)
            let name = try #require(drafts(shell).first)
            #expect(shell.messages.contains("the text is kept in \(shell.folder)/.drafts/\(name)"))
            #expect(shell.read(".drafts/\(name)").contains("a ship at dawn\n"))
            var status = stat()
            #expect(stat("\(shell.folder)/.drafts/\(name)", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("what was kept is offered again, and gone on with")
    func offered() async throws {
        // The second time the editor changes nothing.
        try await withEditor(Self.change, answers: ["n", "y", "y"]) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat seed=7\nedit @1\nedit @1")
            #expect(shell.console.questions.contains("go on with it? [Y/n, d deletes it] "))
            #expect(shell.service.submits.last?["prompt"]?.string == "a ship at dawn")
            #expect(drafts(shell).isEmpty)
        }
    }

    @Test("a text that was not changed leaves no file behind when it is not sent")
    func unchanged() async throws {
        try await withEditor("true", answers: ["n"]) { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat seed=7\nedit @1")
            #expect(shell.messages.contains("nothing was changed"))
            #expect(shell.messages.contains("again @1: nothing changed; $0.45"))
            #expect(drafts(shell).isEmpty)
        }
    }

    @Test("mistakes are shown where they stand, and the text is offered again")
    func mistakes() async throws {
        let editor =
            "if grep -q duration=99 \"$2\"; then sed -i s/duration=99/duration=3/ \"$2\"; else sed -i s/duration=5/duration=99/ \"$2\"; fi"
        try await withEditor(editor, answers: ["", "y"]) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat seed=7\nedit @1")
            #expect(shell.messages.contains("error: duration=99 is not allowed"))
            #expect(shell.messages.contains("    duration=99 \\"))
            #expect(shell.console.questions.first == "edit it again? [Y/n] ")
            #expect(shell.service.submits.last?["duration"]?.integer == 3)
        }
    }

    @Test(
        "nothing comes of what is no single submit, and the text is kept",
        arguments: [
            ("echo 'submit a second one' >> \"$2\"", "an edited text sends one thing"),
            ("echo 'set seed=1' > \"$2\"", "an edited text is a submit or an again"),
            ("echo 'x = submit a boat' > \"$2\"", "this belongs to the line that says edit"),
            ("echo 'submit a boat seed=1 > f' > \"$2\"", "this belongs to the line that says edit"),
            ("echo 'again @1 prompt=\"' > \"$2\"", "this quote is not closed"),
            ("printf 'submit a \\377 boat' > \"$2\"", "this is not UTF-8"),
            ("printf 'submit a \\001 boat' > \"$2\"", "control"),
            ("echo 'again @99' > \"$2\"", "the ledger has no task @99"),
            ("echo 'again @1 model=wan2.6-i2v' > \"$2\"", "img_url"),
            ("echo 'again @1 prompt=@folder' > \"$2\"", "is a directory"),
        ])
    func wrong(_ editor: String, _ message: String) async throws {
        try await withEditor(editor, answers: ["n"]) { shell in
            shell.service.takes("t-1")
            try shell.write("", to: "folder/file")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .refused)
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.messages.contains("it cannot be sent like this; nothing was sent"))
            #expect(shell.service.submits.count == 1)
            #expect(drafts(shell).count == 1)
        }
    }

    @Test(
        "an empty text sends nothing and leaves nothing",
        arguments: [": > \"$2\"", "printf '\\n \\t\\n' > \"$2\"", "echo '# only this' > \"$2\""])
    func empty(_ editor: String) async throws {
        try await withEditor(editor) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .refused)
            #expect(shell.messages.contains("the text is empty; nothing was sent"))
            #expect(shell.console.questions.isEmpty)
            #expect(drafts(shell).isEmpty)
        }
    }

    @Test("an empty prompt is told, not sent")
    func emptyPrompt() async throws {
        try await withEditor("true", answers: ["n"]) { shell in
            #expect(await shell.run("edit") == .refused)
            #expect(shell.messages.contains("prompt"))
            #expect(shell.hasNoTask)
            #expect(drafts(shell).isEmpty)
        }
    }

    @Test(
        "an editor that fails, is not there, or leaves something else in the file's place sends nothing",
        arguments: [
            ("exit 1", "ended with status 1"), ("exit 127", "set VISUAL or EDITOR"),
            ("kill -9 $$", "was ended by signal 9"),
            ("rm \"$2\"", "no such file"), ("rm \"$2\"; mkdir \"$2\"", "is a directory"),
        ])
    func failingEditor(_ editor: String, _ message: String) async throws {
        try await withEditor(editor) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .trouble)
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("an editor that fails after it has saved loses nothing")
    func failsAfterSaving() async throws {
        try await withEditor(Self.change + "; exit 1") { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat seed=7\nedit @1")
            #expect(shell.read(".drafts/\(drafts(shell).first ?? "")").contains("a ship at dawn"))
            #expect(shell.messages.contains("the text is kept in"))
        }
    }

    @Test(
        "an editor that never ends is ended with the shell, and the text is kept whether it was saved or not",
        .timeLimit(.minutes(1)), arguments: ["", "echo '# saved' >> \"$2\"; "])
    func cutOff(_ saving: String) async throws {
        try await withEditor(saving + "touch \"$2.started\"; exec sleep 3600") { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat seed=7")
            let editing = Task { await shell.run("edit @1") }
            while !drafts(shell).contains(where: { $0.hasSuffix(".started") }) { await Task.yield() }
            editing.cancel()
            await shell.interpreter.endProgram()
            #expect(await editing.value == .interrupted, "\(shell.messages)")
            #expect(drafts(shell).count { $0.hasSuffix(".nfs") } == 1)
            #expect(shell.messages.contains("the text is kept in"), "\(shell.messages)")
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test(
        "a plain editor takes the place of the shell that starts it",
        arguments: [
            ("vi", true), ("code --wait", true), ("/usr/bin/vim -c 'set tw=80'", true), ("TERM=xterm vi", false),
            ("cd /tmp; vi", false), ("$HOME/ed", false), ("", false), ("'my editor'", false),
        ])
    func place(_ editor: String, _ isPlain: Bool) {
        #expect(Session.isOneProgram(editor) == isPlain)
    }

    @Test("a ceiling refuses what was edited, and the text is kept")
    func ceiling() async throws {
        try await withEditor(Self.change, answers: ["y"], local: false) { shell in
            shell.service.takes("t-1")
            await shell.run("set budget=0.50\nsubmit a boat seed=7\nedit @1")
            #expect(shell.service.submits.count == 1)
            #expect(shell.messages.contains("of the budget of $0.50"), "\(shell.messages)")
            #expect(drafts(shell).count == 1)
        }
    }

    @Test("it asks once, whatever confirm says")
    func asksOnce() async throws {
        try await withEditor(Self.change, answers: ["y", "y", "y"], local: false) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat seed=7\nset confirm=0.01\nedit @1")
            #expect(shell.service.submits.count == 2)
            #expect(shell.console.questions.count == 1)
        }
    }

    @Test("what the service refuses is kept, to be changed and tried again")
    func rejected() async throws {
        try await withEditor(Self.change, answers: ["y"]) { shell in
            shell.service.takes("t-1")
            shell.service.on("POST /tasks", .answer(422, ["error": ["message": "no"]]))
            await shell.run("submit a boat seed=7\nedit @1")
            #expect(drafts(shell).count == 1)
            #expect(shell.messages.contains("the text is kept in"))
        }
    }

    @Test("a key that stands in the text is not sent")
    func key() async throws {
        try await withEditor("sed -i 's/^a boat$/sk-air-secret0123/' \"$2\"", answers: ["n"], key: "sk-air-secret0123")
        {
            shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .refused)
            #expect(shell.service.submits.count == 1)
            #expect(!shell.console.everything.contains("secret0123"))
        }
    }

    @Test("where nobody is at a terminal, and in a plan, it is a clear error")
    func noTerminal() async throws {
        try await withEditor(Self.change, isTerminal: false) { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat seed=7\nedit @1") == .trouble)
            #expect(shell.messages.contains("edit needs somebody at a terminal"))
            #expect(shell.messages.contains("again TASK prompt=@FILE"))
            #expect(drafts(shell).isEmpty)
            let planner = shell.another(SessionOptions())
            await planner.plan("x = edit @1")
            #expect(planner.messages.contains("edit asks a person"))
        }
    }

    @Test("a record keeps what was sent, since nobody edits when it runs")
    func recorded() async throws {
        try await withEditor(Self.change, answers: ["y", "n"]) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat seed=7\nrecord r.nfs\nx = edit @1\nedit @1\nrecord off")
            #expect(
                shell.read("r.nfs").hasSuffix(
                    "x = submit 'a ship at dawn' model=wan2.6-t2v resolution=720P ratio=16:9 duration=5 watermark=true seed=8\n"
                ), "\(shell.read("r.nfs"))")
        }
    }
}
