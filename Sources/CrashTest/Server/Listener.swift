import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A port on 127.0.0.1 that speaks as much HTTP as its owner wants, and can stop listening for a while.
final class Listener: Sendable {
    private struct State {
        var door: (any Channel)?
        var guests: [ObjectIdentifier: any Channel] = [:]
    }

    struct NoPort: Error {}

    /// Below what systems give to outgoing connections, so that none takes the port while nobody listens there.
    private static let ports = 12_000...31_999
    private static let taken = Mutex<Set<Int>>([])

    let port: Int
    private let state = Mutex(State())
    private let accept: @Sendable () -> Reaction.Ending
    private let react: @Sendable (Exchange) -> Reaction

    private init(
        port: Int, accept: @escaping @Sendable () -> Reaction.Ending, react: @escaping @Sendable (Exchange) -> Reaction
    ) {
        self.port = port
        self.accept = accept
        self.react = react
    }

    /// Listens on some port.
    ///
    /// - Parameters:
    ///   - accept: what becomes of a new connection before a byte of it is read.
    ///   - react: what is done about a request.
    static func open(
        accept: @escaping @Sendable () -> Reaction.Ending = { .keepOpen },
        react: @escaping @Sendable (Exchange) -> Reaction
    ) async throws -> Listener {
        for _ in 0..<500 {
            let port = Int.random(in: ports)
            guard taken.withLock({ $0.insert(port).inserted }) else { continue }
            let listener = Listener(port: port, accept: accept, react: react)
            do {
                try await listener.resume()
                return listener
            } catch {
                _ = taken.withLock { $0.remove(port) }
            }
        }
        throw NoPort()
    }

    /// Listens again, if it does not.
    func resume() async throws {
        guard state.withLock({ $0.door == nil }) else { return }
        let door = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try welcome(channel) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock { $0.door = door }
    }

    /// Refuses new connections; those that are open stay.
    func pause() async {
        let door = state.withLock { state in
            defer { state.door = nil }
            return state.door
        }
        try? await door?.close()
    }

    /// Closes everything and gives the port back.
    func stop() async {
        await pause()
        for guest in state.withLock({ Array($0.guests.values) }) { try? await guest.close() }
        _ = Self.taken.withLock { $0.remove(port) }
    }

    private func welcome(_ channel: any Channel) throws {
        struct Unwelcome: Error {}
        switch accept() {
        case .keepOpen: break
        case .close: throw Unwelcome()
        case .reset:
            Conversation.hardenClose(of: channel)
            throw Unwelcome()
        }
        let key = ObjectIdentifier(channel)
        state.withLock { $0.guests[key] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.guests[key] = nil } }
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try channel.pipeline.syncOperations.addHandler(Conversation(react))
    }
}

/// What happens on one connection. Lives on its event loop.
private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let react: @Sendable (Exchange) -> Reaction
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ react: @escaping @Sendable (Exchange) -> Reaction) {
        self.react = react
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part): body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            let exchange = Exchange(
                method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) },
                body: body)
            perform(react(exchange), on: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ reaction: Reaction, on channel: any Channel) {
        channel.eventLoop.scheduleTask(in: TimeAmount(reaction.delay)) {
            guard !reaction.bytes.isEmpty else { return Self.end(channel, reaction.ending) }
            let written = channel.eventLoop.makePromise(of: Void.self)
            channel.write(ByteBuffer(bytes: reaction.bytes), promise: reaction.padding > 0 ? nil : written)
            if reaction.padding > 0 { Self.pad(channel, by: reaction.padding, written) }
            channel.flush()
            written.futureResult.whenComplete { _ in Self.end(channel, reaction.ending) }
        }
    }

    private static func end(_ channel: any Channel, _ ending: Reaction.Ending) {
        switch ending {
        case .keepOpen: break
        case .close: channel.close(promise: nil)
        case .reset:
            hardenClose(of: channel)
            channel.close(promise: nil)
        }
    }

    /// Writes blanks, the same few over and over.
    private static func pad(_ channel: any Channel, by count: Int, _ written: EventLoopPromise<Void>) {
        let blanks = ByteBuffer(repeating: UInt8(ascii: " "), count: 1 << 16)
        var left = count
        while left > 0 {
            let size = min(left, blanks.readableBytes)
            left -= size
            channel.write(blanks.getSlice(at: 0, length: size) ?? blanks, promise: left > 0 ? nil : written)
        }
    }

    /// Has the connection end with a RST.
    static func hardenClose(of channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
