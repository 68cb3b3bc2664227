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
        if !findings.isEmpty {
            Reporter(console: session.console, palette: session.messagePalette).report(findings)
        }
        let errors = findings.filter(\.isError)
        guard errors.isEmpty else {
            let status = errors.map(\.status).max() ?? .check
            record(status == .check && !session.submitted.isEmpty ? .trouble : status)
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
                sources.noteShellCommand()
                try await ShellProcess.run(command, input: nil)
            case .command(let command):
                // What `try` forgives does not count when a sourced file says it either.
                let forgives = command.tryKeyword != nil
                let record = { (status: ExitStatus) in
                    if !forgives || !status.isForgivable { self.record(status) }
                }
                try await CommandRunner(
                    session: session, source: source, record: record, sources: sources, chain: chain
                ).run(command)
            }
            return true
        } catch {
            let error = ShellError(error, nothingSent: session.submitted.isEmpty)
            // The line before may have changed the colours.
            Reporter(console: session.console, palette: session.messagePalette)
                .report(error, in: source, at: statement.span, includedFrom: chain)
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
