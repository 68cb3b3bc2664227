import Synchronization

/// Work that belongs to the engine and not to who asked for it: it is finished, or settled, even if the asker goes.
final class WorkSet: Sendable {
    private struct Work {
        let cancel: @Sendable () -> Void
        let wait: @Sendable () async -> Void
    }

    private struct State {
        var works: [Int: Work] = [:]
        var nextNumber = 0
        var isCancelled = false
    }

    /// What the asker's cancellation means to the work.
    enum Cancellation: Sendable {
        case passedOn
        /// It is passed on when this returns, unless the work has ended before.
        case passedOnAfter(@Sendable () async throws -> Void)
    }

    private let state = Mutex(State())

    /// Runs `body` in a task of its own and waits for it, even when the caller is cancelled.
    func run<Value: Sendable>(
        _ cancellation: Cancellation, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        let task = Task {
            // What begins after the end must not get as far as its first step.
            if state.withLock({ $0.isCancelled }) { withUnsafeCurrentTask { $0?.cancel() } }
            return await body()
        }
        let number = add(Work(cancel: { task.cancel() }, wait: { _ = await task.value }))
        let reprieve = Mutex<Task<Void, Never>?>(nil)
        defer {
            state.withLock { _ = $0.works.removeValue(forKey: number) }
            reprieve.withLock { $0?.cancel() }
        }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            switch cancellation {
            case .passedOn: task.cancel()
            case .passedOnAfter(let wait):
                let waiting = Task {
                    guard (try? await wait()) != nil else { return }
                    task.cancel()
                }
                reprieve.withLock { $0 = waiting }
            }
        }
    }

    private func add(_ work: Work) -> Int {
        let (number, isCancelled) = state.withLock { state in
            state.nextNumber += 1
            state.works[state.nextNumber] = work
            return (state.nextNumber, state.isCancelled)
        }
        if isCancelled { work.cancel() }
        return number
    }

    /// Whether nothing is being worked on.
    var isEmpty: Bool { state.withLock { $0.works.isEmpty } }

    /// Cancels all work, that to come too.
    func cancel() {
        let works = state.withLock { state in
            state.isCancelled = true
            return Array(state.works.values)
        }
        for work in works { work.cancel() }
    }

    /// Waits until none is left.
    func drain() async {
        while let work = state.withLock({ $0.works.values.first }) {
            await work.wait()
            await Task.yield()
        }
    }
}
