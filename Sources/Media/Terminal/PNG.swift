/// A picture as a PNG file (RFC 2083) that is not compressed: what shows it is on this machine, or one hop away.
enum PNG {
    static func file(of frame: RGBFrame) -> [UInt8] {
        // 8 bits a channel, three channels, and nothing special.
        let header = big(frame.width) + big(frame.height) + [8, 2, 0, 0, 0]
        return PNGReading.signature + chunk("IHDR", header)
            + chunk("IDAT", stored(rows(of: frame))) + chunk("IEND", [])
    }

    /// Each row behind the number of its filter, which is none.
    private static func rows(of frame: RGBFrame) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(frame.bytes.count + frame.height)
        for row in 0..<frame.height {
            rows.append(0)
            rows += frame.bytes[frame.offset(0, row)..<frame.offset(0, row + 1)]
        }
        return rows
    }

    /// A zlib stream of stored blocks (RFC 1950; RFC 1951, section 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        stream.reserveCapacity(bytes.count + bytes.count / 65_535 * 5 + 16)
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for value in [length, ~length] { stream += [UInt8(value & 0xFF), UInt8(value >> 8)] }
            stream += block
        } while !rest.isEmpty
        return stream + big(Int(adler32(bytes)))
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        // So many steps cannot overflow.
        for start in stride(from: 0, to: bytes.count, by: 5552) {
            for byte in bytes[start..<min(start + 5552, bytes.count)] {
                low += UInt32(byte)
                high += low
            }
            low %= 65_521
            high %= 65_521
        }
        return high << 16 | low
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(type.utf8) + data
        var checksum = CRC32()
        checksum.update(content)
        return big(data.count) + content + big(Int(checksum.value))
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
