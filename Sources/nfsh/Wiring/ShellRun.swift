import NexusFlowAPI
import Shell
import ShellLanguage
import TaskLedger

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
        let key: APIKey?
        let sources: [LoadedScript]
        do {
            if isInteractive, options.resumes {
                throw ShellError(
                    .usage, "--resume goes on with a script, and there is none", remedy: "nfsh --resume FILE [ARG…]")
            }
            let configuration = try backendConfiguration()
            key = configuration.choice.key
            if key != nil { CoreFile.forbid() }
            backend = ServiceBackend(configuration, clock: clock)
            sources = try self.sources()
        } catch {
            return fail(error)
        }
        let environment = Wiring.environment(
            console: console, backend: backend, clock: clock, files: files, variables: ProcessEnvironment.variables,
            key: key)
        let interpreter = Interpreter(environment: environment, options: sessionOptions(sources))
        if !options.reports.isEmpty { await interpreter.beginReport() }
        var isReady = true
        if let profile = options.profile { isReady = await interpreter.use(profile: profile) }
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
        await interpreter.writeReports(options.reports.mapValues { environment.absolutePath($0) })
        await backend.shutdown()
        return await interpreter.exitStatus
    }

    private func run(_ sources: [LoadedScript], _ interpreter: Interpreter, _ backend: ServiceBackend) async {
        let work = Task {
            if options.resumes {
                guard await interpreter.resume() else { return }
            }
            for source in sources {
                guard await !interpreter.isLeaving else { return }
                if await interpreter.run(source) { continue }
                if await interpreter.isLeaving { return }
                if await interpreter.stopsOnErrors { return await interpreter.settlePaidTasks() }
            }
        }
        let teller = await interpreter.teller
        let signals = SignalWatch(leaving: { teller.end() }) {
            work.cancel()
            // A submit that waits for its answer would do so for as long as the call may take.
            Task { await backend.settle() }
        }
        await work.value
        signals.stop()
    }

    /// Shows what the script would submit.
    ///
    /// - Throws: ``StatusError`` unless it could be run.
    func planToStatus() async throws {
        let status = await plan()
        guard status == .done else { throw StatusError(status: status) }
    }

    private func plan() async -> ExitStatus {
        let backend: OfflineBackend
        let sources: [LoadedScript]
        var profile: [LoadedScript] = []
        do {
            backend = OfflineBackend(
                isLocal: options.isLocal,
                ledgerPath: options.ledger ?? (options.isLocal ? files.localLedger : files.ledger),
                service: options.isLocal
                    ? nil : try ServiceChoice.address(options.baseURL, ProcessEnvironment.variables))
            sources = try self.sources()
            if let name = options.profile {
                profile = [try ProfileStore(folder: files.profiles).load(name).get()]
            }
        } catch {
            return fail(error)
        }
        let environment = Wiring.environment(
            console: console, backend: backend, clock: clock, files: files, variables: ProcessEnvironment.variables)
        let interpreter = Interpreter(environment: environment, options: sessionOptions(sources))
        // A profile is planned as well: it may hold more than settings.
        await interpreter.plan(profile + sources)
        return await interpreter.exitStatus
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

    private func backendConfiguration() throws -> ServiceBackend.Configuration {
        let variables = ProcessEnvironment.variables
        let choice = try ServiceChoice(
            isLocal: options.isLocal, baseURL: options.baseURL, isInteractive: isInteractive, environment: variables,
            keyFile: KeyFile(path: files.key))
        let ledger =
            switch choice {
            case .embedded: files.localLedger
            case .remote: files.ledger
            }
        return ServiceBackend.Configuration(
            choice: choice, ledgerPath: options.ledger ?? ledger, localServiceFolder: files.localServiceFolder,
            speed: options.speed, faults: options.faults, environment: variables,
            tell: { [console] in console.message($0 + "\n") })
    }

    private func sessionOptions(_ sources: [LoadedScript]) -> SessionOptions {
        var session = SessionOptions()
        session.isInteractive = isInteractive
        session.maximumCost = options.maximumCost
        session.assumesYes = options.assumesYes
        session.isQuiet = options.isQuiet
        session.output = options.output
        session.color = options.color?.rawValue
        session.jobs = options.jobs
        session.arguments = script.arguments
        session.resumes = options.resumes
        let file = options.lines.isEmpty ? file : nil
        session.command = commandLine(isLocal: options.isLocal, file: file)
        session.resumeCommand = commandLine(isLocal: options.isLocal, file: file, resumes: true)
        if !isInteractive {
            // What stands in no file is known by its text; and the tasks of one service are none of another's.
            let service =
                options.isLocal
                ? "local"
                : (try? ServiceChoice.address(options.baseURL, ProcessEnvironment.variables))?.description ?? ""
            let text = ([service] + sources.map { $0.path ?? $0.source.text }).joined(separator: "\0")
            session.runKey = RunKey(script: text, arguments: script.arguments)
        }
        return session
    }

    /// How to come back to the same ledger and service, or (`file`) to run a script on them.
    private func commandLine(isLocal: Bool, file: String? = nil, resumes: Bool = false) -> String {
        var words = ["nfsh"]
        if isLocal { words.append("--local") }
        if let baseURL = options.baseURL { words += ["--base-url", baseURL] }
        if let ledger = options.ledger { words += ["--ledger", ledger] }
        if resumes {
            // What decides the requests, and whether they may be paid.
            if let profile = options.profile { words += ["--profile", profile] }
            if let maximumCost = options.maximumCost { words += ["--max-cost", maximumCost.decimal] }
            if options.assumesYes { words.append("--yes") }
            words.append("--resume")
            for lines in options.lines { words += ["-c", lines] }
        }
        if resumes || file != nil { words += script.words(file: file) }
        return words.map(quotedForShell).joined(separator: " ")
    }

    private func fail(_ error: any Error) -> ExitStatus {
        let error = ShellError.wrapping(error)
        console.message("error: \(Wiring.sentence(error))\n")
        return error.status
    }
}
