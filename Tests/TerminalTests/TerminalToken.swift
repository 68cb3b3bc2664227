/// One character, control or sequence of what a program writes to a terminal (ECMA-48, 5).
struct TerminalToken: CustomStringConvertible {
    enum Kind: Equatable {
        case character(Unicode.Scalar)
        case control(UInt8)
        /// A control sequence: its last byte, and what stands before it.
        case sequence(Character, String)
        /// A string for the terminal itself, such as a title.
        case command
        /// Any other sequence that begins with Escape.
        case escape(String)
    }

    let kind: Kind
    let bytes: ArraySlice<UInt8>

    /// The first one in `bytes`, `nil` while it is incomplete.
    init?(first bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else { return nil }
        let length: Int
        switch first {
        case 0x1B:
            guard let sequence = Self.sequence(bytes) else { return nil }
            (kind, length) = sequence
        case 0..<0x20, 0x7F: (kind, length) = (.control(first), 1)
        default:
            length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard bytes.count >= length else { return nil }
            kind = .character(String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}")
        }
        self.bytes = bytes.prefix(length)
    }

    private static func sequence(_ bytes: ArraySlice<UInt8>) -> (Kind, Int)? {
        guard let second = bytes.dropFirst().first else { return nil }
        func length(to index: Int) -> Int { index - bytes.startIndex + 1 }
        switch second {
        case UInt8(ascii: "["):
            guard let last = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
            let parameters = String(decoding: bytes[(bytes.startIndex + 2)..<last], as: UTF8.self)
            return (.sequence(Character(Unicode.Scalar(bytes[last])), parameters), length(to: last))
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            guard
                let last = bytes.indices.first(where: {
                    bytes[$0] == 0x07 || bytes[$0] == UInt8(ascii: "\\") && bytes[$0 - 1] == 0x1B
                })
            else { return nil }
            return (.command, length(to: last))
        default:
            guard let last = bytes.dropFirst().firstIndex(where: { $0 >= 0x30 }) else { return nil }
            return (.escape(String(decoding: bytes[(bytes.startIndex + 1)...last], as: UTF8.self)), length(to: last))
        }
    }

    /// Whether a VT100 does what is meant; the marks of pastes, which it passes over, count as known.
    var isKnownToVT100: Bool {
        switch kind {
        case .character: true
        case .control(let control): [0x07, 0x08, 0x09, 0x0A, 0x0D].contains(control)
        case .sequence("h", let parameters), .sequence("l", let parameters): parameters == "?2004"
        case .sequence(let last, let parameters):
            "ABCDHJKm".contains(last) && parameters.allSatisfy { $0.isNumber || $0 == ";" }
        case .command, .escape: false
        }
    }

    var description: String {
        String(decoding: bytes, as: UTF8.self).debugDescription
    }
}
