import NexusFlowAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How fast bytes are checksummed, and how fast they are copied: turn by turn, over the same buffers, in the pieces that
/// a download comes in.
@main
struct ChecksumSpeed {
    private static let pieceSize = 1 << 18
    /// Far more than what caches hold.
    private static let size = 1 << 28

    static func main() {
        let runs = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 10
        let source = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: pieceSize)
        let target = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: pieceSize)
        defer {
            source.deallocate()
            target.deallocate()
        }
        var word: UInt64 = 1
        for offset in stride(from: 0, to: size, by: 8) {
            word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            source.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        }
        memcpy(target, source, size)
        func piece(_ start: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: source + start, count: pieceSize)
        }

        var expected = CRC64()
        expected.update(UnsafeRawBufferPointer(start: source, count: size))
        var checksums: [Double] = []
        var copies: [Double] = []
        var warmChecksums: [Double] = []
        for _ in 0..<runs {
            var checksum = CRC64()
            checksums.append(rate { for start in pieces { checksum.update(piece(start)) } })
            require(checksum == expected)
            copies.append(rate { for start in pieces { memcpy(target + start, source + start, pieceSize) } })
            var warm = CRC64()
            warmChecksums.append(rate { for _ in pieces { warm.update(piece(0)) } })
            require(warm != expected)
        }
        require(memcmp(source, target, size) == 0)
        print(row("GB/s, of \(runs) runs", ["min", "median", "max"]))
        report("CRC-64", checksums)
        report("memcpy", copies)
        report("CRC-64, from the cache", warmChecksums)
    }

    private static let pieces = Array(stride(from: 0, to: size, by: pieceSize))

    /// In bytes a nanosecond, which are GB a second.
    private static func rate(_ work: () -> Void) -> Double {
        let time = ContinuousClock().measure(work)
        return Double(size) / (Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) / 1e9)
    }

    private static func report(_ name: String, _ rates: [Double]) {
        let sorted = rates.sorted()
        print(row(name, [sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]].map(text)))
    }

    /// With two decimals.
    private static func text(_ rate: Double) -> String {
        let hundredths = Int((rate * 100).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        func blanks(_ width: Int, _ text: String) -> String {
            String(repeating: " ", count: max(0, width - text.count))
        }
        return name + blanks(24, name) + cells.map { " " + blanks(8, $0) + $0 }.joined()
    }

    /// What computed something else is no measure.
    private static func require(_ isRight: Bool) {
        if !isRight { fatalError("the checksum is wrong") }
    }
}
