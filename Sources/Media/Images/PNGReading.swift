/// Walks the chunks of a PNG file (RFC 2083, section 3).
enum PNGReading {
    /// What every such file begins with (section 3.1).
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Bytes of a chunk that are read at once.
    private static let piece = 1 << 16

    static func size(of file: borrowing RandomAccessFile) throws(MediaError) -> (width: Int, height: Int) {
        var offset = UInt64(signature.count)
        var size: (width: Int, height: Int)?
        var hasPixels = false
        for _ in 0..<ImageSummary.partLimit {
            guard file.size - offset >= 12 else { throw MediaError(.damaged, "it ends before its last chunk") }
            let head = try file.bytes(at: offset, count: 8)
            let length = UInt64(head.big(at: 0, count: 4))
            guard length < 1 << 31, length <= file.size - offset - 12 else {
                throw MediaError(.damaged, "a chunk is longer than the file")
            }
            let type = Array(head[4...])
            let end = offset + 8 + length
            if size == nil {
                guard type.elementsEqual("IHDR".utf8), length == 13 else {
                    throw MediaError(.damaged, "it does not begin with its size ('IHDR')")
                }
                let header = try file.bytes(at: offset + 8, count: 8)
                size = (header.big(at: 0, count: 4), header.big(at: 4, count: 4))
            }
            guard
                try checksum(of: file, from: offset + 4, to: end) == file.bytes(at: end, count: 4).big(at: 0, count: 4)
            else { throw MediaError(.damaged, "the checksum of a chunk is wrong") }
            offset = end + 4
            if type.elementsEqual("IDAT".utf8) { hasPixels = true }
            guard type.elementsEqual("IEND".utf8) else { continue }
            guard hasPixels, let size else { throw MediaError(.damaged, "it holds no pixels ('IDAT')") }
            guard offset == file.size else { throw MediaError(.damaged, "something stands behind its end") }
            return size
        }
        throw MediaError(.tooComplex, "it has more than \(ImageSummary.partLimit) chunks")
    }

    private static func checksum(
        of file: borrowing RandomAccessFile, from start: UInt64, to end: UInt64
    ) throws(MediaError) -> Int {
        var checksum = CRC32()
        var offset = start
        while offset < end {
            let count = Int(min(UInt64(piece), end - offset))
            checksum.update(try file.bytes(at: offset, count: count))
            offset += UInt64(count)
        }
        return Int(checksum.value)
    }
}
