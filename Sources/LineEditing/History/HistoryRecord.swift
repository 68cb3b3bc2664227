/// One line of the history file: `{"time":1700000000,"session":"…","entry":"…"}`.
struct HistoryRecord: Equatable {
    /// Seconds since 1970.
    var time: Int
    /// Names the shell that wrote it.
    var session: String
    var entry: String

    init(time: Int, session: String, entry: String) {
        self.time = time
        self.session = session
        self.entry = entry
    }

    /// The line, with its line feed.
    var line: [UInt8] {
        var bytes = Array("{\"time\":\(time),\"session\":".utf8)
        Self.write(session, to: &bytes)
        bytes += ",\"entry\":".utf8
        Self.write(entry, to: &bytes)
        bytes += "}\n".utf8
        return bytes
    }

    /// Reads a line; `nil` for one that is torn or not of this kind. Members that are not known are skipped.
    init?(line: some Collection<UInt8>) {
        var scanner = Scanner(bytes: Array(line))
        self.init(time: 0, session: "", entry: "")
        var hasEntry = false
        guard scanner.take("{") else { return nil }
        repeat {
            guard let name = scanner.string(), scanner.take(":") else { return nil }
            switch name {
            case "time":
                guard let number = scanner.number() else { return nil }
                time = number
            case "session":
                guard let text = scanner.string() else { return nil }
                session = text
            case "entry":
                guard let text = scanner.string() else { return nil }
                entry = text
                hasEntry = true
            default:
                guard scanner.string() != nil || scanner.number() != nil else { return nil }
            }
        } while scanner.take(",")
        guard scanner.take("}"), hasEntry else { return nil }
    }

    /// Strings by RFC 8259, section 7.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Reads the JSON that a flat object of strings and whole numbers needs.
private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
        index += 1
        return true
    }

    mutating func number() -> Int? {
        skipBlanks()
        let digits = bytes[index...].prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        index += digits.count
        return number
    }

    mutating func string() -> String? {
        let start = index
        guard take("\"") else { return nil }
        // Hardly any string has escapes, and a history is long.
        if let end = bytes[index...].firstIndex(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }),
            bytes[end] == UInt8(ascii: "\"")
        {
            defer { index = end + 1 }
            return String(decoding: bytes[index..<end], as: UTF8.self)
        }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else {
                    index = start
                    return nil
                }
                text += String(Character(scalar)).utf8
            default: text.append(byte)
            }
        }
        index = start
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard index < bytes.count else { return nil }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return Unicode.Scalar(letter)
        }
    }

    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let high = codeUnit() else { return nil }
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        index += 2
        guard let low = codeUnit(), (0xDC00...0xDFFF).contains(low), (0xD800...0xDBFF).contains(high) else {
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    }

    private mutating func codeUnit() -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        defer { index += 4 }
        return UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }
}
