import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("A call of the API")
struct CallTests {
    @Test("carries the key, the program's name and its JSON body, and nothing compressed is asked for")
    func request() async throws {
        try await withServer({ _ in [.answer(200)] }) { server, client in
            _ = try await client.send(.create)
            let exchange = try #require(server.exchanges.first)
            #expect(exchange.method == "POST")
            #expect(exchange.path == "/v1/tasks")
            #expect(exchange.body == #"{"model":"m"}"#)
            #expect(exchange.headers["authorization"] == ["Bearer sk-air-test"])
            #expect(exchange.headers["user-agent"] == ["nfsh/1.2"])
            #expect(exchange.headers["content-type"] == ["application/json"])
            #expect(exchange.headers["content-length"] == ["13"])
            #expect(exchange.headers["accept"] == ["application/json"])
            #expect(exchange.headers["accept-encoding"] == ["identity"])
        }
    }

    @Test("without a body has no content type, and keeps its query")
    func query() async throws {
        try await withServer({ _ in [.answer(200)] }) { server, client in
            _ = try await client.send(.list)
            _ = try await client.send(APIRequest(.post, "/ping"))
            #expect(server.exchanges.map(\.method) == ["GET", "POST"])
            #expect(server.exchanges.map(\.path) == ["/v1/tasks?limit=1", "/v1/ping"])
            #expect(server.exchanges.allSatisfy { !$0.headers.contains(name: "content-type") && $0.body.isEmpty })
        }
    }

    @Test("gives the answer of any status with headers and body", arguments: [200, 202, 301, 400, 404, 429, 500, 503])
    func answer(status: Int) async throws {
        try await withServer({ _ in [.answer(status, #"{"a":1}"#, ["X-Balance: 4.20", "Location: /x"])] }) {
            server, client in
            let response = try await client.send(.create)
            #expect(response.status == status)
            #expect(response.header("x-balance") == "4.20")
            #expect(response.body == Array(#"{"a":1}"#.utf8))
            #expect(server.exchanges.count == 1)
        }
    }

    @Test("is not repeated where a redirect points", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        let elsewhere = try await ScriptedServer { _ in [.answer(200)] }
        try await withServer({ _ in
            [.answer(status, "", ["Location: http://127.0.0.1:\(elsewhere.port)/v1/tasks"])]
        }) { server, client in
            let created = try await client.send(.create)
            #expect(created.status == status)
            let listed = try await client.send(.list)
            #expect(listed.status == status)
            #expect(server.exchanges.count == 2)
            #expect(elsewhere.connectionCount == 0)
        }
        await elsewhere.stop()
    }

    @Test("skips interim answers")
    func interim() async throws {
        try await withServer({ _ in
            [.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"), .answer(200, "[]")]
        }) { _, client in
            let response = try await client.send(.create)
            #expect(response.body == Array("[]".utf8))
        }
    }

    @Test("uses the connection of the one before it")
    func reuse() async throws {
        // No machine is slow enough to let a connection sit idle for that long between two calls.
        try await withServer({ _ in [.answer(200)] }, configure: { $0.submissionIdleLimit = .seconds(600) }) {
            server, client in
            for _ in 1...3 { _ = try await client.send(.list) }
            for _ in 1...3 { _ = try await client.send(.create) }
            #expect(server.exchanges.map(\.connection) == [1, 1, 1, 2, 2, 2])
        }
    }

    @Test("with a body beyond the limit cannot be read, whether its length is told or not")
    func limit() async throws {
        let long = String(repeating: "x", count: 1001)
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n\(long)\r\n0\r\n\r\n"
        for steps in [[Step.answer(200, long)], [.write(chunked)]] {
            try await withServer({ _ in steps }, configure: { $0.bodyLimit = 1000 }) { server, client in
                let error = try await client.failure(of: .create)
                #expect(error.code == .unreadable)
                #expect(error.status == 200)
                #expect(error.message == "the answer of 127.0.0.1:\(server.port) has more than 1000 bytes")
            }
        }
        try await withServer({ _ in [.answer(200, String(long.dropLast()))] }, configure: { $0.bodyLimit = 1000 }) {
            _, client in
            let response = try await client.send(.create)
            #expect(response.body.count == 1000)
        }
    }

    @Test("that is refused stays refused, however its answer ends")
    func refusal() async throws {
        let long = String(repeating: "x", count: 1001)
        let broken = "HTTP/1.1 429 Slow\r\nContent-Length: 100\r\nRetry-After: 7\r\n\r\n{"
        let scripts: [(steps: [Step], timeout: Duration)] = [
            ([.answer(429, long, ["Retry-After: 7"])], .seconds(60)), ([.write(broken), .close], .seconds(60)),
            ([.write(broken), .reset], .seconds(60)), ([.write(broken)], .seconds(3)),
        ]
        for script in scripts {
            try await withServer(
                { _ in script.steps },
                configure: { ($0.bodyLimit, $0.callTimeout) = (1000, script.timeout) }
            ) { _, client in
                let response = try await client.send(.create)
                #expect(response.status == 429)
                #expect(response.header("retry-after") == "7")
            }
        }
    }

    @Test("without a key is not sent")
    func noKey() async throws {
        let server = try await ScriptedServer { _ in [.answer(200)] }
        try await withClient(of: "http://127.0.0.1:\(server.port)/v1", key: nil) { client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .denied)
            #expect(error.status == nil)
            #expect(server.connectionCount == 0)
        }
        await server.stop()
    }

    @Test(
        "goes to the service and nowhere else, whatever its path says",
        arguments: ["tasks", "@127.0.0.1/", ".evil.example/", "", "/a b", "/a\r\nX: y", "/\\evil", "/ü"])
    func path(text: String) async throws {
        let server = try await ScriptedServer { _ in [.answer(200)] }
        try await withClient(of: "http://127.0.0.1:\(server.port)") { client in
            let error = try await client.failure(of: APIRequest(.get, text))
            #expect(error.code == .refused)
            #expect(server.connectionCount == 0)
        }
        await server.stop()
    }

    @Test("after the shutdown is not sent")
    func afterShutdown() async throws {
        try await withServer({ _ in [.answer(200)] }) { server, client in
            _ = try await client.send(.list)
            await client.shutdown()
            let error = try await client.failure(of: .create)
            #expect(error.code == .unreachable)
            await #expect(throws: ServiceError.self) {
                try await client.file(ObjectRequest(url: "http://127.0.0.1:\(server.port)/"))
            }
            #expect(server.exchanges.count == 1)
        }
    }
}
