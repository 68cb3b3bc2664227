import NexusFlowAPI

/// What is done about a submit that failed: the only place that decides whether a paid request is sent again.
struct RetryPolicy: Hashable, Sendable {
    enum Verdict: Hashable, Sendable {
        /// Send it again after so many seconds.
        case retry(after: Double)
        /// Give it up: it never left.
        case abandon
        /// Give it up: the service refused it.
        case reject
        /// Leave it alone: it may have been carried out.
        case leave
    }

    /// How often a request is tried that never gets out.
    var unreachableAttempts = 3
    /// How often a request is tried that is turned away with 429.
    var rateLimitedAttempts = 5
    /// The longest wait that a server may ask for, in seconds; more counts as a refusal.
    var longestWait = 300.0

    /// - Parameters:
    ///   - failures: how many attempts in a row failed like this one, which is counted.
    ///   - random: 0 up to but not including 1.
    func verdict(on error: ServiceError, failures: Int, random: Double) -> Verdict {
        switch error.delivery {
        case .unknown: return .leave
        case .neverSent:
            guard failures < unreachableAttempts else { return .abandon }
            return .retry(after: Self.doubled(1, failures) * (0.75 + 0.5 * random))
        case .refused:
            guard error.code == .rateLimited, failures < rateLimitedAttempts else { return .reject }
            let asked = error.retryAfter?.seconds
            let wait = asked ?? min(Self.doubled(5, failures), 60)
            // Never earlier than asked, and not all at the same instant.
            return wait > longestWait ? .reject : .retry(after: wait * (1 + 0.1 * random))
        }
    }

    /// After how many attempts that failed like this one it is given up.
    func limit(for error: ServiceError) -> Int {
        error.delivery == .neverSent ? unreachableAttempts : rateLimitedAttempts
    }

    /// `start`, `2 start`, `4 start`, …
    private static func doubled(_ start: Double, _ failures: Int) -> Double {
        start * Double(1 << min(max(failures - 1, 0), 16))
    }
}
