import FoundationEssentials
import NIOCore
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("Starting and stopping")
struct StartTests {
    private static func failure(
        _ folder: String, _ change: (inout LocalServiceConfiguration) -> Void
    ) async throws -> LocalServiceError? {
        var configuration = LocalServiceConfiguration(folder: folder)
        change(&configuration)
        let changed = configuration
        return await #expect(throws: LocalServiceError.self) { try await LocalService.withService(changed) { _ in } }
    }

    @Test("Without ffmpeg it does not start, and names the package")
    func ffmpegMissing() async throws {
        try await withFolder { folder in
            let error = try await Self.failure(folder) { $0.searchPath = "/nonexistent:relative:" }
            #expect(error?.code == .ffmpegMissing)
            #expect(error?.remedy == "install the package ffmpeg")
        }
    }

    @Test("Without any font it does not start, and names a package")
    func fontMissing() async throws {
        let error = #expect(throws: LocalServiceError.self) {
            try CaptionFont.find(usual: ["/nonexistent.ttf"], roots: ["/nonexistent"])
        }
        #expect(error?.code == .fontMissing)
        #expect(error?.remedy?.contains("fonts-dejavu-core") == true)
    }

    @Test("Any font will do where the usual ones are missing")
    func otherFont() async throws {
        try await withFolder { folder in
            try FileSystem.makeFolder("\(folder)/a/b")
            try FileSystem.write([1], to: "\(folder)/a/b/Strange.otf")
            #expect(try CaptionFont.find(usual: [], roots: [folder]).path == "\(folder)/a/b/Strange.otf")
        }
    }

    @Test("A port that is in use is an error that says so")
    func portInUse() async throws {
        try await withTestService { client, _ in
            let port = try #require(client.address.origin.split(separator: ":").last.flatMap { Int($0) })
            try await withFolder { folder in
                let error = try await Self.failure(folder) { $0.port = port }
                #expect(error?.code == .portInUse)
                #expect(error?.message.contains("\(port)") == true)
            }
        }
    }

    @Test("An address that is not ours is an error")
    func badAddress() async throws {
        try await withFolder { folder in
            let error = try await Self.failure(folder) { $0.host = "192.0.2.1" }
            #expect(error?.code == .address)
        }
    }

    @Test("A folder that cannot be made is an error")
    func badFolder() async throws {
        #expect(try await Self.failure("/dev/null/x") { _ in }?.code == .folder)
    }

    @Test("A speed that makes no sense is refused", arguments: [0, -1, .nan, .infinity, 1e7])
    func badSpeed(speed: Double) async throws {
        #expect(try await Self.failure("/nonexistent") { $0.speed = speed }?.code == .speed)
    }

    @Test("It gives its address, and no longer answers once it has stopped")
    func stops() async throws {
        let client = try await withTestService { client, _ in
            let answer = try await client.get("/v1/tasks")
            #expect(answer.status == 200)
            #expect(client.address.origin.hasPrefix("http://127.0.0.1:"))
            #expect(client.address.basePath == "/v1")
            return client
        }
        await #expect(throws: (any Error).self) { try await client.get("/v1/tasks") }
    }

    @Test(
        "It stops though a connection is open, a request half sent, and a video being rendered",
        .timeLimit(.minutes(3)))
    func stopsPromptly() async throws {
        try await withTestService { client, _ in
            _ = try await client.createTask()
            _ = try await client.open()
            let half = try await client.open()
            let text =
                "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-air-x\r\n"
                + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            try await half.writeAndFlush(ByteBuffer(string: text))
            _ = try await client.get("/v1/tasks")
        }
    }

    @Test("What the body throws comes out")
    func throwing() async throws {
        await #expect(throws: NoAnswer.closed) {
            try await withTestService { _, _ in throw NoAnswer.closed }
        }
    }

    @Test("It runs until it is cancelled")
    func runs() async throws {
        try await withFolder { folder in
            let (addresses, ready) = AsyncStream<ServiceAddress>.makeStream()
            let running = Task {
                try await LocalService.run(LocalServiceConfiguration(folder: folder)) { ready.yield($0) }
            }
            var iterator = addresses.makeAsyncIterator()
            let address = try #require(await iterator.next())
            #expect(try await TestClient(address: address).get("/v1/tasks").status == 200)
            running.cancel()
            try await running.value
        }
    }
}
