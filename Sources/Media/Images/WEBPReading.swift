/// Walks the chunks of a WEBP file (RFC 9649, section 2).
enum WEBPReading {
    static func size(of file: borrowing RandomAccessFile) throws(MediaError) -> (width: Int, height: Int) {
        guard file.size >= 12, UInt64(try file.bytes(at: 4, count: 4).little(at: 0, count: 4)) + 8 == file.size else {
            throw MediaError(.damaged, "its length is not the one that it says")
        }
        var offset: UInt64 = 12
        var size: (width: Int, height: Int)?
        var hasPixels = false
        for _ in 0..<ImageSummary.partLimit {
            if offset == file.size {
                guard hasPixels, let size else { throw MediaError(.damaged, "it holds no picture") }
                return size
            }
            guard file.size - offset >= 8 else { throw MediaError(.damaged, "it ends within a chunk") }
            let head = try file.bytes(at: offset, count: 8)
            let length = UInt64(head.little(at: 4, count: 4))
            let padded = length + length % 2
            guard padded <= file.size - offset - 8 else {
                throw MediaError(.damaged, "a chunk is longer than the file")
            }
            let type = String(decoding: head[..<4], as: UTF8.self)
            let found = try dimensions(type, of: file, at: offset + 8, length: length)
            size = size ?? found
            if ["VP8 ", "VP8L", "ANMF"].contains(type) { hasPixels = true }
            offset += 8 + padded
        }
        throw MediaError(.tooComplex, "it has more than \(ImageSummary.partLimit) chunks")
    }

    /// The size that a chunk says, if it is of a kind that does (sections 2.5 to 2.7).
    private static func dimensions(
        _ type: String, of file: borrowing RandomAccessFile, at offset: UInt64, length: UInt64
    ) throws(MediaError) -> (width: Int, height: Int)? {
        guard ["VP8 ", "VP8L", "VP8X"].contains(type) else { return nil }
        guard length >= 10 else { throw MediaError(.damaged, "its picture does not say its size") }
        let head = try file.bytes(at: offset, count: 10)
        switch type {
        case "VP8X": return (head.little(at: 4, count: 3) + 1, head.little(at: 7, count: 3) + 1)
        case "VP8L":
            guard head[0] == 0x2F else { throw MediaError(.damaged, "its picture has no head") }
            let bits = head.little(at: 1, count: 4)
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        default:
            guard head[3...5] == [0x9D, 0x01, 0x2A] else { throw MediaError(.damaged, "its picture has no head") }
            return (head.little(at: 6, count: 2) & 0x3FFF, head.little(at: 8, count: 2) & 0x3FFF)
        }
    }
}
