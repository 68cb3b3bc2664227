import LineEditing
import NexusFlowAPI
import Shell
import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

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
        let completions = (try? environment.catalogue()).map { CompletionSource(completer: Completer(catalogue: $0)) }
        let editor: LineEditor
        do {
            editor = try LineEditor(editorConfiguration(completions))
        } catch {
            environment.console.message("error: \(Wiring.sentence(error))\n")
            _ = await interpreter.fail(.trouble)
            return
        }
        greet()
        await interpreter.recall(from: editor)
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
        await readUntilTheEnd(editor, prompt, completions)
        watching.cancel()
        await watching.value
        await editor.close()
    }

    /// Reads and runs until the person leaves, or the system or the loss of the terminal ends the shell. Then what is in
    /// flight is settled as at any other end.
    private func readUntilTheEnd(
        _ editor: LineEditor, _ prompt: PromptText, _ completions: CompletionSource?
    ) async {
        let entry = RunningEntry()
        let interrupts = SignalWatch([SIGINT], leavesAtSecond: false) {
            if !entry.cancel() { editor.interrupt() }
        }
        let reading = Task { await readAndRun(editor, prompt, completions, entry) }
        let signals = SignalWatch([SIGTERM, SIGHUP], leaving: { LineEditor.restoreTerminal() }) { reading.cancel() }
        await reading.value
        signals.stop()
        interrupts.stop()
        if reading.isCancelled { _ = await interpreter.fail(.interrupted) }
    }

    private func readAndRun(
        _ editor: LineEditor, _ prompt: PromptText, _ completions: CompletionSource?, _ running: RunningEntry
    ) async {
        var interrupts = InterruptCount()
        while await !interpreter.isLeaving, !Task.isCancelled {
            await completions?.update(from: interpreter)
            let console = environment.console as? SystemConsole
            console?.divertMessages { editor.notice($0.hasSuffix("\n") ? String($0.dropLast()) : $0) }
            let result = await editor.read(prompt: prompt.prompt)
            console?.divertMessages(to: nil)
            switch result {
            case .entry(let text): await runEntry(text, running)
            case .interrupted:
                if !Task.isCancelled, interrupts.isSecond(at: environment.clock.now) {
                    environment.console.message("Ctrl-D or quit leaves\n")
                }
            case .endOfFile: return
            case .failed(let error):
                environment.console.message("error: \(Wiring.sentence(error))\n")
                return
            }
        }
    }

    /// Runs one entry; Ctrl-C ends the entry, not the shell. A submit that waits for its answer then does so for no longer
    /// than the engine needs to settle it.
    private func runEntry(_ text: String, _ running: RunningEntry) async {
        let work = Task { _ = await interpreter.run(Source(name: "<repl>", text: text)) }
        running.begin(work)
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        running.end()
    }

    private func greet() {
        guard environment.console.messageIsTerminal else { return }
        var text = "nfsh \(Version.text)  help lists the commands, Ctrl-D leaves\n"
        if announcesEmbedding {
            text += "no API key: this is the embedded local service, where nothing costs anything\n"
        }
        environment.console.message(text)
    }

    private func editorConfiguration(_ completions: CompletionSource?) -> LineEditorConfiguration {
        var configuration = LineEditorConfiguration(programName: "nfsh")
        configuration.historyPath = historyPath
        configuration.usesColor = (environment.variables["NO_COLOR"] ?? "").isEmpty
        configuration.isComplete = { text in
            !parse(Source(name: "<repl>", text: text), shapes: CommandTable.shape).isIncomplete
        }
        configuration.keepInHistory = { [keyGuard = environment.keyGuard] text in
            !text.contains(APIKey.prefix) && !keyGuard.holdsKey(text)
        }
        if let completions { configuration.complete = { completions.response(to: $0) } }
        return configuration
    }
}
