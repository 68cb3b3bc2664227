import Synchronization

/// The entry that runs now, as whoever hears of Ctrl-C finds it.
final class RunningEntry: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    func begin(_ work: Task<Void, Never>) { task.withLock { $0 = work } }

    func end() { task.withLock { $0 = nil } }

    /// Cancels it; `false` when none runs.
    func cancel() -> Bool {
        task.withLock { task in
            task?.cancel()
            return task != nil
        }
    }
}
