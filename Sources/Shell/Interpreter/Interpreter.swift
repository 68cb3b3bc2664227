import NexusFlowAPI
package import ShellLanguage
import TaskLedger

/// Runs the language. The prompt, script files, `-c` and standard input all go through it, one source at a time.
package actor Interpreter {
    let session: Session
    private var worst = ExitStatus.done

    package init(environment: ShellEnvironment, options: SessionOptions) {
        session = Session(environment: environment, options: options)
    }

    /// Names somebody to be told of each submitted task, so that it is looked after.
    package func whenSubmitted(_ action: @escaping @Sendable (Int) -> Void) {
        session.whenSubmitted = action
    }

    /// Names who knows what was typed.
    package func recall(from history: any EntryHistory) {
        session.history = history
    }

    /// What the run is worth to whoever started it: the highest of all that happened.
    package var exitStatus: ExitStatus {
        if case .with(let status) = session.leaving { return status }
        return worst
    }

    /// The gravest of all that happened, whatever `quit` said.
    var worstStatus: ExitStatus { worst }

    /// Whether `quit` was said.
    package var isLeaving: Bool { session.leaving != nil }

    /// Numbers of the tasks that were submitted here.
    package var submitted: [Int] { session.submitted }

    /// Checks a whole source, and if nothing is wrong with it runs it line by line.
    ///
    /// - Returns: whether everything went well.
    @discardableResult
    package func run(_ source: Source) async -> Bool {
        await SourceRunner(session: session, record: { [self] status in raise(status) }).run(source)
    }

    /// Checks and runs a script that was read from a file.
    @discardableResult
    package func run(_ script: LoadedScript) async -> Bool {
        guard script.diagnostics.isEmpty else {
            Reporter(session.environment, palette: session.messagePalette)
                .report(script.diagnostics.map { Finding(source: script.source, diagnostic: $0) })
            session.report?.failed(
                "check \(script.source.name)", at: Place(script.diagnostics[0].span, of: script.source),
                began: session.now, ShellError(.check, script.diagnostics[0].message))
            return fail(.check)
        }
        if let path = script.path { session.sourcing.append(path) }
        defer { if script.path != nil { session.sourcing.removeLast() } }
        return await run(script.source)
    }

    /// Takes note of something that went wrong outside a line.
    ///
    /// - Returns: `false`.
    package func fail(_ status: ExitStatus) -> Bool {
        raise(status)
        return false
    }

    package var settings: Settings { session.settings }

    /// Tells the terminal how tasks stand.
    package var teller: TerminalTeller { session.teller }

    func raise(_ status: ExitStatus) { worst = max(worst, status) }
}
