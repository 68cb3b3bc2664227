import NexusFlowAPI
import SystemPackage

/// A finished video or image on disk.
struct StoredVideo: Hashable, Sendable {
    let path: String
    /// In bytes.
    let size: Int
    /// CRC-64/XZ of all of it.
    let checksum: UInt64

    /// A strong entity tag: the same bytes always have the same.
    var entityTag: String { "\"\(String(checksum, radix: 16, uppercase: true))-\(size)\"" }
}

extension StoredVideo {
    private static let pieceSize = 1 << 18

    /// The file of that name if it has been rendered. What is known of its bytes is kept beside it, and made anew where
    /// that is missing or no longer fits.
    static func find(_ name: String, in folder: StateFolder) throws(LocalServiceError) -> StoredVideo? {
        let path = folder.video(name)
        guard let size = FileSystem.size(path), size > 0 else { return nil }
        if let bytes = FileSystem.read(folder.videoDetails(name), limit: 4096),
            let json = try? JSONValue(parsing: bytes),
            json["size"]?.integer == size, let checksum = json["crc64"]?.string.flatMap({ UInt64($0) })
        {
            return StoredVideo(path: path, size: size, checksum: checksum)
        }
        let video = StoredVideo(path: path, size: size, checksum: try checksum(of: path))
        let details: JSONValue = ["size": JSONValue(size), "crc64": .string(String(video.checksum))]
        try FileSystem.write(Array(details.text().utf8), to: folder.videoDetails(name))
        return video
    }

    private static func checksum(of path: String) throws(LocalServiceError) -> UInt64 {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                var crc = CRC64()
                var piece = [UInt8](repeating: 0, count: pieceSize)
                while true {
                    let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
                    if count == 0 { return crc.value }
                    piece.withUnsafeBytes { crc.update(.init(rebasing: $0[..<count])) }
                }
            }
        } catch {
            throw LocalServiceError(.folder, "the local service cannot read \(path): \(error)")
        }
    }
}
