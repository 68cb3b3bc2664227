import NexusFlowAPI
import Synchronization
import Testing

/// A service that says what the test told it to say to each call, in order, and fails the test on any other call.
final class ScriptedService: VideoService {
    enum Line: Sendable {
        case answer(Int, JSONValue)
        case failure(ServiceError)
    }

    let address: ServiceAddress
    private let lines = Mutex<[String: [Line]]>([:])
    private let standing = Mutex<[String: Line]>([:])
    private let requests = Mutex<[APIRequest]>([])

    init(_ address: String = "https://nexusflow.vip/v1") throws {
        self.address = try #require(ServiceAddress(address))
    }

    /// Says these to the next calls, each once.
    func on(_ call: String, _ lines: Line...) { self.lines.withLock { $0[call, default: []] += lines } }

    /// Says this to every call for which nothing else is left to say.
    func always(_ call: String, _ line: Line) { standing.withLock { $0[call] = line } }

    /// Takes the next submits, one for each id.
    func takes(_ ids: String...) {
        for id in ids { on("POST /tasks", .answer(202, Self.task(id, "running"))) }
    }

    /// Says from now on that the task stands so.
    func says(_ id: String, _ status: String, progress: Int? = nil, url: String? = nil, error: String? = nil) {
        always("GET /tasks/\(id)", .answer(200, Self.task(id, status, progress: progress, url: url, error: error)))
    }

    static func task(
        _ id: String, _ status: String, progress: Int? = nil, url: String? = nil, error: String? = nil
    ) -> JSONValue {
        var object: JSONObject = ["id": .string(id), "status": .string(status)]
        object["progress"] = progress.map { JSONValue($0) }
        object["output"] = url.map { ["video_url": .string($0)] }
        object["error"] = error.map { .string($0) }
        object["created_at"] = "2026-06-01T12:00:00.000Z"
        object["completed_at"] = status == "succeeded" || status == "failed" ? "2026-06-01T12:01:00.000Z" : nil
        return .object(object)
    }

    /// The calls so far, such as `GET /tasks/t-1`.
    var log: [String] { requests.withLock { $0.map { "\($0.method.rawValue) \($0.path)" } } }

    /// The bodies of the submits so far.
    var submits: [JSONValue] {
        requests.withLock { $0.filter { $0.method == .post } }
            .compactMap { request in request.body.flatMap { try? JSONValue(parsing: $0) } }
    }

    func send(_ request: APIRequest) async throws(ServiceError) -> APIResponse {
        let call = "\(request.method.rawValue) \(request.path)"
        requests.withLock { $0.append(request) }
        let next = lines.withLock { lines -> Line? in
            guard let first = lines[call]?.first else { return nil }
            lines[call]?.removeFirst()
            return first
        }
        switch next ?? standing.withLock({ $0[call] }) {
        case .answer(let status, let json): return APIResponse(status: status, body: Array(json.text().utf8))
        case .failure(let error): throw error
        case nil:
            Issue.record("nobody told the service what to say to \(call)")
            throw ServiceError(.refused, "unexpected call", status: 400)
        }
    }
}

/// A storage with these objects, by URL; it fails the test on any other.
final class ScriptedStore: ObjectStore {
    private let objects = Mutex<[String: [UInt8]]>([:])
    private let fetched = Mutex<[String]>([])

    func put(_ bytes: [UInt8], at url: String) { objects.withLock { $0[url] = bytes } }

    var log: [String] { fetched.withLock { $0 } }

    func fetch(
        _ request: ObjectRequest, onHead: (APIResponse) async throws -> Void,
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        fetched.withLock { $0.append(request.url) }
        guard let bytes = objects.withLock({ $0[request.url] }) else {
            Issue.record("nobody put anything at \(request.url)")
            return try await onHead(APIResponse(status: 400))
        }
        var checksum = CRC64()
        checksum.update(bytes)
        try await onHead(
            APIResponse(
                status: 200,
                headers: [
                    .init("Content-Length", "\(bytes.count)"), .init("ETag", "\"v1\""),
                    .init("x-oss-hash-crc64ecma", String(checksum.value)),
                ]))
        try bytes.withUnsafeBytes { try onBytes($0) }
    }
}
