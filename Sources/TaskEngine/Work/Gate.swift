import Synchronization

/// Lets a bounded number of users in at a time; the others wait, the most urgent first, equals in the order they came.
final class Gate: Sendable {
    private struct Waiter {
        let ticket: Int
        let urgency: Double
        let admit: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var waiters: [Waiter] = []
        var nextTicket = 0
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(free: max(limit, 1)))
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// A user's time inside.
    final class Stay: Sendable {
        private let gate: Gate
        private let isOver = Mutex(false)

        fileprivate init(in gate: Gate) {
            self.gate = gate
        }

        /// Lets the next one in; a second call does nothing.
        func end() {
            let isFirst = isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
            if isFirst { gate.leave() }
        }
    }

    /// Runs `body` inside. The lower `urgency`, the earlier.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits.
    func pass<Value, Failure>(
        urgency: Double = 0, _ body: () async throws(Failure) -> Value
    ) async throws(CancellationError) -> Result<Value, Failure> {
        try await pass(urgency: urgency) { (_: Stay) async throws(Failure) in try await body() }
    }

    /// Runs `body` inside, until it ends or says that it needs to be there no more.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits.
    func pass<Value, Failure>(
        urgency: Double = 0, _ body: (Stay) async throws(Failure) -> Value
    ) async throws(CancellationError) -> Result<Value, Failure> {
        try await enter(urgency)
        let stay = Stay(in: self)
        defer { stay.end() }
        do throws(Failure) {
            return .success(try await body(stay))
        } catch {
            return .failure(error)
        }
    }

    private func enter(_ urgency: Double) async throws(CancellationError) {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        let isAdmitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // Checked inside the lock: a cancellation that comes later finds the waiter in its place.
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    let index = state.waiters.firstIndex { $0.urgency > urgency } ?? state.waiters.endIndex
                    state.waiters.insert(Waiter(ticket: ticket, urgency: urgency, admit: continuation), at: index)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.ticket == ticket }.map { state.waiters.remove(at: $0) }
            }
            waiter?.admit.resume(returning: false)
        }
        if !isAdmitted { throw CancellationError() }
    }

    private func leave() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiters.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.admit.resume(returning: true)
    }
}
