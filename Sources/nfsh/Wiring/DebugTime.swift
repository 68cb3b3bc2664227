#if DEBUG
    import FoundationEssentials
    import NexusFlowAPI
    import NexusFlowClient

    /// How time passes in a debug build, as the environment says, so that `scripts/crash-test` need not wait and may set
    /// the clock: `NFSH_CLOCK_OFFSET` in seconds, `NFSH_CLOCK_SPEED` as a factor, `NFSH_CLOCK_EPOCH` in seconds since 1970
    /// for the moment when a fast clock was right.
    enum DebugTime {
        private static let offset = number("NFSH_CLOCK_OFFSET") ?? 0
        private static let epoch = number("NFSH_CLOCK_EPOCH").map { Date(timeIntervalSince1970: $0) } ?? Date()
        private static let speed = number("NFSH_CLOCK_SPEED").flatMap { $0 > 0 ? $0 : nil } ?? 1

        static let clock: any WallClock =
            offset == 0 && speed == 1 ? SystemClock() : DistortedClock(offset: offset, speed: speed, epoch: epoch)

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

    /// A clock that is set to another time, and runs faster.
    private struct DistortedClock: WallClock {
        let offset: TimeInterval
        let speed: Double
        let epoch: Date

        var now: Date { epoch.addingTimeInterval(offset + Date().timeIntervalSince(epoch) * speed) }

        func sleep(for duration: Duration) async throws {
            try await Task.sleep(for: duration / speed)
        }
    }
#endif
