import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NexusFlowAPI
import NexusFlowClient
import Synchronization

/// A request as it arrived, whole.
struct Exchange: Sendable {
    /// Which connection carried it, from 1.
    let connection: Int
    let method: String
    let path: String
    let headers: HTTPHeaders
    let body: String
}

/// What the server does, in order, once a request is whole.
enum Step: Sendable {
    /// These bytes, raw.
    case write(String)
    case bytes([UInt8])
    /// An answer with `Content-Length` that keeps the connection open.
    case answer(Int, String = "{}", [String] = [])
    /// Writes until the connection takes no more, then for as long as it takes some again.
    case flood(chunk: Int, count: Int)
    case close
    /// Ends the connection with a RST.
    case reset
}

/// A server that speaks raw TCP by a script, on a port of its own on 127.0.0.1.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (Exchange) -> [Step]

    let port: Int
    /// Every whole request, as it arrives.
    let arrivals: AsyncStream<Exchange>
    /// The bytes that a ``Step/flood(chunk:count:)`` has handed to its connection, each time it takes no more.
    let pauses: AsyncStream<Int>
    private let listener: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        struct State {
            var exchanges: [Exchange] = []
            var channels: [any Channel] = []
        }
        let state = Mutex(State())
        let arrived: AsyncStream<Exchange>.Continuation
        let paused: AsyncStream<Int>.Continuation
        let connected: AsyncStream<Int>.Continuation

        init(
            _ arrived: AsyncStream<Exchange>.Continuation, _ paused: AsyncStream<Int>.Continuation,
            _ connected: AsyncStream<Int>.Continuation
        ) {
            self.arrived = arrived
            self.paused = paused
            self.connected = connected
        }
    }

    /// The number of every connection, as it is accepted.
    let connections: AsyncStream<Int>

    init(tls: NIOSSLContext? = nil, silent: Bool = false, _ script: @escaping Script) async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Exchange.self)
        let (pauses, paused) = AsyncStream.makeStream(of: Int.self)
        let (connections, connected) = AsyncStream.makeStream(of: Int.self)
        self.arrivals = arrivals
        self.pauses = pauses
        self.connections = connections
        let log = Log(arrived, paused, connected)
        self.log = log
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.state.withLock { state in
                        state.channels.append(channel)
                        return state.channels.count
                    }
                    log.connected.yield(number)
                    guard !silent else { return }
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(Conversation(number: number, log: log, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    /// Every whole request so far.
    var exchanges: [Exchange] { log.state.withLock { $0.exchanges } }

    var connectionCount: Int { log.state.withLock { $0.channels.count } }

    /// Closes the connections that are open, as servers do with idle ones, and waits until that is done.
    func closeConnections() async {
        for channel in log.state.withLock({ $0.channels }) { try? await channel.close() }
    }

    func stop() async {
        try? await listener.close()
        await closeConnections()
        log.arrived.finish()
        log.paused.finish()
        log.connected.finish()
    }

    fileprivate final class Conversation: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart

        private let number: Int
        private let log: Log
        private let script: Script
        private var head: HTTPRequestHead?
        private var body = ""
        private var flood: (chunk: Int, left: Int)?
        private var flooded = 0

        init(number: Int, log: Log, script: @escaping Script) {
            self.number = number
            self.log = log
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let part): body += String(buffer: part)
            case .end:
                guard let head else { return }
                let exchange = Exchange(
                    connection: number, method: head.method.rawValue, path: head.uri, headers: head.headers, body: body)
                log.state.withLock { $0.exchanges.append(exchange) }
                let steps = script(exchange)
                for step in steps { run(step, context) }
                log.arrived.yield(exchange)
            }
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable { pour(context) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func run(_ step: Step, _ context: ChannelHandlerContext) {
            switch step {
            case .write(let text): write(text, context)
            case .bytes(let bytes): context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
            case .answer(let status, let body, let headers):
                let lines = headers.map { $0 + "\r\n" }.joined()
                write("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)", context)
            case .flood(let chunk, let count):
                flood = (chunk, count)
                pour(context)
            case .close: context.close(promise: nil)
            case .reset:
                let promptly = linger(l_onoff: 1, l_linger: 0)
                _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(promptly)
                context.close(promise: nil)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
        }

        private func pour(_ context: ChannelHandlerContext) {
            guard let (chunk, left) = flood else { return }
            var remaining = left
            let buffer = ByteBuffer(repeating: UInt8(ascii: "x"), count: chunk)
            while remaining > 0, context.channel.isWritable {
                remaining -= 1
                flooded += chunk
                context.writeAndFlush(NIOAny(buffer), promise: nil)
            }
            flood = remaining > 0 ? (chunk, remaining) : nil
            log.paused.yield(flooded)
        }
    }
}

/// Runs `body` with a scripted server and a client of it, and ends both.
func withServer(
    _ script: @escaping ScriptedServer.Script,
    configure: (inout ClientConfiguration) -> Void = { _ in },
    _ body: (ScriptedServer, NexusFlowClient) async throws -> Void
) async throws {
    let server = try await ScriptedServer(script)
    try await withClient(of: "http://127.0.0.1:\(server.port)/v1", configure: configure) { client in
        try await body(server, client)
    }
    await server.stop()
}

/// Runs `body` with a client of the service at `base`, and ends it.
func withClient(
    of base: String, key: String? = "sk-air-test",
    configure: (inout ClientConfiguration) -> Void = { _ in },
    _ body: (NexusFlowClient) async throws -> Void
) async throws {
    var configuration = ClientConfiguration(version: "1.2")
    configure(&configuration)
    guard let address = ServiceAddress(base) else { throw TestError("not a base URL: \(base)") }
    let client = NexusFlowClient(address: address, key: key.flatMap { APIKey($0) }, configuration: configuration)
    do {
        try await body(client)
    } catch {
        await client.shutdown()
        throw error
    }
    await client.shutdown()
}

struct TestError: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

extension NexusFlowClient {
    func outcome(of request: APIRequest) async -> Result<APIResponse, ServiceError> {
        do {
            return .success(try await send(request))
        } catch {
            return .failure(error)
        }
    }

    /// The error of a call that must fail.
    func failure(of request: APIRequest) async throws -> ServiceError {
        switch await outcome(of: request) {
        case .success(let response): throw TestError("it succeeded with \(response.status)")
        case .failure(let error): return error
        }
    }

    /// The whole file and the head of its answer.
    func file(_ request: ObjectRequest) async throws -> (head: APIResponse, bytes: [UInt8]) {
        var head: APIResponse?
        var bytes: [UInt8] = []
        try await fetch(request, onHead: { head = $0 }, onBytes: { bytes.append(contentsOf: $0) })
        guard let head else { throw TestError("onHead was not called") }
        return (head, bytes)
    }
}

extension APIRequest {
    static let create = APIRequest(.post, "/tasks", body: Array(#"{"model":"m"}"#.utf8))
    static let list = APIRequest(.get, "/tasks?limit=1")
}
