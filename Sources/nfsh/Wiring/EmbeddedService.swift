import LocalService
import NexusFlowAPI

/// The local service inside this process, from its first use to the end.
actor EmbeddedService {
    private let configuration: LocalServiceConfiguration
    private let clock: any WallClock
    private var running: Task<Void, Never>?
    private var started: Task<ServiceAddress, any Error>?

    init(_ configuration: LocalServiceConfiguration, clock: any WallClock) {
        self.configuration = configuration
        self.clock = clock
    }

    /// Where it listens; starts it if it does not yet.
    func address() async throws -> ServiceAddress {
        if let started { return try await started.value }
        let (addresses, feed) = AsyncThrowingStream.makeStream(of: ServiceAddress.self)
        let service = Task { [configuration, clock] in
            do {
                try await LocalService.withService(configuration, clock: clock) { address in
                    feed.yield(address)
                    try await Task.sleep(for: .seconds(1_000_000_000))
                }
            } catch {
                feed.finish(throwing: error)
            }
        }
        running = service
        let start = Task {
            for try await address in addresses { return address }
            throw CancellationError()
        }
        started = start
        return try await start.value
    }

    func stop() async {
        running?.cancel()
        await running?.value
    }
}
