import NexusFlowAPI
import Synchronization
import Testing

/// A storage that serves one object as the test says, request by request, and fails the test on any other request.
final class ScriptedStore: ObjectStore {
    enum Line: Sendable {
        /// As a good storage does, ranges and `If-Range` included.
        case serve
        /// As a good one, but the connection ends after so many bytes of the body.
        case cut(after: Int)
        /// Only a status.
        case status(Int)
        /// No connection.
        case unreachable
        /// Exactly this, whatever was asked for.
        case say(Int, [APIResponse.Header], [UInt8])
        /// As a good one, but it waits for the test before the body.
        case hold(Latch)
    }

    struct State {
        var object: [UInt8] = []
        var entityTag: String? = "\"v1\""
        var hasChecksum = true
        var lines: [Line] = []
        var requests: [ObjectRequest] = []
    }

    private let state = Mutex(State())

    func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    func on(_ lines: Line...) { state.withLock { $0.lines += lines } }

    var requests: [ObjectRequest] { state.withLock { $0.requests } }

    static func checksum(_ bytes: [UInt8]) -> String {
        var checksum = CRC64()
        checksum.update(bytes)
        return String(checksum.value)
    }

    func fetch(
        _ request: ObjectRequest, onHead: (APIResponse) async throws -> Void,
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        let (line, now) = state.withLock { state in
            state.requests.append(request)
            return (state.lines.isEmpty ? nil : state.lines.removeFirst(), state)
        }
        func send(_ bytes: ArraySlice<UInt8>) throws {
            for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 16_384) {
                try bytes[start..<min(start + 16_384, bytes.endIndex)].withUnsafeBytes { try onBytes($0) }
            }
        }
        switch line {
        case .serve:
            try await onHead(head(now, request))
            try send(now.object[offset(now, request)...])
        case .cut(let count):
            try await onHead(head(now, request))
            try send(now.object[offset(now, request)...].prefix(count))
            throw ServiceError(.disconnected, "the connection ended")
        case .hold(let latch):
            try await onHead(head(now, request))
            try await latch.wait()
            try send(now.object[offset(now, request)...])
        case .status(let status): try await onHead(APIResponse(status: status))
        case .unreachable: throw ServiceError(.unreachable, "no connection")
        case .say(let status, let headers, let body):
            try await onHead(APIResponse(status: status, headers: headers))
            try send(body[...])
        case nil:
            Issue.record("nobody told the storage what to say to \(request)")
            throw ServiceError(.refused, "unexpected request", status: 400)
        }
    }

    private func offset(_ state: State, _ request: ObjectRequest) -> Int {
        let isSame = request.entityTag == nil || request.entityTag == state.entityTag
        return isSame && request.offset < state.object.count ? Int(request.offset) : 0
    }

    private func head(_ state: State, _ request: ObjectRequest) -> APIResponse {
        let offset = offset(state, request)
        var headers = [APIResponse.Header("Content-Length", "\(state.object.count - offset)")]
        if let tag = state.entityTag { headers.append(.init("ETag", tag)) }
        if state.hasChecksum { headers.append(.init("x-oss-hash-crc64ecma", Self.checksum(state.object))) }
        guard offset > 0 else { return APIResponse(status: 200, headers: headers) }
        let last = state.object.count - 1
        headers.append(.init("Content-Range", "bytes \(offset)-\(last)/\(state.object.count)"))
        return APIResponse(status: 206, headers: headers)
    }
}

/// A file whose boxes say that it holds so many seconds of video.
func video(seconds: UInt32 = 5, pictures: Int = 300_000, seed: UInt8 = 1) -> [UInt8] {
    func integer(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    func box(_ type: String, _ content: [UInt8]...) -> [UInt8] {
        let payload = content.flatMap { $0 }
        return integer(UInt32(8 + payload.count)) + Array(type.utf8) + payload
    }
    let zeros = { [UInt8](repeating: 0, count: $0) }
    let entry = integer(86) + Array("avc1".utf8) + zeros(24) + [0x05, 0x00, 0x02, 0xD0] + zeros(50)
    let length = zeros(12) + integer(1000) + integer(seconds * 1000)
    let track = box(
        "trak",
        box(
            "mdia", box("mdhd", length, zeros(4)), box("hdlr", zeros(8), Array("vide".utf8), zeros(12)),
            box("minf", box("stbl", box("stsd", zeros(4), integer(1), entry)))))
    let data = (0..<pictures).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) }
    return box("ftyp", Array("isom".utf8), integer(0)) + box("moov", box("mvhd", length, zeros(80)), track)
        + box("mdat", data)
}
