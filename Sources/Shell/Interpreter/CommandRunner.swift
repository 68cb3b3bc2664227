import ShellLanguage

/// Runs one command: expands its words, lets it act, and puts its results where the line says.
struct CommandRunner {
    let session: Session
    let source: Source
    let record: (ExitStatus) -> Void
    /// The scripts that were checked with the source.
    var sources = CheckedSources()
    /// The places that sourced the source, innermost first.
    var chain: [Inclusion] = []

    /// Runs a whole line, its redirect included.
    func run(_ command: Command) async throws {
        if session.isPlanning { return try await plan(command) }
        let redirect = try await Redirection(
            command.redirect, expander: Expander(session: session), session: session)
        let output = Output(
            console: session.console, format: session.settings.output, palette: session.palette,
            redirected: redirect != nil, isCollected: isPaged(command))
        do {
            try await run(command, output: output)
        } catch {
            // What was found before the error is still a result.
            try? await deliver(output, to: redirect)
            throw error
        }
        try await deliver(output, to: redirect)
        try session.console.requireResults()
    }

    private func isPaged(_ command: Command) -> Bool {
        CommandTable.command(command.name.text)?.spec.isPaged == true && session.mayPage
    }

    private func deliver(_ output: Output, to redirect: Redirection?) async throws {
        if let redirect { return try await redirect.deliver(output.text, noting: sources, in: session) }
        await session.show(output.text)
    }

    /// Runs a line as far as a plan needs it, in silence.
    private func plan(_ command: Command) async throws {
        let silence = Output(
            console: session.console, format: session.settings.output, palette: .plain, redirected: true)
        try await run(command, output: silence)
    }

    /// Runs one command; its results go to `output`.
    func run(_ command: Command, output: Output) async throws {
        guard let type = CommandTable.command(command.name.text) else {
            throw ShellError(.check, "there is no command '\(command.name.text)'", at: command.name.span)
        }
        // The rows of `each` come here too.
        if session.isPlanning, !type.spec.isPlanned { return }
        try await type.run(try await call(type.spec, command, output: output), in: session)
    }

    /// One command with everything expanded.
    func call(_ spec: CommandSpec, _ command: Command, output: Output) async throws -> CommandCall {
        let expander = Expander(session: session)
        var operands: [Expanded] = []
        var options: [(name: String, value: Expanded)] = []
        for argument in command.arguments {
            switch argument {
            case .operand(let word): operands.append(try await expander.expand(word))
            case .option(let option):
                let declared = spec.option(option.name.text)
                let name = declared.map { $0.isFamily ? option.name.text : $0.name } ?? option.name.text
                options.append((name, try await expander.expand(option.value)))
            }
        }
        return CommandCall(
            spec: spec, command: command, expander: expander, operands: operands, options: options,
            captureName: command.capture?.text, source: source, sources: sources, chain: chain, output: output,
            record: record)
    }
}

/// Where the results of one command go instead of standard output.
private enum Redirection {
    case file(String, appending: Bool)
    case pipe(String)

    init?(_ redirect: Redirect?, expander: Expander, session: Session) async throws {
        switch redirect {
        case nil: return nil
        case .write(let word, _):
            self = .file(session.environment.absolutePath(try await expander.expand(word).text), appending: false)
        case .append(let word, _):
            self = .file(session.environment.absolutePath(try await expander.expand(word).text), appending: true)
        case .pipe(let command, _): self = .pipe(command)
        }
    }

    func deliver(_ text: String, noting sources: CheckedSources, in session: Session) async throws {
        switch self {
        case .file(let path, let appending):
            sources.noteWriting(to: path)
            try FileAccess.write(text, to: path, appending: appending)
        case .pipe(let command):
            sources.noteShellCommand()
            try await session.runShell(command, input: text)
        }
    }
}
