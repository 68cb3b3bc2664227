import ShellLanguage
import TaskLedger

extension Interpreter {
    /// After an error that stopped a script: waits for what was submitted and is paid for, so that it is downloaded.
    package func settlePaidTasks() async {
        guard exitStatus != .interrupted, !Task.isCancelled else { return }
        let running = await unfinished()
        guard !running.isEmpty else { return }
        session.note("stopping; waiting for \(Self.names(running)), which may be billed (Ctrl-C leaves them running)")
        do {
            let view: FollowView = session.console.messageIsTerminal ? .live : .plain
            try session.raiseFailures(try await session.follow(running, view: view, timeout: nil))
        } catch {
            let error = ShellError(error, nothingSent: false)
            session.console.message("\(error.message)\n")
            raise(error.status)
        }
    }

    /// Says what still runs when the program ends, and the line that looks at it again.
    ///
    /// - Parameter command: how the program was started, as far as it decides which ledger it is: `nfsh --local`.
    package func sayFarewell(command: String) async {
        let running = await unfinished()
        guard !running.isEmpty else { return }
        let verb = running.count == 1 ? "runs" : "run"
        session.note(
            "\(Self.names(running)) still \(verb); results vanish after 24 hours\nto fetch: \(command) -c 'watch \(Self.names(running))'"
        )
    }

    private func unfinished() async -> [Int] {
        guard !session.submitted.isEmpty, let ledger = try? await session.ledger() else { return [] }
        var filter = TaskFilter()
        filter.numbers = session.submitted
        return ((try? ledger.tasks(filter)) ?? []).filter(\.isWorthFollowing).map(\.number)
    }

    private static func names(_ numbers: [Int]) -> String { numbers.map { "@\($0)" }.joined(separator: " ") }
}
