package import FoundationEssentials

/// Where the program gets the time of day and its waits from, so that a test decides how fast both pass.
package protocol WallClock: Sendable {
    var now: Date { get }

    /// Waits that long on this clock; throws `CancellationError` when the task is cancelled meanwhile.
    func sleep(for duration: Duration) async throws
}

/// The clock of the machine.
package struct SystemClock: WallClock {
    package init() {}

    package var now: Date { Date() }

    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}

extension Duration {
    /// This duration in seconds, to the microsecond or better for spans below a century.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
