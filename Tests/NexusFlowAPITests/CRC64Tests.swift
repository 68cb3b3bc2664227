import Testing

@testable import NexusFlowAPI

@Suite("CRC-64/XZ")
struct CRC64Tests {
    /// One bit at a time, straight from the definition.
    private static func bitwise(_ bytes: [UInt8]) -> UInt64 {
        var register = UInt64.max
        for byte in bytes {
            register ^= UInt64(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xC96C_5795_D787_0F42 : register >> 1 }
        }
        return ~register
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var crc = CRC64()
        crc.update(bytes)
        return crc.value
    }

    private static let sample = (0..<257).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 3) }

    @Test("The catalogue's check value comes out")
    func checkValue() {
        #expect(Self.checksum(Array("123456789".utf8)) == 0x995D_C9BB_DF19_39FA)
    }

    @Test("A sentence gives what other programs give")
    func sentence() {
        let sentence = "This is a test of the emergency broadcast system."
        #expect(Self.checksum(Array(sentence.utf8)) == 0x27DB_187F_C15B_BC72)
    }

    @Test("No bytes give zero")
    func empty() {
        #expect(CRC64().value == 0)
        #expect(Self.checksum([]) == 0)
    }

    @Test("Every length agrees with the definition, bit by bit")
    func lengths() {
        for length in 0...Self.sample.count {
            let bytes = Array(Self.sample.prefix(length))
            #expect(Self.checksum(bytes) == Self.bitwise(bytes), "length \(length)")
        }
    }

    @Test("Pieces of any size give the checksum of the whole", arguments: [1, 3, 8, 15, 16, 17, 31, 64, 200])
    func pieces(size: Int) {
        var crc = CRC64()
        for start in stride(from: 0, to: Self.sample.count, by: size) {
            crc.update(Array(Self.sample[start..<min(start + size, Self.sample.count)]))
        }
        #expect(crc.value == Self.bitwise(Self.sample))
    }

    @Test(
        "Tables give what the processor's multiplication gives, however the bytes are cut", .enabled(if: CRC64.canFold))
    func ways() {
        let bytes = Self.sample + Self.sample.reversed() + Self.sample
        for length in 0...bytes.count {
            var (folded, tabled) = (CRC64(), CRC64())
            bytes.prefix(length).withUnsafeBytes { piece in
                folded.update(piece, folds: true)
                tabled.update(piece, folds: false)
            }
            #expect(folded == tabled, "length \(length)")
        }
        #expect(Self.checksum(bytes) == Self.bitwise(bytes))
    }

    @Test("Without the processor's multiplication every length agrees with the definition too")
    func tables() {
        for length in 0...Self.sample.count {
            var crc = CRC64()
            Self.sample.prefix(length).withUnsafeBytes { crc.update($0, folds: false) }
            #expect(crc.value == Self.bitwise(Array(Self.sample.prefix(length))), "length \(length)")
        }
    }

    @Test("Random bytes of random lengths, cut at random and read from anywhere in memory, agree with the definition")
    func random() {
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...5000)).map { _ in UInt8.random(in: .min ... .max) }
            var crc = CRC64()
            var cuts: [Int] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let cut = Int.random(in: 0...min(rest.count, 1500))
                cuts.append(cut)
                rest.prefix(cut).withUnsafeBytes { crc.update($0) }
                rest = rest.dropFirst(cut)
            }
            #expect(crc.value == Self.bitwise(bytes), "\(bytes.count) bytes, cut into \(cuts)")
        }
    }
}
