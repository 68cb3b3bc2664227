import NexusFlowAPI

/// Numbers that depend on nothing but the texts that they are drawn for, on any machine and in any process.
///
/// The sequence is SplitMix64; the texts are folded into its start with CRC-64.
struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    init(_ texts: String...) {
        var hash = CRC64()
        for text in texts {
            hash.update(Array(text.utf8))
            hash.update([0xFF])
        }
        state = hash.value
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// The next number in 0 ..< 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
