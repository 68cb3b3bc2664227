import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NexusFlowAPI

/// A server that listens, from ``start(_:host:port:)`` to ``stop()``.
///
/// It is HummingbirdCore's, with ``Routes`` in place of Hummingbird's router: there are four routes, and faults must be
/// able to end a connection in ways that no response can express.
struct RunningServer: Sendable {
    private typealias HTTPServer = Server<HTTP1Channel>

    /// The base URL.
    let address: ServiceAddress
    private let server: HTTPServer
    private let serving: Task<Void, any Error>
    private let connections: OpenConnections
    private let simulation: Simulation

    /// How long requests under way may take once the end has come.
    private static let grace = Duration.milliseconds(250)
    private static let idleTimeout = TimeAmount.seconds(75)

    /// Listens, and returns once connections are accepted.
    static func start(_ simulation: Simulation, host: String, port: Int) async throws -> RunningServer {
        let connections = OpenConnections()
        let (bound, binding) = AsyncStream<Int>.makeStream()
        let channel = HTTP1Channel(
            responder: { request, writer, channel in
                connections.begin(channel)
                defer { connections.end(channel) }
                try await Self.respond(to: request, writer, channel, simulation, host: host)
            }, configuration: .init(idleTimeout: Self.idleTimeout))
        let server = HTTPServer(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in binding.yield(channel.localAddress?.port ?? port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "nfsh.local") { _ in SwiftLogNoOpLogHandler() })
        // Not a child of the caller's task: a client that is cancelled still has answers to wait for. Every path ends it.
        let serving = Task {
            defer { binding.finish() }
            try await server.run()
        }
        var ports = bound.makeAsyncIterator()
        guard let port = await ports.next(), let address = address(host: host, port: port) else {
            serving.cancel()
            do {
                try await serving.value
            } catch {
                throw failure(error, host: host, port: port)
            }
            throw CancellationError()
        }
        return RunningServer(
            address: address, server: server, serving: serving, connections: connections, simulation: simulation)
    }

    /// Takes no more connections, lets requests under way finish for a moment, then ends everything.
    func stop() async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await server.shutdownGracefully()
                return true
            }
            group.addTask {
                try? await Task.sleep(for: Self.grace)
                connections.closeAll()
                return false
            }
            for await isShut in group where isShut { group.cancelAll() }
        }
        serving.cancel()
        await simulation.videos.close()
        _ = await serving.result
    }

    @concurrent private static func respond(
        to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, _ simulation: Simulation,
        host: String
    ) async throws {
        let authority = authority(host: host, port: channel.localAddress?.port ?? 0)
        var response: Response
        do {
            response = try await Routes(simulation: simulation, authority: authority).answer(request)
        } catch let end as ConnectionEnd {
            if end == .reset { await OpenConnections.reset(channel) }
            throw end
        }
        response.headers[.date] = HTTPDate.text(simulation.clock.now)
        response.headers[.server] = "nfsh"
        try await writer.write(response: response.head, body: response.body)
    }

    /// Where clients on this machine reach a server that listens on `host`: at `0.0.0.0` listens everyone, nobody is.
    private static func authority(host: String, port: Int) -> String {
        switch host {
        case "0.0.0.0", "": "127.0.0.1:\(port)"
        case "::": "[::1]:\(port)"
        case _ where host.contains(":"): "[\(host)]:\(port)"
        default: "\(host):\(port)"
        }
    }

    private static func address(host: String, port: Int) -> ServiceAddress? {
        ServiceAddress("http://\(authority(host: host, port: port))\(Route.basePath)")
    }

    private static func failure(_ error: any Error, host: String, port: Int) -> any Error {
        if error is CancellationError { return error }
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            return LocalServiceError(
                .portInUse, "port \(port) is in use on \(host)", remedy: "choose another, or 0 for any free one")
        }
        return LocalServiceError(.address, "the local service cannot listen on \(host), port \(port): \(error)")
    }
}
