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
        let catalogue = try? environment.catalogue()
        let completions = catalogue.map { CompletionSource(completer: Completer(catalogue: $0)) }
        let advice = AdviceSource(catalogue: catalogue, isUnicode: environment.console.terminal.isUnicode)
        let editor: LineEditor
        do {
            editor = try LineEditor(editorConfiguration(completions, advice))
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
        let teller = await interpreter.teller
        let (counts, counted) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let lookout = Lookout(
            backend: backend, tuning: EngineTuning(jobs: settings.jobs, poll: settings.poll),
            clock: environment.clock,
            tell: { [console = environment.console] line in console.message(line + "\n") },
            teller: teller,
            countChanged: { counted.yield($0) })
        await interpreter.whenSubmitted { lookout.add($0) }
        let watching = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { await lookout.run() }
                for await count in counts {
                    advice.update(running: count)
                    // What the tasks have cost may have changed with it.
                    await advice.update(from: interpreter)
                    editor.updatePrompt(await prompt)
                }
            }
        }
        await interpreter.reattach()
        await readUntilTheEnd(editor, advice, completions)
        watching.cancel()
        await watching.value
        teller.end()
        await editor.close()
    }

    /// Reads and runs until the person leaves, or the system or the loss of the terminal ends the shell. Then what is in
    /// flight is settled as at any other end.
    private func readUntilTheEnd(
        _ editor: LineEditor, _ advice: AdviceSource, _ completions: CompletionSource?
    ) async {
        let interruption = Interruption()
        let interrupts = SignalWatch([SIGINT], leavesAtSecond: false) {
            if !interruption() { editor.interrupt() }
        }
        // No prompt before the signals are watched for: one that comes at once would end the process as it stands.
        let (watched, isWatched) = AsyncStream.makeStream(of: Never.self)
        let reading = Task {
            for await _ in watched {}
            await readAndRun(editor, advice, completions, interruption)
        }
        // To the end of the process: a terminal that goes away ends the input first, and says so later.
        _ = SignalWatch([SIGTERM, SIGHUP], leaving: { LineEditor.restoreTerminal() }) { [interpreter] in
            reading.cancel()
            Task { await interpreter.endProgram() }
        }
        isWatched.finish()
        await reading.value
        interrupts.stop()
        if reading.isCancelled { _ = await interpreter.fail(.interrupted) }
    }

    private func readAndRun(
        _ editor: LineEditor, _ advice: AdviceSource, _ completions: CompletionSource?, _ interruption: Interruption
    ) async {
        var wayOut = WayOut()
        while await !interpreter.isLeaving, !Task.isCancelled {
            await completions?.update(from: interpreter)
            await advice.update(from: interpreter)
            let console = environment.console as? SystemConsole
            console?.divertMessages { editor.notice($0.hasSuffix("\n") ? String($0.dropLast()) : $0) }
            let result = await editor.read(prompt: await prompt)
            console?.divertMessages(to: nil)
            switch result {
            case .entry(let text): await runEntry(text, interruption)
            case .interrupted where Task.isCancelled: return
            case .interrupted:
                if wayOut.isSought(at: .now) { environment.console.message("Ctrl-D or quit leaves nfsh\n") }
            case .endOfFile: return
            case .failed(let error):
                environment.console.message("error: \(Wiring.sentence(error))\n")
                return
            }
        }
    }

    /// Runs one entry; Ctrl-C ends the entry, not the shell. A submit that waits for its answer then does so for no longer
    /// than the engine needs to settle it.
    private func runEntry(_ text: String, _ interruption: Interruption) async {
        await interruption.ending { [interpreter] in await interpreter.run(Source(name: "<repl>", text: text)) }
    }

    /// `nfsh local [cinema]> `
    private var prompt: Prompt {
        get async {
            let profile = await interpreter.profileLabel.map { " [\($0)]" } ?? ""
            var prompt = Prompt("nfsh \(backend.label)\(profile)> ", continuation: "   ...> ")
            prompt.usesColor = await interpreter.usesColor
            return prompt
        }
    }

    private func greet() {
        guard environment.console.messageIsTerminal else { return }
        var text = "nfsh \(Version.text)  help lists the commands, Ctrl-D leaves\n"
        if announcesEmbedding {
            text += "no API key: this is the embedded local service, where nothing costs anything\n"
        }
        // Whoever never typed anything here wants to know what to type.
        if access(historyPath, F_OK) != 0 {
            text += "to begin: submit a paper boat, it's raining\n    then: watch\n"
        }
        environment.console.message(text)
    }

    private func editorConfiguration(
        _ completions: CompletionSource?, _ advice: AdviceSource
    ) -> LineEditorConfiguration {
        var configuration = LineEditorConfiguration(programName: "nfsh")
        configuration.historyPath = historyPath
        configuration.terminalReflows = environment.console.terminal.reflows
        if !environment.console.terminal.isUnicode { configuration.cutMark = "~" }
        configuration.isComplete = { text in
            !parse(Source(name: "<repl>", text: text), shapes: CommandTable.shape).isIncomplete
        }
        configuration.keepInHistory = { [keyGuard = environment.keyGuard] text in
            !text.contains(APIKey.prefix) && !keyGuard.holdsKey(text)
        }
        configuration.advise = { advice.advice(for: $0) }
        if let completions { configuration.complete = { completions.response(to: $0) } }
        return configuration
    }
}
