import NexusFlowAPI

/// How long the pauses between questions are: a function of its arguments alone.
package struct PollPolicy: Hashable, Sendable {
    /// Seconds between two questions about one task while all goes well (documented: 10–15).
    package let interval: ClosedRange<Double>

    /// Below it the questions would crowd each other, even at this machine's own service.
    private static let shortest = 0.01

    package init(interval: ClosedRange<Double>) {
        self.interval = max(interval.lowerBound, Self.shortest)...max(interval.upperBound, Self.shortest)
    }

    /// The longest pause after failures, in seconds: 60, or as much longer or shorter as the interval differs from the
    /// documented one.
    package var longestBackoff: Double {
        min(4 * interval.upperBound, max(60, interval.upperBound))
    }

    /// The longest pause that a server may ask for, in seconds: beyond it a task could miss its deadline unseen.
    package static let longestRetryAfter = 900.0

    /// The pause after an answer.
    ///
    /// - Parameter random: 0 up to but not including 1.
    package func pause(random: Double) -> Double {
        interval.lowerBound + (interval.upperBound - interval.lowerBound) * random
    }

    /// The pause after so many failures in a row, at least what the server asks for.
    package func backoff(failures: Int, retryAfter: Duration?, random: Double) -> Double {
        let doubled = interval.lowerBound * Double(1 << min(max(failures, 0), 20))
        let own = min(doubled, longestBackoff) * (0.75 + 0.25 * random)
        return max(own, min(retryAfter?.seconds ?? 0, Self.longestRetryAfter))
    }
}
