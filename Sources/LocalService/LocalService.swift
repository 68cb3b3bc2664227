package import NexusFlowAPI

/// The whole API on this machine, over real HTTP, for nothing: what scripts are tried on before they cost money.
///
/// State is a folder of task records; several services, in one process or many, may share it. Times that clients see
/// (`created_at`, `completed_at`, `Date`, `Expires`) are real ones, as a server's are; only what the service simulates,
/// the work on a task and the 24 hours for which it keeps things, is divided by the speed.
package enum LocalService {
    /// Runs the service while `body` runs, and stops it promptly afterwards: requests under way get a quarter of a second.
    ///
    /// - Parameter body: is given the base URL, such as `http://127.0.0.1:40123/v1`. The service outlives its
    ///   cancellation, so that a client may settle its affairs.
    /// - Throws: ``LocalServiceError`` if the service cannot start, `CancellationError`, or what `body` throws.
    package static func withService<R>(
        _ configuration: LocalServiceConfiguration, clock: any WallClock = SystemClock(),
        _ body: (ServiceAddress) async throws -> R
    ) async throws -> R {
        let simulation = try Simulation(configuration, clock: clock)
        let server = try await RunningServer.start(
            simulation, host: configuration.host, port: configuration.port)
        do {
            let result = try await body(server.address)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Runs the service until the calling task is cancelled, then returns.
    ///
    /// - Throws: ``LocalServiceError`` if the service cannot start.
    package static func run(
        _ configuration: LocalServiceConfiguration, clock: any WallClock = SystemClock(),
        onReady: @Sendable (ServiceAddress) -> Void
    ) async throws {
        try await withService(configuration, clock: clock) { address in
            onReady(address)
            let (never, end) = AsyncStream<Never>.makeStream()
            for await _ in never {}
            end.finish()
        }
    }
}
