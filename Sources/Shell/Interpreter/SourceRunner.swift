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
        guard !findings.contains(where: { $0.diagnostic.severity == .error }) else {
            record(session.submitted.isEmpty ? .check : .trouble)
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
        let start = session.environment.clock.now
        defer {
            if session.settings.timing {
                let seconds = session.environment.clock.now.timeIntervalSince(start)
                session.note("took \(Int((seconds * 1000).rounded())) ms")
            }
        }
        do {
            switch statement {
            case .shell(let command, _):
                try await ShellProcess.run(command, input: nil)
            case .command(let command):
                // What `try` forgives does not count when a sourced file says it either.
                let forgives = command.tryKeyword != nil
                let record = { (status: ExitStatus) in
                    if !forgives || !status.isForgivable { self.record(status) }
                }
                try await CommandRunner(session: session, source: source, record: record).run(command)
            }
            return true
        } catch {
            let error = ShellError(error, nothingSent: session.submitted.isEmpty)
            // The line before may have changed the colours.
            Reporter(session.environment, palette: session.messagePalette)
                .report(error, in: source, at: statement.span)
            if case .command(let command) = statement, command.tryKeyword != nil, error.status.isForgivable {
                return true
            }
            record(error.status)
            return false
        }
    }
}

extension ExitStatus {
    /// Whether `try` forgives it: everything but a refusal over money, and an outcome that nobody knows.
    fileprivate var isForgivable: Bool { self != .refused && self != .unknownOutcome }
}
