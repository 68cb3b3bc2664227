/// Walks the segments of a JPEG file up to its picture (ITU-T T.81, annex B).
enum JPEGReading {
    static func size(of file: borrowing RandomAccessFile) throws(MediaError) -> (width: Int, height: Int) {
        var offset: UInt64 = 2
        var size: (width: Int, height: Int)?
        for _ in 0..<ImageSummary.partLimit {
            guard file.size - offset >= 4 else { throw MediaError(.damaged, "it ends before its picture") }
            let head = try file.bytes(at: offset, count: 4)
            guard head[0] == 0xFF else { throw MediaError(.damaged, "it holds what is no segment") }
            // Any segment may be filled up in front.
            if head[1] == 0xFF {
                offset += 1
                continue
            }
            let length = UInt64(head.big(at: 2, count: 2))
            guard length >= 2, length <= file.size - offset - 2 else {
                throw MediaError(.damaged, "a segment is longer than the file")
            }
            // What begins a frame, of which DHT, JPG and DAC are none.
            if (0xC0...0xCF).contains(head[1]), ![0xC4, 0xC8, 0xCC].contains(head[1]) {
                guard length >= 8 else { throw MediaError(.damaged, "its frame does not say its size") }
                let frame = try file.bytes(at: offset + 5, count: 4)
                size = (frame.big(at: 2, count: 2), frame.big(at: 0, count: 2))
            }
            offset += 2 + length
            guard head[1] == 0xDA else { continue }
            guard let size else { throw MediaError(.damaged, "its frame does not say its size") }
            guard file.size - offset >= 2, try file.bytes(at: file.size - 2, count: 2) == [0xFF, 0xD9] else {
                throw MediaError(.damaged, "its end is missing")
            }
            return size
        }
        throw MediaError(.tooComplex, "it has more than \(ImageSummary.partLimit) segments")
    }
}
