import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// How tasks are shown while they are followed.
enum FollowView {
    /// A line a task, redrawn in place.
    case live
    /// A line for each change of status.
    case plain
    case silent
}

/// Why following ended.
private enum Ending {
    case ended
    case timedOut
}

extension Session {
    /// How often the live view is drawn: as often as an indeterminate bar takes a step.
    private static let frame = Duration.milliseconds(250)

    /// The tasks that `watch` and `wait` mean: those named, or what runs here or has not been fetched.
    func tasksToFollow(_ operands: [Expanded]) async throws -> [Int] {
        let tasks = operands.isEmpty ? try await tasksOfSession { _ in true } : try await tasks(operands)
        return operands.isEmpty ? tasks.filter(\.isWorthFollowing).map(\.number) : tasks.map(\.number)
    }

    /// Follows tasks until every one has ended and been downloaded where it should be.
    ///
    /// - Parameter timeout: how long to look at most.
    /// - Returns: the tasks as they ended, in the order asked for.
    /// - Throws: ``ShellError`` with ``ExitStatus/interrupted`` when the person or the timeout ends it sooner; the tasks
    ///   go on, and the error names the line that resumes.
    func follow(_ numbers: [Int], view: FollowView, timeout: Duration?) async throws -> [TaskRecord] {
        guard !numbers.isEmpty else {
            note("nothing runs")
            return []
        }
        let engine = try await engine()
        let screen = FollowScreen(session: self, ledger: try await ledger(), view: view)
        let clock = environment.clock
        let teller = teller
        teller.follow(numbers)
        defer { teller.leave(numbers) }
        // The first to end is the following itself or the timeout; a cancelled task ends all of them.
        let ending = await withTaskGroup(of: Ending.self) { group in
            group.addTask {
                for await update in engine.follow(numbers) {
                    screen.show(update)
                    if update.isHopeless { break }
                }
                return .ended
            }
            if case .live = view {
                group.addTask {
                    while (try? await clock.sleep(for: Self.frame)) != nil { screen.redraw() }
                    return .ended
                }
            }
            if let timeout {
                group.addTask {
                    (try? await clock.sleep(for: timeout)) == nil ? .ended : .timedOut
                }
            }
            let first = await group.next()
            group.cancelAll()
            return first
        }
        screen.clear()
        return try result(of: screen.last, numbers, interruption: ending == .timedOut ? timeout : nil)
    }

    private func result(
        of update: FollowUpdate?, _ numbers: [Int], interruption: Duration?
    ) throws -> [TaskRecord] {
        let records = update?.records ?? []
        if let update, update.isHopeless {
            if let trouble = update.ledgerTrouble { throw trouble }
            if let trouble = update.trouble { throw trouble }
        }
        let running = records.isEmpty ? numbers : records.filter(\.isWorthFollowing).map(\.number)
        if Task.isCancelled || (interruption != nil && !running.isEmpty) {
            let cause = interruption.map { "not done after \(Int($0.seconds)) s" } ?? "no longer watching"
            throw ShellError(
                .interrupted, running.isEmpty ? cause : "\(cause); \(Self.names(running)) still running",
                // Alone it means all that there are.
                remedy: running.isEmpty
                    ? nil : "to look again: watch" + (running.count > 8 ? "" : " \(Self.names(running))"))
        }
        for (number, error) in (update?.downloadFailures ?? [:]).sorted(by: { $0.key < $1.key }) {
            warn("@\(number): \(ShellError(error, nothingSent: false).message)")
        }
        // Where a task failed too, that is what counts (see `raiseFailures`).
        let isWell = records.allSatisfy { $0.status == .succeeded }
        if isWell, let error = update?.downloadFailures.min(by: { $0.key < $1.key })?.value { throw error }
        return records
    }

    /// - Throws: ``ShellError`` with ``ExitStatus/taskFailed`` if one of them did not succeed, and with another status if
    ///   nobody can say how one stands.
    func raiseFailures(_ tasks: [TaskRecord]) throws {
        if let lost = tasks.first(where: { $0.status == .unknown || $0.status == .sending }) {
            throw ShellError(
                .unknownOutcome, "what became of task @\(lost.number) is unknown; it may run, and be billed",
                remedy: "it is never sent again by itself; `reconcile` finds out")
        }
        let bad = tasks.filter { $0.status.isFinal && $0.status != .succeeded }
        guard let first = bad.first else {
            guard let open = tasks.first(where: { !$0.status.isFinal }) else { return }
            throw ShellError(
                .trouble, "task @\(open.number) is \(open.status.word), and cannot be followed from here",
                remedy: "it is one of \(open.origin)")
        }
        let reason = first.error.map { ": " + sanitised($0) } ?? ""
        throw ShellError(
            .taskFailed,
            bad.count == 1
                ? "task @\(first.number) \(first.status.word)\(reason)"
                : "\(bad.count) of \(tasks.count) tasks did not succeed; the first is @\(first.number)\(reason)",
            remedy: bad.allSatisfy { $0.status == .failed } ? "a failed task costs nothing" : nil)
    }
}

extension FollowUpdate {
    /// Whether waiting on is of no use: the key is turned away, or nothing can be written down.
    fileprivate var isHopeless: Bool {
        if let ledgerTrouble { return ![.locked, .full, .stale].contains(ledgerTrouble.code) }
        return trouble?.code == .denied
    }
}

extension TaskRecord {
    /// Whether there is something to wait for: its end, or its video.
    var isWorthFollowing: Bool {
        status.isRunning || status == .sending || (status == .succeeded && autodownload && file == nil)
    }
}
