import NexusFlowAPI

/// How long a transfer that breaks is gone on with.
struct TransferPolicy: Hashable, Sendable {
    /// How often in a row it may break without getting further.
    var barrenAttempts = 6
    /// How often it may break in all.
    var attempts = 60
    /// What counts as getting further, in bytes: a server that drips must not keep it alive.
    var progress: Int64 = 1 << 18
    /// What must come within each ``paceSpan``, in bytes: a server that never quite falls silent must not hold a transfer.
    var slowestPace: Int64 = 1 << 16
    /// In seconds.
    var paceSpan = 60.0
    /// The longest pause, in seconds.
    var longestPause = 60.0
    /// The longest video that is taken, in bytes.
    var largestVideo: Int64 = 16 << 30

    /// The pause before the next attempt, in seconds.
    func pause(barren: Int, retryAfter: Duration?, random: Double) -> Double {
        let own = min(Double(1 << min(max(barren - 1, 0), 16)), longestPause) * (0.75 + 0.25 * random)
        return max(own, min(retryAfter?.seconds ?? 0, 300))
    }
}
