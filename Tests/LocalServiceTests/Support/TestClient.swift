import NIOCore
import NIOPosix
import NexusFlowAPI

/// An answer as it came over the wire.
struct TestAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var json: JSONValue { get throws { try JSONValue(parsing: body) } }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// The length that the head promised.
    var promisedLength: Int? { headers["content-length"].flatMap { Int($0) } }

    /// The three parts of an error object.
    var error: (message: String?, type: String?, code: String?) {
        let error = (try? json)?["error"]
        return (error?["message"]?.string, error?["type"]?.string, error?["code"]?.string)
    }

    /// - Returns: `nil` unless `bytes` begin with a whole head.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        }
        self.status = status
        self.headers = headers
        body = Array(bytes[end.upperBound...])
    }
}

/// What a connection gave instead of an answer.
enum NoAnswer: Error {
    case closed
    case reset
}

/// The smallest HTTP client that can see everything: one request a connection, the bytes as they are.
struct TestClient: Sendable {
    let address: ServiceAddress
    var key: String? = "sk-air-test"

    private var port: Int { address.origin.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// - Parameter path: below the origin, not the base path.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil
    ) async throws -> TestAnswer {
        var fields = ["Host": String(address.origin.dropFirst("http://".count)), "Connection": "close"]
        if let key { fields["Authorization"] = "Bearer \(key)" }
        if let body {
            fields["Content-Type"] = "application/json"
            fields["Content-Length"] = "\(body.utf8.count)"
        }
        fields.merge(headers) { $1 }
        let head = "\(method) \(path) HTTP/1.1\r\n" + fields.map { "\($0): \($1)\r\n" }.sorted().joined() + "\r\n"
        return try await exchange(head + (body ?? ""))
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> TestAnswer {
        try await send("GET", path, headers: headers)
    }

    /// Creates a task with the documented parameters.
    func create(_ request: JSONValue) async throws -> TestAnswer {
        try await send("POST", "/v1/tasks", body: request.text())
    }

    /// The id of a new task.
    func createTask(_ request: JSONValue = ["model": "wan2.6-t2v", "prompt": "a boat"]) async throws -> String {
        try await create(request).json["id"]?.string ?? ""
    }

    func task(_ id: String) async throws -> TestAnswer { try await get("/v1/tasks/\(id)") }

    /// Sends bytes as they are.
    func exchange(_ request: String) async throws -> TestAnswer {
        let channel = try await connect()
        var bytes: [UInt8] = []
        do {
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: request))
                for try await piece in inbound { bytes += piece.readableBytesView }
            }
        } catch is IOError {
            throw NoAnswer.reset
        }
        guard let answer = TestAnswer(bytes) else { throw NoAnswer.closed }
        return answer
    }

    /// A connection that says nothing by itself.
    func open() async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
            .get()
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
            channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
    }
}
