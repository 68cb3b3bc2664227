/// Text laid out in lines for a picture, by estimated widths: exact ones would take the font's tables.
enum Caption {
    /// Breaks a text between words, and inside those that are wider than a line; what does not fit ends in `…`.
    ///
    /// Control characters, and those that turn the direction of writing, become blanks.
    ///
    /// - Parameter width: of a line, in font sizes.
    static func lines(_ text: String, width: Double, limit: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words(text) {
            var word = word
            let joined = line.isEmpty ? word : "\(line) \(word)"
            if Self.width(joined) <= width {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while Self.width(word) > width, word.count > 1 {
                let head = prefix(of: word, width: width)
                lines.append(head)
                word = String(word.dropFirst(head.count))
            }
            line = word
            if lines.count > limit { break }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > limit else { return lines }
        let last = prefix(of: lines[limit - 1] + "…", width: width - 1)
        return lines.prefix(limit - 1) + [last.hasSuffix("…") ? last : "\(last)…"]
    }

    private static func words(_ text: String) -> [String] {
        var plain = ""
        for scalar in text.unicodeScalars {
            plain.unicodeScalars.append(isPlain(scalar) ? scalar : " ")
        }
        return plain.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func prefix(of word: String, width: Double) -> String {
        var prefix = ""
        var used = 0.0
        for character in word {
            used += Self.width(character)
            if used > width, !prefix.isEmpty { break }
            prefix.append(character)
        }
        return prefix
    }

    private static func width(_ text: String) -> Double {
        text.reduce(0) { $0 + width($1) }
    }

    private static func width(_ character: Character) -> Double {
        guard let ascii = character.asciiValue else { return character.isLetter && character < "\u{1100}" ? 0.65 : 1 }
        switch ascii {
        case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"), UInt8(ascii: "@"),
            UInt8(ascii: "%"):
            return 0.98
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return 0.72
        case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: " "), UInt8(ascii: "."),
            UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "!"), UInt8(ascii: ":"):
            return 0.34
        default: return 0.62
        }
    }
}
