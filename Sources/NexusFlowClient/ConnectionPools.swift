import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import NexusFlowAPI
import Synchronization

/// The HTTP clients of the program, each made when it is first needed, on the process's shared event loops.
///
/// What AsyncHTTPClient 1.37 does by itself, and what is set here because of it:
/// - A request is handed to a connection once. If that turns out closed, the request fails; it is never moved to another.
/// - A failed *connection* is tried again until the connect timeout, unless `retryConnectionEstablishment` is off. It is
///   off: a refused connection is to be told at once, and the caller decides about trying again.
/// - More requests than connections wait for one, no longer than the connect timeout. The limit is far above what the
///   program has in flight.
/// - Redirects are followed unless disallowed. They are: a POST must not be repeated elsewhere, nor the key leave.
/// - Idle connections are dropped by a timer; ``IdleGuard`` makes a guarantee of it where POSTs go.
final class ConnectionPools: Sendable {
    /// What a connection is for. A pool is not shared between them, so that each has its own rule for idle ones.
    enum Purpose: Hashable, Sendable {
        /// GET calls of the API.
        case queries
        /// POST calls of the API.
        case submissions
        /// Stored files.
        case files
    }

    private struct Key: Hashable {
        let purpose: Purpose
        let proxy: ProxySettings.Server?
    }

    private enum State {
        case open([Key: HTTPClient])
        case closed
    }

    private let configuration: ClientConfiguration
    private let state = Mutex(State.open([:]))

    init(_ configuration: ClientConfiguration) {
        self.configuration = configuration
    }

    deinit {
        for client in takeAll() { client.shutdown { _ in } }
    }

    /// The client for a request to this place.
    ///
    /// - Throws: ``ServiceError`` (`unreachable`) after ``shutdown()``.
    func client(for purpose: Purpose, to url: WebURL) throws(ServiceError) -> HTTPClient {
        let proxy = url.isSecure ? configuration.proxy.server(forHost: url.host, port: url.port) : nil
        let key = Key(purpose: purpose, proxy: proxy)
        let client = state.withLock { state -> HTTPClient? in
            guard case .open(var clients) = state else { return nil }
            if let client = clients[key] { return client }
            let client = HTTPClient(
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: settings(for: key))
            clients[key] = client
            state = .open(clients)
            return client
        }
        guard let client else { throw ServiceError(.unreachable, "the connections are shut down; nothing was sent") }
        return client
    }

    /// Ends all requests and connections; there are no new ones afterwards.
    ///
    /// A connection attempt cannot be called back and may take as long as the connect timeout; such are not waited for.
    func shutdown() async {
        let clients = takeAll()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        for client in clients { client.shutdown { _ in end.yield() } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in ended.prefix(clients.count) {}
            }
            group.addTask { try? await Task.sleep(for: Self.grace) }
            await group.next()
            group.cancelAll()
        }
    }

    private static let grace = Duration.milliseconds(500)

    /// How much of a file is read at once, in bytes. Each piece goes from the connection's thread to another, so larger
    /// ones than NIO's own 64 KiB are cheaper; beyond these, memory grows and time does not shrink.
    private static let fileReads = AdaptiveRecvByteBufferAllocator(
        minimum: 1 << 14, initial: 1 << 16, maximum: 1 << 18)

    private func takeAll() -> [HTTPClient] {
        state.withLock { state in
            guard case .open(let clients) = state else { return [] }
            state = .closed
            return Array(clients.values)
        }
    }

    private func settings(for key: Key) -> HTTPClient.Configuration {
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // One call at a time and connection is all that is needed, and what a lost connection means for a request is
        // far easier to prove without the streams of HTTP/2.
        settings.httpVersion = .http1Only
        settings.timeout.connect = TimeAmount(configuration.connectTimeout)
        settings.connectionPool.retryConnectionEstablishment = false
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        switch key.purpose {
        case .queries: settings.connectionPool.idleTimeout = .seconds(30)
        case .submissions:
            let limit = configuration.submissionIdleLimit
            settings.connectionPool.idleTimeout = TimeAmount(limit * 0.9)
            settings.http1_1ConnectionDebugInitializer = { IdleGuard.install(on: $0, limit: limit) }
        case .files:
            settings.connectionPool.idleTimeout = .seconds(30)
            settings.timeout.read = TimeAmount(configuration.stallTimeout)
            settings.http1_1ConnectionDebugInitializer = { $0.setOption(.recvAllocator, value: Self.fileReads) }
        }
        settings.tlsConfiguration = trust
        settings.proxy = key.proxy.map { proxy in
            switch proxy.kind {
            case .http: .server(host: proxy.host, port: proxy.port, authorization: proxy.credentials.map(Self.basic))
            case .socks5: .socksServer(host: proxy.host, port: proxy.port)
            }
        }
        return settings
    }

    /// Whom to trust, unless it is whom the system trusts.
    private var trust: TLSConfiguration? {
        let (file, folder) = (configuration.certificateFile, configuration.certificateFolder)
        guard let place = folder ?? file else { return nil }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(place)
        if let file, folder != nil { tls.additionalTrustRoots = [.file(file)] }
        return tls
    }

    private static func basic(_ credentials: String) -> HTTPClient.Authorization {
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return .basic(username: String(parts[0]), password: parts.count == 2 ? String(parts[1]) : "")
    }
}
