import Dispatch
import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("Fetching a file")
struct FetchTests {
    private func url(_ server: ScriptedServer, _ path: String = "/v.mp4") -> String {
        "http://127.0.0.1:\(server.port)\(path)"
    }

    private func failure(_ client: NexusFlowClient, _ url: String) async throws -> ServiceError {
        do {
            _ = try await client.file(ObjectRequest(url: url))
        } catch let error as ServiceError {
            return error
        }
        throw TestError("it succeeded")
    }

    @Test("gives head and bytes, and sends neither key nor range")
    func whole() async throws {
        try await withServer({ _ in [.answer(200, "video", ["ETag: \"a\"", "x-oss-hash-crc64ecma: 7"])] }) {
            server, client in
            let (head, bytes) = try await client.file(
                ObjectRequest(url: url(server, "/v.mp4?Expires=1&Signature=a%2Bb%3D"), entityTag: "\"a\""))
            #expect(head.status == 200)
            #expect(head.header("etag") == "\"a\"")
            #expect(head.body.isEmpty)
            #expect(bytes == Array("video".utf8))
            let exchange = try #require(server.exchanges.first)
            #expect(exchange.method == "GET")
            #expect(exchange.path == "/v.mp4?Expires=1&Signature=a%2Bb%3D")
            #expect(exchange.headers["accept-encoding"] == ["identity"])
            for name in ["authorization", "range", "if-range"] { #expect(!exchange.headers.contains(name: name)) }
        }
    }

    @Test("asks for the rest, and only of the same file")
    func range() async throws {
        try await withServer({ _ in [.answer(206, "eo", ["Content-Range: bytes 3-4/5"])] }) { server, client in
            let (head, bytes) = try await client.file(ObjectRequest(url: url(server), offset: 3, entityTag: "\"a\""))
            #expect(head.status == 206)
            #expect(bytes == Array("eo".utf8))
            _ = try await client.file(ObjectRequest(url: url(server), offset: 5_000_000_000))
            #expect(server.exchanges.map { $0.headers["range"] } == [["bytes=3-"], ["bytes=5000000000-"]])
            #expect(server.exchanges.map { $0.headers["if-range"] } == [["\"a\""], []])
        }
    }

    @Test("gives an answer of any status as it is", arguments: [403, 404, 416, 500, 304])
    func status(code: Int) async throws {
        try await withServer({ _ in [.answer(code, code == 304 ? "" : "no")] }) { server, client in
            let file = try await client.file(ObjectRequest(url: url(server)))
            #expect(file.head.status == code)
        }
    }

    @Test("follows redirects, relative and to other hosts, and takes the key to none of them")
    func redirects() async throws {
        let elsewhere = try await ScriptedServer { _ in [.answer(200, "video")] }
        try await withServer({ exchange in
            switch exchange.path {
            case "/a/1": [.answer(302, "moved", ["Location: ../b/2?x=1"])]
            case "/b/2?x=1": [.answer(307, "", ["Location: //localhost:\(elsewhere.port)/c#part"])]
            default: [.answer(404)]
            }
        }) { server, client in
            let file = try await client.file(ObjectRequest(url: url(server, "/a/1"), offset: 2))
            #expect(file.bytes == Array("video".utf8))
            let all = server.exchanges + elsewhere.exchanges
            #expect(all.map(\.path) == ["/a/1", "/b/2?x=1", "/c"])
            #expect(
                all.allSatisfy { !$0.headers.contains(name: "authorization") && $0.headers["range"] == ["bytes=2-"] })
        }
        await elsewhere.stop()
    }

    @Test("follows five redirects and not six")
    func redirectLimit() async throws {
        try await withServer({ exchange in
            let left = Int(exchange.path.dropFirst()) ?? 0
            return left == 0 ? [.answer(200, "video")] : [.answer(301, "", ["Location: /\(left - 1)"])]
        }) { server, client in
            let file = try await client.file(ObjectRequest(url: url(server, "/5")))
            #expect(file.bytes == Array("video".utf8))
            let error = try await failure(client, url(server, "/6"))
            #expect(error.code == .redirected)
            #expect(server.exchanges.count == 12)
        }
    }

    @Test(
        "follows no redirect to where no file is",
        arguments: [
            "ftp://127.0.0.1/v", "file:///etc/passwd", "http+unix://%2Ftmp%2Fs/v", "http://",
            "http://127.0.0.1:99999/v",
            "http://127.0.0.1:0/v", "http://user:pw@127.0.0.1/v", "http://[::1/v", "http://a%00b/v", "javascript:1",
        ])
    func badRedirect(location: String) async throws {
        try await withServer({ _ in [.answer(302, "", ["Location: \(location)"])] }) { server, client in
            let error = try await failure(client, url(server))
            #expect(error.code == .redirected)
        }
    }

    @Test(
        "refuses what is no http URL",
        arguments: ["", "v.mp4", "file:///v", "http://:80/", "http://h:70000/", "unix:///s"])
    func badURL(text: String) async throws {
        try await withClient(of: "http://127.0.0.1:1") { client in
            let error = try await failure(client, text)
            #expect(error.code == .unreachable)
        }
    }

    @Test("takes a redirect that names no place for an answer")
    func redirectWithoutPlace() async throws {
        try await withServer({ _ in [.answer(302, "")] }) { server, client in
            let file = try await client.file(ObjectRequest(url: url(server)))
            #expect(file.head.status == 302)
        }
    }

    @Test(
        "fails when the file ends early",
        arguments: ["Content-Length: 100\r\n\r\nvid", "Transfer-Encoding: chunked\r\n\r\n3\r\nvid\r\n"])
    func earlyEnd(text: String) async throws {
        for last in [Step.close, .reset] {
            try await withServer({ _ in [.write("HTTP/1.1 200 OK\r\n" + text), last] }) { server, client in
                let error = try await failure(client, url(server))
                #expect(error.code == .disconnected)
            }
        }
    }

    @Test(
        "fails when no byte comes for too long", arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nvid"])
    func stall(text: String) async throws {
        try await withServer({ _ in [.write(text)] }, configure: { $0.stallTimeout = .milliseconds(100) }) {
            server, client in
            let error = try await failure(client, url(server))
            #expect(error.code == .timeout)
        }
    }

    @Test("fails when nothing listens")
    func unreachable() async throws {
        let server = try await ScriptedServer { _ in [] }
        await server.stop()
        try await withClient(of: "http://127.0.0.1:1") { client in
            let error = try await failure(client, url(server))
            #expect(error.code == .unreachable)
            #expect(error.message == "cannot connect to 127.0.0.1:\(server.port): connection refused")
        }
    }

    @Test("ends with what a closure throws, before anything more is given")
    func closures() async throws {
        try await withServer({ _ in [.answer(200, "video")] }) { server, client in
            var given = 0
            await #expect(throws: TestError.self) {
                try await client.fetch(
                    ObjectRequest(url: url(server)), onHead: { _ in throw TestError("head") },
                    onBytes: { _ in given += 1 })
            }
            #expect(given == 0)
        }
        try await withServer({ _ in [.write("HTTP/1.1 200 OK\r\n\r\n"), .flood(chunk: 65536, count: 10_000)] }) {
            server, client in
            var given = 0
            await #expect(throws: TestError.self) {
                try await client.fetch(ObjectRequest(url: url(server)), onHead: { _ in }) { _ in
                    given += 1
                    throw TestError("bytes")
                }
            }
            #expect(given == 1)
        }
    }

    @Test("can be cancelled between two pieces, and never ends as if it were whole")
    func cancelled() async throws {
        try await withServer({ _ in [.write("HTTP/1.1 200 OK\r\n\r\nvideo")] }) { server, client in
            let (pieces, piece) = AsyncStream.makeStream(of: Int.self)
            let transfer = Task {
                try await client.fetch(
                    ObjectRequest(url: url(server)), onHead: { _ in }, onBytes: { piece.yield($0.count) })
            }
            for await _ in pieces { break }
            transfer.cancel()
            await #expect(throws: CancellationError.self) { try await transfer.value }
        }
    }

    @Test("reads no faster than its pieces are taken")
    func backPressure() async throws {
        let total = 64 * 1024 * 1024
        let chunk = 256 * 1024
        try await withServer({ _ in
            [.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n"), .flood(chunk: chunk, count: total / chunk)]
        }) { server, client in
            let release = DispatchSemaphore(value: 0)
            let transfer = Task {
                var received = 0
                try await client.fetch(ObjectRequest(url: url(server)), onHead: { _ in }) { bytes in
                    if received == 0 { release.wait() }
                    received += bytes.count
                }
                return received
            }
            // With nobody taking the first piece, what the server gets rid of fills the sockets and then stops growing.
            var flooded = 0
            for await bytes in server.pauses {
                flooded = bytes
                break
            }
            #expect(flooded < 32 * 1024 * 1024)
            release.signal()
            let received = try await transfer.value
            #expect(received == total)
        }
    }
}
