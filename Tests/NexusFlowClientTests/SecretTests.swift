import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("The key in a call")
struct SecretTests {
    private static let secret = "sk-air-Zq7Lm2Xv9Rt4Kp8W"

    private func withQuotingServer(
        _ steps: [Step], _ body: (ScriptedServer, NexusFlowClient) async throws -> Void
    ) async throws {
        let server = try await ScriptedServer { _ in steps }
        try await withClient(of: "http://127.0.0.1:\(server.port)/v1", key: Self.secret) { client in
            try await body(server, client)
        }
        await server.stop()
    }

    @Test("is taken out of headers and body of any answer", arguments: [200, 307, 401, 500])
    func answers(status: Int) async throws {
        let body = #"{"error":{"message":"Incorrect API key provided: \#(Self.secret)"}}"#
        try await withQuotingServer([.answer(status, body, ["Location: /x?k=\(Self.secret)"])]) { _, client in
            let response = try await client.send(.create)
            #expect(response.header("location") == "/x?k=sk-air-…")
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == #"{"error":{"message":"Incorrect API key provided: sk-air-…"}}"#)
        }
    }

    @Test("is taken out of an answer that breaks off within it")
    func brokenOff() async throws {
        let half = "HTTP/1.1 500 X\r\nContent-Length: 900\r\n\r\nno: \(Self.secret.dropLast(4))"
        try await withQuotingServer([.write(half), .close]) { _, client in
            let response = try await client.send(.create)
            #expect(String(decoding: response.body, as: UTF8.self) == "no: sk-air-…")
        }
    }

    @Test(
        "goes into no body and no path", arguments: [secret, "sk-air-0123456789abcdef"])
    func requests(key: String) async throws {
        try await withQuotingServer([.answer(200)]) { server, client in
            for request in [
                APIRequest(.post, "/tasks", body: Array(#"{"prompt":"\#(key)"}"#.utf8)),
                APIRequest(
                    .post, "/tasks", body: Array(#"{"prompt":"\#(key.replacing("-", with: #"\u002d"#))"}"#.utf8)),
                APIRequest(.get, "/tasks?key=\(key)"),
            ] {
                let error = try await client.failure(of: request)
                #expect(error.code == .refused)
                #expect(!error.message.contains(key))
            }
            #expect(server.connectionCount == 0)
        }
    }

    @Test("is not carried to another host by a redirect that quotes it")
    func redirects() async throws {
        let elsewhere = try await ScriptedServer { _ in [.answer(200)] }
        let place = "Location: http://127.0.0.1:\(elsewhere.port)/video.mp4?k=\(Self.secret)"
        try await withQuotingServer([.answer(302, "", [place])]) { server, client in
            await #expect(throws: ServiceError.self) {
                _ = try await client.file(ObjectRequest(url: "http://127.0.0.1:\(server.port)/video.mp4"))
            }
            #expect(elsewhere.connectionCount == 0)
        }
        await elsewhere.stop()
    }
}
