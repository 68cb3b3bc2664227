import Synchronization

/// What Ctrl-C ends: the entry that runs. While none does, the editor sees the key itself, and is told of a signal.
final class Interruption: Sendable {
    private let work = Mutex<Task<Void, Never>?>(nil)

    /// - Returns: whether something runs, which is ended now.
    func callAsFunction() -> Bool {
        work.withLock { work in
            work?.cancel()
            return work != nil
        }
    }

    /// Runs work that a call ends, as the cancellation of the calling task does.
    func ending(_ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        work.withLock { $0 = task }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        work.withLock { $0 = nil }
    }
}

/// Finds out that somebody looks for the way out: two Ctrl-C within a second, with nothing to be ended.
struct WayOut {
    private var last: ContinuousClock.Instant?

    /// Takes note of a Ctrl-C at the prompt; `true` for every second one of a pair.
    mutating func isSought(at time: ContinuousClock.Instant) -> Bool {
        let isSecond = last.map { time - $0 <= .seconds(1) } ?? false
        last = isSecond ? nil : time
        return isSecond
    }
}
