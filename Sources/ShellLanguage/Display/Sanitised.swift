/// What ``sanitised(_:lines:)`` makes of line breaks.
package enum SanitisedLines: Hashable, Sendable {
    /// Each line break and each tab is one blank.
    case one
    /// Line breaks stay (CRLF, U+2028 and U+2029 become LF), a tab is four blanks.
    case many
}

/// A text from outside, as it may go to a terminal. Escape sequences are taken out whole (ECMA-48, in their 7-bit and
/// 8-bit forms); any other control character, and what turns the direction of writing, becomes U+FFFD.
package func sanitised(_ text: String, lines: SanitisedLines = .one) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isPlain { return text }
    var sanitiser = Sanitiser(scalars: Array(text.unicodeScalars), lines: lines)
    sanitiser.run()
    return String(sanitiser.output)
}

private struct Sanitiser {
    let scalars: [Unicode.Scalar]
    let lines: SanitisedLines
    var output = String.UnicodeScalarView()
    private var position = 0

    init(scalars: [Unicode.Scalar], lines: SanitisedLines) {
        self.scalars = scalars
        self.lines = lines
    }

    mutating func run() {
        while position < scalars.count {
            let scalar = scalars[position]
            switch scalar.value {
            case 0x1B: skipEscape()
            case 0x9B: skipControlSequence(from: position + 1)
            case 0x90, 0x98, 0x9D, 0x9E, 0x9F: skipString(from: position + 1, endsWithBell: scalar.value == 0x9D)
            case 0x0D where value(at: position + 1) == 0x0A: position += 1
            case 0x0A, 0x2028, 0x2029, 0x85: append(lines == .one ? " " : "\n")
            case 0x09: append(lines == .one ? " " : "    ")
            default: append(scalar.isControl || scalar.isBidirectionalControl ? "\u{FFFD}" : String(scalar))
            }
        }
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.unicodeScalars)
        position += 1
    }

    private func value(at index: Int) -> UInt32? {
        index < scalars.count ? scalars[index].value : nil
    }

    private mutating func skipEscape() {
        switch value(at: position + 1) {
        case 0x5B: skipControlSequence(from: position + 2)
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F:
            skipString(from: position + 2, endsWithBell: value(at: position + 1) == 0x5D)
        case .some(0x20...0x2F):
            var end = position + 2
            while let value = value(at: end), (0x20...0x2F).contains(value) { end += 1 }
            position = value(at: end).map { (0x30...0x7E).contains($0) } == true ? end + 1 : end
        case .some(0x30...0x7E): position += 2
        default: position += 1
        }
    }

    /// Parameters, intermediates and one final byte. One that is broken off ends before what breaks it.
    private mutating func skipControlSequence(from start: Int) {
        position = start
        while let value = value(at: position), (0x20...0x3F).contains(value) { position += 1 }
        if let value = value(at: position), (0x40...0x7E).contains(value) { position += 1 }
    }

    /// What stands up to ST, in an operating system command also BEL. Without an end in its line only its beginning
    /// is taken out, so that a stray one does not hide the rest.
    private mutating func skipString(from start: Int, endsWithBell: Bool) {
        var end = start
        while let value = value(at: end) {
            switch value {
            case 0x9C:
                position = end + 1
                return
            case 0x07 where endsWithBell:
                position = end + 1
                return
            case 0x1B:
                position = self.value(at: end + 1) == 0x5C ? end + 2 : end
                return
            case 0x0A, 0x0D, 0x18, 0x1A, 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F:
                position = start
                return
            default: end += 1
            }
        }
        position = start
    }
}
