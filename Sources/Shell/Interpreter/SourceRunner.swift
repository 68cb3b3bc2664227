import FoundationEssentials
import NexusFlowAPI
import ShellLanguage

/// Runs one source from beginning to end: parses it, checks all of it, then runs its statements in order.
struct SourceRunner {
    let session: Session
    /// Told of everything that went wrong and is not forgiven.
    let record: (ExitStatus) -> Void

    /// The places that sourced it, innermost first.
    var chain: [Inclusion] = []

    /// Parses and checks a source, and if nothing is wrong with it runs it.
    ///
    /// - Returns: whether everything went well; after `false` a caller that stops on errors stops too.
    func run(_ source: Source) async -> Bool {
        let parsed = parse(source, shapes: CommandTable.shape)
        let check = ScriptCheck(environment: session.environment).check(
            parsed, of: source, in: CheckContext(session))
        let findings = check.findings.map { $0.included(from: chain) }
        if !findings.isEmpty { Reporter(session.environment, palette: session.messagePalette).report(findings) }
        let errors = findings.filter(\.isError)
        guard errors.isEmpty else {
            let found = errors.map(\.status).max() ?? .check
            let status = found == .check && !session.submitted.isEmpty ? .trouble : found
            session.report?.failed(
                "check \(source.name)", at: Place(errors[0].diagnostic.span, of: errors[0].source),
                began: session.now,
                ShellError(
                    status,
                    errors.count == 1
                        ? errors[0].diagnostic.message
                        : "\(errors.count) mistakes; the first: \(errors[0].diagnostic.message)"))
            record(status)
            return false
        }
        return await run(parsed.script, of: source, sources: check.sources)
    }

    /// Runs a script that was checked together with the one that sources it.
    func run(_ script: CheckedScript, sources: CheckedSources) async -> Bool {
        await run(script.parsed.script, of: script.loaded.source, sources: sources)
    }

    private func run(_ script: Script, of source: Source, sources: CheckedSources) async -> Bool {
        var allWell = true
        for statement in script.statements {
            guard session.leaving == nil else { return allWell }
            guard !Task.isCancelled else {
                record(.interrupted)
                return false
            }
            if await run(statement, of: source, sources: sources) { continue }
            allWell = false
            if session.stopsOnErrors { return false }
        }
        return allWell
    }

    private func run(_ statement: Statement, of source: Source, sources: CheckedSources) async -> Bool {
        let outer = session.statement
        let running = RunningStatement(
            source: source, span: statement.span, isForgiven: statement.isForgiven, began: session.now)
        session.statement = running
        session.depth += 1
        defer {
            session.statement = outer
            session.depth -= 1
            if session.settings.timing, !session.isPlanning {
                let seconds = session.now.timeIntervalSince(running.began)
                session.note("took \(Int((seconds * 1000).rounded())) ms")
            }
        }
        do {
            let recorder = session.recorder
            try await perform(statement, of: source, sources: sources)
            if let recorder { try keep(statement, of: source, in: recorder) }
            return true
        } catch {
            let error = ShellError(error, nothingSent: session.submitted.isEmpty)
            // The line before may have changed the colours.
            Reporter(session.environment, palette: session.messagePalette)
                .report(error, in: source, at: statement.span, includedFrom: chain)
            if error.isNews { session.report?.failed(statement.name, at: session.place, began: running.began, error) }
            if statement.isForgiven, error.status.isForgivable { return true }
            record(error.status)
            return false
        }
    }

    private func perform(_ statement: Statement, of source: Source, sources: CheckedSources) async throws {
        switch statement {
        case .shell(let command, _):
            sources.noteShellCommand()
            if !session.isPlanning { try await session.runShell(command, input: nil) }
        case .command(let command):
            // What `try` forgives does not count when a sourced file says it either.
            let forgives = statement.isForgiven
            let record = { (status: ExitStatus) in
                if !forgives || !status.isForgivable { self.record(status) }
            }
            try await CommandRunner(
                session: session, source: source, record: record, sources: sources, chain: chain
            ).run(command)
        }
    }

    private func keep(_ statement: Statement, of source: Source, in recorder: Recorder) throws {
        guard session.depth <= recorder.depth else { return }
        if session.recorder?.path == recorder.path { session.recorder?.depth = session.depth }
        let submits = session.statement?.submits ?? []
        guard let lines = Recorder.lines(statement, of: source, submits: submits),
            !session.environment.keyGuard.holdsKey(lines)
        else { return }
        try FileAccess.write(lines, to: recorder.path, appending: true)
    }
}

extension Statement {
    /// Whether `try` stands before it.
    fileprivate var isForgiven: Bool {
        if case .command(let command) = self { command.tryKeyword != nil } else { false }
    }

    /// The command's name.
    fileprivate var name: String {
        switch self {
        case .shell: "!"
        case .command(let command): command.name.text
        }
    }
}

extension ShellError {
    /// Whether a report has nothing else that tells of it: tasks and expectations are told by themselves.
    fileprivate var isNews: Bool {
        switch status {
        case .done, .expectation, .taskFailed, .unknownOutcome: false
        case .usage, .check, .trouble, .refused, .interrupted: true
        }
    }
}

extension ExitStatus {
    /// Whether `try` forgives it: everything but a refusal over money, and an outcome that nobody knows.
    var isForgivable: Bool { self != .refused && self != .unknownOutcome }
}
