/// A running CRC-64/XZ (ECMA-182 polynomial, reflected; start and final XOR all ones): the checksum that object storage
/// gives for a whole object in `x-oss-hash-crc64ecma`.
///
/// Sixteen bytes a step ("slicing by 16"): each byte of the step has a table of its own, so the lookups do not wait for
/// one another.
package struct CRC64: Hashable, Sendable {
    private static let tables = makeTables()
    private static let stride = 16

    private var register = UInt64.max

    package init() {}

    /// The checksum of all bytes so far; storage writes it in decimal.
    package var value: UInt64 { ~register }

    /// Takes in the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        register = Self.tables.withUnsafeBufferPointer { tables in
            var register = register
            var offset = 0
            while bytes.count - offset >= Self.stride {
                let low = register ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
                register = Self.folded(low, tables, from: 8) ^ Self.folded(high, tables, from: 0)
                offset += Self.stride
            }
            while offset < bytes.count {
                register = tables[Int(UInt8(truncatingIfNeeded: register) ^ bytes[offset])] ^ (register >> 8)
                offset += 1
            }
            return register
        }
    }

    /// Takes in the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Eight bytes, the first of them followed by `from + 7` further bytes of the step.
    @inline(__always)
    private static func folded(_ word: UInt64, _ tables: UnsafeBufferPointer<UInt64>, from: Int) -> UInt64 {
        @inline(__always)
        func entry(_ byte: Int) -> UInt64 {
            tables[(from + 7 - byte) << 8 | Int(UInt8(truncatingIfNeeded: word >> UInt64(byte << 3)))]
        }
        return entry(0) ^ entry(1) ^ entry(2) ^ entry(3) ^ entry(4) ^ entry(5) ^ entry(6) ^ entry(7)
    }

    /// Entry `k * 256 + b` is what byte `b` does to the register when `k` bytes follow it.
    private static func makeTables() -> [UInt64] {
        let polynomial: UInt64 = 0xC96C_5795_D787_0F42
        var tables = [UInt64](repeating: 0, count: stride * 256)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt64(byte)) { rest, _ in
                rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1
            }
        }
        for index in 256..<tables.count {
            let shorter = tables[index - 256]
            tables[index] = tables[Int(UInt8(truncatingIfNeeded: shorter))] ^ shorter >> 8
        }
        return tables
    }
}
