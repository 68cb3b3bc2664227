#if DEBUG
    import FoundationEssentials
    import NexusFlowAPI
    import NexusFlowClient

    /// How time passes in a debug build, as the environment says, so that `scripts/crash-test` need not wait and may set
    /// the clock: `NFSH_CLOCK_OFFSET` in seconds, `NFSH_CLOCK_SPEED` as a factor.
    enum DebugTime {
        private static let offset = number("NFSH_CLOCK_OFFSET") ?? 0
        private static let speed = number("NFSH_CLOCK_SPEED").flatMap { $0 > 0 ? $0 : nil } ?? 1

        static let clock: any WallClock =
            offset == 0 && speed == 1 ? SystemClock() : DistortedClock(offset: offset, speed: speed)

        /// Shortens the client's patience by as much as everything else.
        static func hurried(_ configuration: ClientConfiguration) -> ClientConfiguration {
            var configuration = configuration
            configuration.callTimeout /= speed
            configuration.stallTimeout /= speed
            return configuration
        }

        private static func number(_ name: String) -> Double? {
            ProcessEnvironment.variables[name].flatMap(Double.init)
        }
    }

    /// A clock that was set to another time before the process began, and runs faster since.
    private struct DistortedClock: WallClock {
        let offset: TimeInterval
        let speed: Double
        private let start = Date()

        var now: Date { start.addingTimeInterval(offset + Date().timeIntervalSince(start) * speed) }

        func sleep(for duration: Duration) async throws {
            try await Task.sleep(for: duration / speed)
        }
    }
#endif
