import ShellLanguage
import TaskLedger

extension Interpreter {
    /// Says what the ledger holds that is not over, and has it looked after: what runs, and what is to be fetched.
    package func reattach() async {
        do {
            guard let unfinished = try await session.unfinished() else { return }
            if let summary = unfinished.summary(at: session.now) { session.note(summary) }
            for task in unfinished.unfetched + unfinished.running { session.lookAfter(task.number) }
        } catch {
            let error = ShellError(error, nothingSent: true)
            session.warn(error.message + (error.remedy.map { "; \($0)" } ?? ""))
        }
    }

    /// After an error that stopped a script: waits for what was submitted and is paid for, so that it is downloaded.
    package func settlePaidTasks() async {
        guard exitStatus != .interrupted, !Task.isCancelled else { return }
        let running = await unfinished(session.submitted).map(\.number)
        guard !running.isEmpty else { return }
        session.note(
            "stopping; waiting for \(Session.names(running)), which may be billed (Ctrl-C leaves them running)")
        do {
            let view: FollowView = session.console.canRedraw ? .live : .plain
            try session.raiseFailures(try await session.follow(running, view: view, timeout: nil))
        } catch {
            let error = ShellError(error, nothingSent: false)
            session.console.message("\(error.message)\n")
            raise(error.status)
        }
    }

    /// Says what still runs when the program ends, until when it can be fetched, and the line that fetches it; and writes
    /// down that the run came to its end, unless something went wrong in it.
    ///
    /// - Parameter command: how the program was started, as far as it decides which ledger it is: `nfsh --local`.
    package func sayFarewell(command: String) async {
        if let run = session.run, worstStatus == .done {
            // If it cannot be written, the run looks as if it had been cut off, which loses nothing.
            try? await session.ledger().endRun(run, at: session.now)
        }
        let running = await unfinished(session.submitted + session.reattached)
        guard !running.isEmpty else { return }
        let names = Session.names(running.map(\.number))
        let left = running.compactMap { $0.timeLeft(at: session.now) }.min { $0.seconds < $1.seconds }
        let deadline =
            left.map { $0.isLost ? "" : "; results can be fetched for \($0.text)" } ?? "; results vanish after 24 hours"
        // What is answered at once, or ended unseen, only waits to be fetched.
        let isOver = running.allSatisfy { $0.status == .succeeded }
        let state =
            isOver
            ? "\(names) \(running.count == 1 ? "has" : "have") succeeded and \(running.count == 1 ? "is" : "are") not downloaded"
            : "\(names) still \(running.count == 1 ? "runs" : "run"), and nobody watches"
        session.note(state + deadline)
        // Named one by one while the line can be read; alone, `watch` means all that the ledger has.
        session.note("to fetch: \(command) -c '\(running.count > 8 ? "watch" : "watch \(names)")'")
    }

    private func unfinished(_ numbers: [Int]) async -> [TaskRecord] {
        guard !numbers.isEmpty, let ledger = try? await session.ledger() else { return [] }
        var filter = TaskFilter()
        filter.numbers = numbers
        return ((try? ledger.tasks(filter)) ?? []).filter(\.isWorthFollowing)
    }
}
