import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOPosix
import NexusFlowAPI
import SystemPackage

/// A file as object storage serves it: with ranges, a strong entity tag, and the checksum of the whole on every answer.
struct ServedFile: Hashable, Sendable {
    let path: String
    /// In bytes.
    let size: Int
    /// Its media type.
    let type: String
    /// With its quotes.
    let entityTag: String
    /// Seconds since 1970.
    let modified: Int64
    /// CRC-64/XZ of all of it.
    let checksum: UInt64?

    private static let pieceSize = 1 << 18

    /// - Parameter cut: what part of the promised bytes is sent before the connection ends.
    func response(to request: Request, cut: Double? = nil) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .acceptRanges: "bytes", .eTag: entityTag, .lastModified: lastModified,
        ]
        if let checksum, let name = HTTPField.Name("x-oss-hash-crc64ecma") { headers[name] = String(checksum) }
        let range = isUnchanged(request.headers[.ifRange]) ? ByteRange(request.headers[.range], size: size) : .whole
        switch range {
        case .whole:
            return Response(status: .ok, headers: headers, body: body(0..<size, cut: cut))
        case .part(let part):
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            return Response(status: .partialContent, headers: headers, body: body(part, cut: cut))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    private var lastModified: String { HTTPDate.text(Date(milliseconds: modified * 1000)) }

    /// Whether a range may be answered (RFC 9110, section 13.1.5): only a strong tag, or the very date, will do.
    private func isUnchanged(_ condition: String?) -> Bool {
        condition.map { $0 == entityTag || $0 == lastModified } ?? true
    }

    /// Reads the file piece by piece, each when the one before has gone.
    private func body(_ range: Range<Int>, cut: Double?) -> ResponseBody {
        let end = cut.map { range.lowerBound + Int(Double(range.count) * $0) } ?? range.upperBound
        return ResponseBody(contentLength: range.count) { writer in
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            defer { try? file.close() }
            var offset = range.lowerBound
            while offset < end {
                let (start, length) = (offset, min(end - offset, Self.pieceSize))
                let piece = try await NIOThreadPool.singleton.runIfActive {
                    var piece = ByteBuffer()
                    try piece.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { space in
                        try file.read(fromAbsoluteOffset: Int64(start), into: .init(rebasing: space[..<length]))
                    }
                    return piece
                }
                guard piece.readableBytes > 0 else { throw ConnectionEnd.closed }
                offset += piece.readableBytes
                try await writer.write(piece)
            }
            guard cut == nil else { throw ConnectionEnd.closed }
            try await writer.finish(nil)
        }
    }
}
