import FoundationEssentials
import NexusFlowAPI
import ShellLanguage

/// Runs one source from beginning to end: parses it, checks all of it, then runs its statements in order.
struct SourceRunner {
    let session: Session
    /// Told of everything that went wrong and is not forgiven.
    let record: (ExitStatus) -> Void

    /// - Returns: whether everything went well; after `false` a caller that stops on errors stops too.
    func run(_ source: Source) async -> Bool {
        let reporter = Reporter(session.environment, palette: session.messagePalette)
        let parsed = parse(source, shapes: CommandTable.shape)
        let findings = findings(parsed, of: source)
        reporter.report(findings)
        let mistakes = findings.filter { $0.diagnostic.severity == .error }
        if let first = mistakes.first {
            let status = session.submitted.isEmpty ? ExitStatus.check : .trouble
            session.report?.failed(
                "check \(source.name)", at: session.place, began: session.now,
                ShellError(status, "\(mistakes.count) mistakes; the first: \(first.diagnostic.message)"))
            record(status)
            return false
        }
        var allWell = true
        for statement in parsed.script.statements {
            guard session.leaving == nil else { return allWell }
            guard !Task.isCancelled else {
                record(.interrupted)
                return false
            }
            if await run(statement, of: source) { continue }
            allWell = false
            if session.stopsOnErrors { return false }
        }
        return allWell
    }

    private func findings(_ parsed: ParseResult, of source: Source) -> [Finding] {
        let check = ScriptCheck(environment: session.environment)
        return check.findings(
            parsed, of: source, at: session.sourcing.last, known: Set(session.variables.keys),
            arguments: session.options.arguments.count)
    }

    private func run(_ statement: Statement, of source: Source) async -> Bool {
        let outer = session.statement
        let running = RunningStatement(
            source: source, span: statement.span, isForgiven: statement.isForgiven, began: session.now)
        session.statement = running
        defer {
            session.statement = outer
            if session.settings.timing, !session.isPlanning {
                let seconds = session.now.timeIntervalSince(running.began)
                session.note("took \(Int((seconds * 1000).rounded())) ms")
            }
        }
        do {
            let recorder = session.recorder
            try await perform(statement, of: source)
            // What a sourced file says is told by the line that sources it.
            if let recorder, outer == nil { try keep(statement, of: source, in: recorder) }
            return true
        } catch {
            let error = ShellError(error, nothingSent: session.submitted.isEmpty)
            // The line before may have changed the colours.
            Reporter(session.environment, palette: session.messagePalette)
                .report(error, in: source, at: statement.span)
            if error.isNews { session.report?.failed(statement.name, at: session.place, began: running.began, error) }
            if statement.isForgiven, error.status.isForgivable { return true }
            record(error.status)
            return false
        }
    }

    private func perform(_ statement: Statement, of source: Source) async throws {
        switch statement {
        case .shell(let command, _):
            if !session.isPlanning { try await ShellProcess.run(command, input: nil) }
        case .command(let command):
            // What `try` forgives does not count when a sourced file says it either.
            let forgives = statement.isForgiven
            let record = { (status: ExitStatus) in
                if !forgives || !status.isForgivable { self.record(status) }
            }
            try await CommandRunner(session: session, source: source, record: record).run(command)
        }
    }

    private func keep(_ statement: Statement, of source: Source, in recorder: Recorder) throws {
        let submits = session.statement?.submits ?? []
        guard let lines = Recorder.lines(statement, of: source, submits: submits) else { return }
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
    fileprivate var isForgivable: Bool { self != .refused && self != .unknownOutcome }
}
