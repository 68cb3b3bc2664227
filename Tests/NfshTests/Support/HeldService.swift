import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import NexusFlowAPI
import Synchronization

/// A service on 127.0.0.1 that answers each call as the test says, or never.
final class HeldService: Sendable {
    struct Call: Sendable {
        let method: String
        let path: String
        let body: String
    }

    enum Reply: Sendable {
        case hold
        case answer(Int, JSONValue, [String: String] = [:])
    }

    typealias Script = @Sendable (Call) -> Reply

    /// The base URL, with `/v1`.
    let address: String
    /// Every whole call, as it arrives.
    let arrivals: AsyncStream<Call>
    private let listener: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        let calls = Mutex<[Call]>([])
        let channels = Mutex<[any Channel]>([])
        let arrived: AsyncStream<Call>.Continuation

        init(_ arrived: AsyncStream<Call>.Continuation) { self.arrived = arrived }
    }

    init(_ script: @escaping Script) async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Call.self)
        let log = Log(arrived)
        self.arrivals = arrivals
        self.log = log
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    log.channels.withLock { $0.append(channel) }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Conversation(log, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        address = "http://127.0.0.1:\(listener.localAddress?.port ?? 0)/v1"
    }

    /// What stands before the cursor in a shell of this service.
    var prompt: String { "nfsh \(address.dropFirst("http://".count).dropLast("/v1".count))> " }

    /// Every call so far.
    var calls: [Call] { log.calls.withLock { $0 } }

    /// Returns as soon as a submit has arrived whole.
    func submitArrives() async {
        for await call in arrivals where call.method == "POST" { return }
    }

    func stop() async {
        try? await listener.close()
        for channel in log.channels.withLock({ $0 }) { try? await channel.close() }
        log.arrived.finish()
    }

    private final class Conversation: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let log: Log
        private let script: Script
        private var head: HTTPRequestHead?
        private var body = ""

        init(_ log: Log, _ script: @escaping Script) {
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
                let call = Call(method: head.method.rawValue, path: head.uri, body: body)
                log.calls.withLock { $0.append(call) }
                if case .answer(let status, let json, let headers) = script(call) {
                    answer(status, json, headers, context)
                }
                log.arrived.yield(call)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(
            _ status: Int, _ json: JSONValue, _ headers: [String: String], _ context: ChannelHandlerContext
        ) {
            let body = ByteBuffer(string: json.text())
            var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
            fields.add(name: "Content-Length", value: "\(body.readableBytes)")
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}

func withHeldService<Value>(
    _ script: @escaping HeldService.Script, _ body: (HeldService) async throws -> Value
) async throws -> Value {
    let service = try await HeldService(script)
    do {
        let value = try await body(service)
        await service.stop()
        return value
    } catch {
        await service.stop()
        throw error
    }
}

/// The submits that a service took.
final class Taken: Sendable {
    private let all = Mutex<[HeldService.Call]>([])

    var calls: [HeldService.Call] { all.withLock { $0 } }

    func add(_ call: HeldService.Call) { all.withLock { $0.append(call) } }
}

/// Holds the thread of whoever waits until it is opened.
final class Gate: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    private let reached = AsyncStream.makeStream(of: Void.self)

    func wait() {
        reached.continuation.finish()
        opened.wait()
    }

    func open() { opened.signal() }

    /// Returns as soon as somebody waits.
    func isReached() async {
        for await _ in reached.stream {}
    }
}
