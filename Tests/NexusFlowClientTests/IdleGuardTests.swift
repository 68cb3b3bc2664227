import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import NexusFlowClient

@Suite("A connection that was idle")
struct IdleGuardTests {
    /// Three requests, one after the other, over a pool that keeps connections for a minute; `pause` passes on the guard's
    /// clock, which otherwise stands still, before the second.
    private func threeCalls(pause: Duration) async throws -> (failure: HTTPClientError?, connections: [Int]) {
        let server = try await ScriptedServer { _ in [.answer(200)] }
        let now = ManualInstant()
        var settings = HTTPClient.Configuration()
        settings.connectionPool.idleTimeout = .minutes(1)
        settings.http1_1ConnectionDebugInitializer = { channel in
            IdleGuard.install(on: channel, limit: .seconds(1)) { now.value }
        }
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: settings)
        func call() async throws {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: "x"))
            let response = try await client.execute(request, timeout: .seconds(10))
            _ = try await response.body.collect(upTo: 100)
        }
        try await call()
        now.advance(by: pause)
        var failure: HTTPClientError?
        do { try await call() } catch let error as HTTPClientError { failure = error }
        try await call()
        try await client.shutdown()
        await server.stop()
        return (failure, server.exchanges.map(\.connection))
    }

    @Test("beyond the limit carries nothing more, and the next call gets a new one")
    func tooLong() async throws {
        let (failure, connections) = try await threeCalls(pause: .milliseconds(1001))
        #expect(failure == .remoteConnectionClosed)
        #expect(connections == [1, 2])
    }

    @Test("within the limit carries the next call")
    func inTime() async throws {
        let (failure, connections) = try await threeCalls(pause: .milliseconds(999))
        #expect(failure == nil)
        #expect(connections == [1, 1, 1])
    }
}

/// An instant that moves only when it is told to.
private final class ManualInstant: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var value: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}
