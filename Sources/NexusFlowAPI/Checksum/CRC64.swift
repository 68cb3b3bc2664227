import CCarryless

/// A running CRC-64/XZ (ECMA-182 polynomial, reflected; start and final XOR all ones): the checksum that object storage
/// gives for a whole object in `x-oss-hash-crc64ecma`.
///
/// Where the processor multiplies without carries, all but the last bytes are folded into one block by that. Elsewhere
/// there are tables: four words a step, each with a register of its own that the next step's word of the same place goes
/// into ("braiding", as zlib does for CRC-32): no lookup waits for that of another word, and all share tables that fit the
/// first cache.
package struct CRC64: Hashable, Sendable {
    private static let wordSize = 8
    private static let stepSize = 4 * wordSize
    /// For a word that nothing follows yet.
    private static let nearTables = makeTables(bytesBehind: 0)
    /// For a word whose register is next met a whole step later.
    private static let farTables = makeTables(bytesBehind: stepSize - wordSize)

    /// Whether this processor multiplies without carries.
    static let canFold = carryless_is_available()
    private static let foldedSize = Int(CARRYLESS_STEP)

    private var register = UInt64.max

    package init() {}

    /// The checksum of all bytes so far; storage writes it in decimal.
    package var value: UInt64 { ~register }

    /// Takes in the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        update(bytes, folds: Self.canFold)
    }

    /// - Parameter folds: only where ``canFold`` is true.
    mutating func update(_ bytes: UnsafeRawBufferPointer, folds: Bool) {
        let stepSize = folds ? Self.foldedSize : Self.stepSize
        let rest = bytes.count % stepSize
        register = Self.nearTables.withUnsafeBufferPointer { near in
            let steps = UnsafeRawBufferPointer(rebasing: bytes.dropLast(rest))
            var start = register
            if let first = steps.baseAddress, !steps.isEmpty {
                start = folds ? Self.carryless(start, first, steps.count, near) : Self.braided(start, steps, near)
            }
            return bytes.suffix(rest).reduce(start) {
                near[(Self.wordSize - 1) << 8 | Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8
            }
        }
    }

    /// Takes in the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The register after `count` bytes, which are whole steps, at least one.
    private static func carryless(
        _ register: UInt64, _ bytes: UnsafeRawPointer, _ count: Int, _ near: UnsafeBufferPointer<UInt64>
    ) -> UInt64 {
        let block = carryless_folded(register, bytes, count)
        return folded(folded(block.first, near) ^ block.second, near)
    }

    /// The register after all `bytes`, which are whole steps, at least one.
    private static func braided(
        _ register: UInt64, _ bytes: UnsafeRawBufferPointer, _ near: UnsafeBufferPointer<UInt64>
    ) -> UInt64 {
        farTables.withUnsafeBufferPointer { far in
            var offset = 0
            func word(_ place: Int) -> UInt64 {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + place * wordSize, as: UInt64.self))
            }
            var first = register
            var (second, third, fourth): (UInt64, UInt64, UInt64) = (0, 0, 0)
            while offset < bytes.count - stepSize {
                first = folded(first ^ word(0), far)
                second = folded(second ^ word(1), far)
                third = folded(third ^ word(2), far)
                fourth = folded(fourth ^ word(3), far)
                offset += stepSize
            }
            // In the last step each word is followed by the next, so the four registers become one.
            first = folded(first ^ word(0), near)
            second = folded(first ^ second ^ word(1), near)
            third = folded(second ^ third ^ word(2), near)
            return folded(third ^ fourth ^ word(3), near)
        }
    }

    /// What a word, the register already in it, leaves in the register.
    @inline(__always)
    private static func folded(_ word: UInt64, _ tables: UnsafeBufferPointer<UInt64>) -> UInt64 {
        @inline(__always)
        func entry(_ byte: Int) -> UInt64 {
            tables[byte << 8 | Int(UInt8(truncatingIfNeeded: word >> UInt64(byte << 3)))]
        }
        return entry(0) ^ entry(1) ^ entry(2) ^ entry(3) ^ entry(4) ^ entry(5) ^ entry(6) ^ entry(7)
    }

    /// Entry `k * 256 + b` is what byte `k` of a word does to the register, if it is `b`, when `bytesBehind` further bytes
    /// follow the word.
    private static func makeTables(bytesBehind: Int) -> [UInt64] {
        let polynomial: UInt64 = 0xC96C_5795_D787_0F42
        let alone = (0..<256).map { byte in
            (0..<8).reduce(UInt64(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1 }
        }
        var tables = [UInt64](repeating: 0, count: wordSize * 256)
        for byte in 0..<256 {
            var effect = alone[byte]
            func follow() { effect = alone[Int(UInt8(truncatingIfNeeded: effect))] ^ effect >> 8 }
            for _ in 0..<bytesBehind { follow() }
            for place in (0..<wordSize).reversed() {
                tables[place << 8 | byte] = effect
                follow()
            }
        }
        return tables
    }
}
