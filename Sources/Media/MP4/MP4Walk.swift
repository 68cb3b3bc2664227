/// One box of an MP4 file (ISO/IEC 14496-12, section 4.2).
struct MP4Box {
    /// Four bytes, such as `moov`.
    let type: UInt32
    /// The bytes behind the header.
    let payload: Range<UInt64>

    var name: String { Self.name(type) }

    /// A box type for people: what is not printable ASCII becomes `?`.
    static func name(_ type: UInt32) -> String {
        String(
            (0..<4).map { position -> Character in
                let byte = UInt8(truncatingIfNeeded: type >> (24 - 8 * position))
                return (0x20...0x7E).contains(byte) ? Character(Unicode.Scalar(byte)) : "?"
            })
    }

    static func type(_ name: StaticString) -> UInt32 {
        name.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }
}

/// A walk over the boxes of a file, bounded in depth, number of boxes and bytes read whatever the file says.
struct MP4Walk: ~Copyable {
    /// How many boxes are looked at. A video of some seconds has about forty.
    static let boxLimit = 10_000
    /// How deeply boxes may nest. What is looked for lies in the sixth level.
    static let depthLimit = 8
    /// How much of what is in boxes is read. The longest table of frames that is accepted takes half of it.
    static let byteLimit = 1 << 24

    let file: RandomAccessFile
    private var boxesLeft = Self.boxLimit
    private var bytesLeft = Self.byteLimit

    init(_ file: consuming RandomAccessFile) {
        self.file = file
    }

    /// Gives each box of `range` in order. The boxes must fill it exactly.
    ///
    /// - Parameter depth: 0 for the boxes of the file itself; only there may a box reach to the end without saying so.
    mutating func boxes(
        in range: Range<UInt64>, depth: Int,
        _ body: (inout MP4Walk, MP4Box) throws(MediaError) -> Void
    ) throws(MediaError) {
        guard depth < Self.depthLimit else { throw MediaError(.tooComplex, "its boxes nest too deeply") }
        var position = range.lowerBound
        while position < range.upperBound {
            guard boxesLeft > 0 else { throw MediaError(.tooComplex, "it has more than \(Self.boxLimit) boxes") }
            boxesLeft -= 1
            let box = try header(at: position, end: range.upperBound, isOutermost: depth == 0)
            try body(&self, box)
            position = box.payload.upperBound
        }
    }

    /// The first `count` bytes of a box's payload, which must have them.
    mutating func bytes(of box: MP4Box, from offset: UInt64 = 0, count: Int) throws(MediaError) -> [UInt8] {
        let length = UInt64(box.payload.count)
        guard count >= 0, offset <= length, UInt64(count) <= length - offset else {
            throw MediaError(.damaged, "box '\(box.name)' is too short for what it must hold")
        }
        guard count <= bytesLeft else { throw MediaError(.tooComplex, "its tables are too long") }
        bytesLeft -= count
        return try file.bytes(at: box.payload.lowerBound + offset, count: count)
    }

    private func header(at position: UInt64, end: UInt64, isOutermost: Bool) throws(MediaError) -> MP4Box {
        let left = end - position
        guard left >= 8 else { throw MediaError(.damaged, "\(left) bytes at byte \(position) are too few for a box") }
        let header = try file.bytes(at: position, count: 8)
        let type = header.integer(at: 4)
        var headerSize: UInt64 = 8
        var size = UInt64(header.integer(at: 0))
        switch size {
        case 0:
            guard isOutermost else {
                throw MediaError(.damaged, "box '\(MP4Box.name(type))' inside another does not say its size")
            }
            size = left
        case 1:
            guard left >= 16 else { throw MediaError(.damaged, "box '\(MP4Box.name(type))' is cut off in its size") }
            headerSize = 16
            size = try file.bytes(at: position + 8, count: 8).longInteger(at: 0)
        default: break
        }
        let name = MP4Box.name(type)
        guard size >= headerSize else { throw MediaError(.damaged, "box '\(name)' is smaller than its own header") }
        guard size <= left else {
            let missing = "\(size - left) bytes of box '\(name)' are missing"
            throw MediaError(
                .damaged, isOutermost ? "the file is cut off: \(missing)" : "boxes contradict each other: \(missing)")
        }
        return MP4Box(type: type, payload: position + headerSize..<position + size)
    }
}

extension [UInt8] {
    /// Four bytes as a big-endian number. The caller has made sure that they are there.
    func integer(at offset: Int) -> UInt32 {
        self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Eight bytes as a big-endian number. The caller has made sure that they are there.
    func longInteger(at offset: Int) -> UInt64 {
        self[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
