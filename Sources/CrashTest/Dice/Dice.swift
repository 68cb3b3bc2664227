/// Numbers that depend on a seed and on what they are drawn for, and on nothing else: not on time, order or machine.
///
/// The sequence is SplitMix64; what it is drawn for is folded into its start (FNV-1a).
struct Dice: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    init(_ seed: UInt64, _ subjects: String...) {
        state = 0xCBF2_9CE4_8422_2325 ^ seed
        for subject in subjects {
            for byte in subject.utf8 { fold(byte) }
            fold(0xFF)
        }
    }

    private mutating func fold(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func happens(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        .random(in: range, using: &self)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[integer(0...elements.count - 1)]
    }
}
