import NexusFlowAPI
import Shell
import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One run of the shell, from the command line to the exit status.
struct ShellRun {
    private let options: RunOptions
    private var script: ScriptArguments { options.script }
    private let files = FileLocations(environment: ProcessEnvironment.variables)
    private let console = SystemConsole()
    private let clock = Wiring.clock

    init(_ options: RunOptions) {
        self.options = options
    }

    /// - Throws: ``StatusError`` unless all is done.
    func runToStatus() async throws {
        let status = await run()
        guard status == .done else { throw StatusError(status: status) }
    }

    /// What is run unattended: lines that a pipe or a file brings are a script, and nobody is there to ask.
    private var file: String? { script.file ?? (isatty(STDIN_FILENO) == 1 ? nil : "-") }
    private var isInteractive: Bool { file == nil && options.lines.isEmpty }

    func run() async -> ExitStatus {
        let backend: ServiceBackend
        let sources: [LoadedScript]
        do {
            backend = ServiceBackend(try backendConfiguration(), clock: clock)
            sources = try self.sources()
        } catch {
            return fail(error)
        }
        let environment = Wiring.environment(
            console: console, backend: backend, clock: clock, files: files, variables: ProcessEnvironment.variables)
        let interpreter = Interpreter(environment: environment, options: sessionOptions)
        var isReady = true
        if let profile = options.profile { isReady = await load(profile: profile, interpreter) }
        if isReady {
            if isInteractive {
                await Repl(
                    interpreter: interpreter, environment: environment, backend: backend,
                    startUpScript: options.readsStartUpScript ? files.startUpScript : nil, historyPath: files.history,
                    announcesEmbedding: backend.isLocal && !options.isLocal
                ).run()
            } else {
                await run(sources, interpreter, backend)
            }
        }
        await interpreter.sayFarewell(command: commandLine(isLocal: backend.isLocal))
        await backend.shutdown()
        return await interpreter.exitStatus
    }

    private func run(_ sources: [LoadedScript], _ interpreter: Interpreter, _ backend: ServiceBackend) async {
        let work = Task {
            for source in sources {
                guard await interpreter.run(source), await !interpreter.isLeaving else {
                    if await !interpreter.isLeaving { await interpreter.settlePaidTasks() }
                    return
                }
            }
        }
        let signals = SignalWatch {
            work.cancel()
            // A submit that waits for its answer would do so for as long as the call may take.
            Task { await backend.settle() }
        }
        await work.value
        signals.stop()
    }

    /// The script, standard input, or the lines of `-c`.
    private func sources() throws -> [LoadedScript] {
        if !options.lines.isEmpty {
            return options.lines.map {
                let (source, diagnostics) = decode(Array($0.utf8), name: "<command>")
                return LoadedScript(source: source, path: nil, diagnostics: diagnostics)
            }
        }
        guard let file else { return [] }
        return [try ScriptFile.load(file, workingDirectory: ProcessEnvironment.workingDirectory).get()]
    }

    private func load(profile: String, _ interpreter: Interpreter) async -> Bool {
        switch ScriptFile.load(files.profile(profile), workingDirectory: "/") {
        case .failure(let error):
            _ = fail(error)
            return await interpreter.fail(.trouble)
        case .success(let script): return await interpreter.run(script)
        }
    }

    private func backendConfiguration() throws -> ServiceBackend.Configuration {
        let variables = ProcessEnvironment.variables
        let choice = try ServiceChoice(
            isLocal: options.isLocal, baseURL: options.baseURL, isInteractive: isInteractive, environment: variables)
        let ledger =
            switch choice {
            case .embedded: files.localLedger
            case .remote: files.ledger
            }
        return ServiceBackend.Configuration(
            choice: choice, ledgerPath: options.ledger ?? ledger, localServiceFolder: files.localServiceFolder,
            speed: options.speed, faults: options.faults, environment: variables)
    }

    private var sessionOptions: SessionOptions {
        var session = SessionOptions()
        session.isInteractive = isInteractive
        session.maximumCost = options.maximumCost
        session.assumesYes = options.assumesYes
        session.isQuiet = options.isQuiet
        session.output = options.output
        session.color = options.color?.rawValue
        session.jobs = options.jobs
        session.arguments = script.arguments
        session.command = commandLine(isLocal: options.isLocal, file: script.file)
        return session
    }

    /// How to come back to the same ledger and service, or (`file`) to run a script on them.
    private func commandLine(isLocal: Bool, file: String? = nil) -> String {
        var words = ["nfsh"]
        if isLocal { words.append("--local") }
        if let baseURL = options.baseURL { words += ["--base-url", quotedForShell(baseURL)] }
        if let ledger = options.ledger { words += ["--ledger", quotedForShell(ledger)] }
        if let file { words += ([file] + script.arguments).map(quotedForShell) }
        return words.joined(separator: " ")
    }

    private func quotedForShell(_ word: String) -> String {
        !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "/._-:".contains($0) }
            ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private func fail(_ error: any Error) -> ExitStatus {
        let error = ShellError.wrapping(error)
        console.message("error: \(Wiring.sentence(error))\n")
        return error.status
    }
}
