import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("What is known of a call that got no answer")
struct DeliveryTests {
    @Test("Nothing listens: it never left, and the sentence names the place and the cause")
    func refusedConnection() async throws {
        let server = try await ScriptedServer { _ in [] }
        await server.stop()
        for base in ["http://127.0.0.1:\(server.port)", "http://localhost:\(server.port)"] {
            try await withClient(of: base) { client in
                for request in [APIRequest.create, .list] {
                    let error = try await client.failure(of: request)
                    #expect(error.code == .unreachable)
                    #expect(error.message == "cannot connect to \(base.dropFirst(7)): connection refused")
                }
            }
        }
    }

    @Test("The name does not exist: it never left")
    func unknownName() async throws {
        try await withClient(of: "http://no..such..host") { client in
            for request in [APIRequest.create, .list] {
                let error = try await client.failure(of: request)
                #expect(error.code == .unreachable)
                #expect(error.message == "cannot find the host no..such..host")
            }
        }
    }

    @Test("The connection is reset once the request is there: unknown, and it was sent once")
    func reset() async throws {
        try await withServer({ _ in [.reset] }) { server, client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .disconnected)
            #expect(server.exchanges.count == 1)
            let second = try await client.failure(of: .list)
            #expect(second.code == .disconnected)
        }
    }

    @Test(
        "The answer ends too early: unknown, and it was sent once",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func halfAnswer(text: String) async throws {
        try await withServer({ _ in [.write(text), .close] }) { server, client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .disconnected)
            #expect(error.delivery == .unknown)
            #expect(server.exchanges.count == 1)
        }
    }

    @Test(
        "No answer in time, or only a part of it: unknown, and it was sent once",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
    func timeout(text: String) async throws {
        try await withServer({ _ in [.write(text)] }, configure: { $0.callTimeout = .seconds(3) }) {
            server, client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .timeout)
            #expect(error.message == "no answer from 127.0.0.1:\(server.port) in time")
            #expect(server.exchanges.count == 1)
        }
    }

    @Test(
        "What comes is not HTTP: unknown",
        arguments: ["SSH-2.0-x\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "\u{0}\u{0}\u{0}\u{0}"])
    func garbage(text: String) async throws {
        try await withServer({ _ in [.write(text), .close] }) { server, client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .unreadable)
            #expect(error.message == "the answer of 127.0.0.1:\(server.port) is not HTTP")
            #expect(server.exchanges.count == 1)
        }
    }

    @Test("Headers without end do not fill the memory: unknown")
    func endlessHeaders() async throws {
        try await withServer({ _ in [.write("HTTP/1.1 200 OK\r\nX: "), .flood(chunk: 65536, count: 1000), .close] }) {
            _, client in
            let error = try await client.failure(of: .create)
            #expect(error.delivery == .unknown)
        }
    }

    @Test("It is cancelled after it arrived: unknown, and it was sent once")
    func cancelledLate() async throws {
        try await withServer({ _ in [] }) { server, client in
            let call = Task { try await client.failure(of: .create) }
            for await _ in server.arrivals { break }
            call.cancel()
            let error = try await call.value
            #expect(error.code == .disconnected)
            #expect(server.exchanges.count == 1)
        }
    }

    @Test("It is cancelled before there is a connection: it never left")
    func cancelledEarly() async throws {
        let server = try await ScriptedServer(silent: true) { _ in [] }
        try await withClient(of: "https://localhost:\(server.port)") { client in
            let call = Task { try await client.failure(of: .create) }
            for await _ in server.connections { break }
            call.cancel()
            let error = try await call.value
            #expect(error.code == .unreachable)
            #expect(error.message == "the request to localhost:\(server.port) was cancelled; nothing was sent")
        }
        await server.stop()
    }

    @Test("The handshake takes too long: it never left")
    func slowHandshake() async throws {
        let server = try await ScriptedServer(silent: true) { _ in [] }
        try await withClient(
            of: "https://localhost:\(server.port)", configure: { $0.connectTimeout = .milliseconds(100) }
        ) { client in
            for request in [APIRequest.create, .list] {
                let error = try await client.failure(of: request)
                #expect(error.code == .unreachable)
                #expect(error.message.hasSuffix(" to localhost:\(server.port): no answer in time"))
            }
        }
        await server.stop()
    }

    @Test("The whole call takes too long before there is a connection: it never left")
    func slowCall() async throws {
        let server = try await ScriptedServer(silent: true) { _ in [] }
        try await withClient(of: "https://localhost:\(server.port)", configure: { $0.callTimeout = .milliseconds(100) })
        { client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .unreachable)
        }
        await server.stop()
    }

    @Test("The server closes connections while they are idle: every call is sent once at most")
    func idleClose() async throws {
        try await withServer({ exchange in [.answer(200, exchange.body)] }) { server, client in
            var answered = 0
            for round in 0..<200 {
                let body = Array(#"{"n":\#(round)}"#.utf8)
                async let closing: Void = round % 2 == 0 ? () : server.closeConnections()
                switch await client.outcome(of: APIRequest(.post, "/tasks", body: body)) {
                case .success(let response):
                    #expect(response.body == body)
                    answered += 1
                case .failure(let error):
                    #expect([.disconnected, .unreachable].contains(error.code))
                    let arrived = server.exchanges.contains { $0.body == #"{"n":\#(round)}"# }
                    #expect(error.delivery == .unknown || !arrived)
                }
                await closing
            }
            let bodies = server.exchanges.map(\.body)
            #expect(Set(bodies).count == bodies.count)
            #expect(answered >= 100)
            #expect(server.connectionCount > 1)
        }
    }

    @Test("An answer that nobody asked for ends its connection and nothing else")
    func unsolicited() async throws {
        try await withServer({ _ in [.answer(200), .answer(200), .write("junk")] }) { _, client in
            for _ in 0..<20 {
                #expect((try? await client.send(.list))?.status ?? 200 == 200)
                #expect((try? await client.send(.create))?.status ?? 200 == 200)
            }
        }
    }

    @Test("The client is shut down meanwhile: unknown")
    func shutdown() async throws {
        try await withServer({ _ in [] }) { server, client in
            let call = Task { try await client.failure(of: .create) }
            for await _ in server.arrivals { break }
            await client.shutdown()
            let error = try await call.value
            #expect(error.delivery == .unknown)
        }
    }
}
