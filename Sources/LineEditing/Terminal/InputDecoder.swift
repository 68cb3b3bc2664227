/// A key that the editor gives a meaning of its own, in all modes alike.
///
/// libedit sees it as one character of the range that nobody types (C1 controls, U+0080 to U+009F): a sequence that
/// begins with Escape would leave vi's insert mode.
enum EditingKey: UInt32, CaseIterable {
    case paste = 0x80
    case up, down, left, right, home, end, delete, newLine, wordLeft, wordRight, backTab
    /// Does nothing; it wakes libedit up.
    case nothing

    /// As `bind` reads it: an octal escape.
    var bindName: String { "\\" + String(rawValue, radix: 8) }
}

/// Makes characters and keys of the bytes that a terminal sends.
struct InputDecoder {
    enum Input: Equatable {
        case character(Unicode.Scalar)
        case key(EditingKey)
        /// The bytes so far could be the beginning of something; `next(final: true)` takes them as they are.
        case incomplete
        case nothing
    }

    /// Whether arrow keys and the like become keys; a user who binds such sequences gets them as characters.
    var translatesKeys = true
    private(set) var bytes: ArraySlice<UInt8> = []

    /// How many bytes of a paste are known not to begin its end.
    private var scanned = 0

    mutating func append(_ new: some Sequence<UInt8>) {
        if bytes.isEmpty { bytes = [] }
        bytes.append(contentsOf: new)
    }

    /// Takes the next character or key out of the bytes.
    mutating func next(final: Bool = false) -> Input {
        while let first = bytes.first {
            if first == 0x1B {
                switch sequence() {
                case .incomplete where !final: return .incomplete
                case .key(let key): return .key(key)
                case .nothing: continue
                default:
                    bytes.removeFirst()
                    return .character("\u{1B}")
                }
            }
            guard let scalar = scalar(final: final) else { return .incomplete }
            if (0x80...0x9F).contains(scalar.value) { continue }
            return .character(scalar)
        }
        return .nothing
    }

    /// Takes everything up to the end of a bracketed paste, or `nil` while that end is still to come.
    mutating func pasted(final: Bool = false) -> [UInt8]? {
        let end = Array("\u{1B}[201~".utf8)
        var index = bytes.startIndex + min(scanned, bytes.count)
        while let escape = bytes[index...].firstIndex(of: 0x1B) {
            let rest = bytes[escape...]
            if rest.starts(with: end) {
                defer { bytes = rest.dropFirst(end.count) }
                scanned = 0
                return Array(bytes[..<escape])
            }
            index = escape
            if rest.count < end.count { break }
            index += 1
        }
        guard final else {
            scanned = (bytes[index...].firstIndex(of: 0x1B) ?? bytes.endIndex) - bytes.startIndex
            return nil
        }
        defer { bytes = [] }
        scanned = 0
        return Array(bytes)
    }

    /// What begins with Escape: `.character` for one that is libedit's, `.nothing` for one that was dropped.
    private mutating func sequence() -> Input {
        let table = translatesKeys ? Self.keys : Self.pasteOnly
        var isPrefix = false
        for (sequence, key) in table {
            if bytes.starts(with: sequence) {
                bytes.removeFirst(sequence.count)
                return key.map(Input.key) ?? .nothing
            }
            if sequence.starts(with: bytes) { isPrefix = true }
        }
        if isPrefix { return .incomplete }
        guard translatesKeys, let length = controlSequenceLength() else { return .character("\u{1B}") }
        guard length > 0 else { return .incomplete }
        bytes.removeFirst(length)
        return .nothing
    }

    /// The length of a control sequence (ECMA-48, 5.4) or of a function key's `ESC O`, 0 while it is incomplete, `nil` if it is none. Those with no
    /// meaning here are dropped whole: their letters would land in the text.
    private func controlSequenceLength() -> Int? {
        let rest = bytes.dropFirst()
        if rest.first == UInt8(ascii: "O") { return rest.count > 1 ? 3 : 0 }
        guard rest.first == UInt8(ascii: "[") else { return nil }
        guard let final = rest.dropFirst().firstIndex(where: { !(0x20...0x3F).contains($0) }) else { return 0 }
        return (0x40...0x7E).contains(bytes[final]) ? final - bytes.startIndex + 1 : nil
    }

    private mutating func scalar(final: Bool) -> Unicode.Scalar? {
        let length =
            switch bytes.first ?? 0 {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        let continuation = bytes.dropFirst().prefix(length - 1).prefix { $0 & 0xC0 == 0x80 }.count
        if 1 + continuation < length && bytes.count == 1 + continuation && !final { return nil }
        let taken = bytes.prefix(1 + continuation)
        bytes.removeFirst(taken.count)
        let scalars = String(decoding: taken, as: UTF8.self).unicodeScalars
        return scalars.first ?? "\u{FFFD}"
    }

    private static let pasteOnly: [([UInt8], EditingKey?)] = [(Array("\u{1B}[200~".utf8), .paste)]

    private static let keys: [([UInt8], EditingKey?)] = [
        ("[200~", .paste), ("[201~", nil),
        ("[A", .up), ("OA", .up), ("[B", .down), ("OB", .down),
        ("[C", .right), ("OC", .right), ("[D", .left), ("OD", .left),
        ("[H", .home), ("OH", .home), ("[1~", .home), ("[7~", .home),
        ("[F", .end), ("OF", .end), ("[4~", .end), ("[8~", .end),
        ("[3~", .delete), ("[Z", .backTab),
        ("[1;5C", .wordRight), ("[1;3C", .wordRight), ("[1;5D", .wordLeft), ("[1;3D", .wordLeft),
        ("\r", .newLine), ("\n", .newLine), ("[13;2u", .newLine), ("[27;2;13~", .newLine),
        ("[I", nil), ("[O", nil),
    ].map { (Array(("\u{1B}" + $0.0).utf8), $0.1) }
}
