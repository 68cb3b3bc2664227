import LineEditing
import NexusFlowAPI
import Shell
import ShellLanguage

/// The interactive shell: reads an entry, runs it, and looks after tasks meanwhile.
struct Repl {
    let interpreter: Interpreter
    let environment: ShellEnvironment
    let backend: ServiceBackend
    /// Lines to run first, if the file is there.
    let startUpScript: String?
    let historyPath: String
    /// Whether the embedded service was chosen for want of a key.
    let announcesEmbedding: Bool

    func run() async {
        let editor: LineEditor
        do {
            editor = try LineEditor(await editorConfiguration())
        } catch {
            environment.console.message("error: \(Wiring.sentence(error))\n")
            _ = await interpreter.fail(.trouble)
            return
        }
        greet()
        if let startUpScript, case .success(let script) = ScriptFile.load(startUpScript, workingDirectory: "/") {
            await interpreter.run(script)
        }
        let settings = await interpreter.settings
        let prompt = PromptText(label: backend.label)
        let lookout = Lookout(
            backend: backend, tuning: EngineTuning(jobs: settings.jobs, poll: settings.poll),
            clock: environment.clock,
            tell: { [console = environment.console] line in console.message(line + "\n") },
            countChanged: { count in
                prompt.running = count
                editor.updatePrompt(prompt.prompt)
            })
        await interpreter.whenSubmitted { lookout.add($0) }
        let watching = Task { await lookout.run() }
        await interpreter.reattach()
        await readAndRun(editor, prompt)
        watching.cancel()
        await watching.value
        await editor.close()
    }

    private func readAndRun(_ editor: LineEditor, _ prompt: PromptText) async {
        while await !interpreter.isLeaving {
            let console = environment.console as? SystemConsole
            console?.divertMessages { editor.notice($0.hasSuffix("\n") ? String($0.dropLast()) : $0) }
            let result = await editor.read(prompt: prompt.prompt)
            console?.divertMessages(to: nil)
            switch result {
            case .entry(let text): await runEntry(text)
            case .interrupted: continue
            case .endOfFile: return
            case .failed(let error):
                environment.console.message("error: \(Wiring.sentence(error))\n")
                return
            }
        }
    }

    /// Runs one entry; Ctrl-C ends the entry, not the shell.
    private func runEntry(_ text: String) async {
        let work = Task { await interpreter.run(Source(name: "<repl>", text: text)) }
        let signals = SignalWatch(leavesAtSecond: false) { work.cancel() }
        _ = await work.value
        signals.stop()
    }

    private func greet() {
        guard environment.console.messageIsTerminal else { return }
        var text = "nfsh \(Version.text)  help lists the commands, Ctrl-D leaves\n"
        if announcesEmbedding {
            text += "no API key: this is the embedded local service, where nothing costs anything\n"
        }
        environment.console.message(text)
    }

    private func editorConfiguration() async -> LineEditorConfiguration {
        var configuration = LineEditorConfiguration(programName: "nfsh")
        configuration.historyPath = historyPath
        configuration.usesColor = (environment.variables["NO_COLOR"] ?? "").isEmpty
        configuration.isComplete = { text in
            !parse(Source(name: "<repl>", text: text), shapes: CommandTable.shape).isIncomplete
        }
        configuration.keepInHistory = { !$0.contains(APIKey.prefix) }
        if let catalogue = try? environment.catalogue() {
            let completer = Completer(catalogue: catalogue)
            configuration.complete = { request in request.answered(by: completer) }
        }
        return configuration
    }
}
