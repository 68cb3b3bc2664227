/// How many columns of a terminal a text takes: 2 for a wide character (East Asian Wide and Fullwidth, emoji), 0 for a
/// combining one, and 0 for a control character, which should not get there (``sanitised(_:lines:)``).
package func displayWidth(of text: some StringProtocol) -> Int {
    var width = 0
    var isASCII = true
    for byte in text.utf8 {
        if byte >= 0x80 {
            isASCII = false
            break
        }
        if byte >= 0x20, byte != 0x7F { width += 1 }
    }
    return isASCII ? width : text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// How many columns one character takes. A sequence that a terminal shows as one emoji (a flag, a family, one with a
/// skin colour or a presentation selector) takes 2; the letters of any other take what each of them takes.
package func displayWidth(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    guard let second = scalars.dropFirst().first else { return first.columns }
    if first.isRegionalIndicator { return second.isRegionalIndicator ? 2 : 1 }
    if first.properties.isEmoji, scalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiModifier }) {
        return 2
    }
    return first.columns + joinedWidth(scalars.dropFirst())
}

/// What the code points behind the first add. Behind a joiner, nothing: it is one picture with what stands before.
private func joinedWidth(_ scalars: Substring.UnicodeScalarView) -> Int {
    var width = 0
    var isJoined = false
    for scalar in scalars {
        if !isJoined { width += scalar.columns }
        isJoined = scalar.value == 0x200D
    }
    return width
}

extension Unicode.Scalar {
    /// C0, DEL or C1.
    var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }

    /// Turns the direction of what follows: embeddings, overrides, isolates and their ends.
    var isBidirectionalControl: Bool {
        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }

    fileprivate var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }

    /// The columns of the code point by itself.
    fileprivate var columns: Int {
        if value < 0x300 { return isControl || value == 0xAD ? 0 : 1 }
        // The vowels and final consonants of Hangul join the syllable before them.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        if properties.isDefaultIgnorableCodePoint { return 0 }
        return isWide ? 2 : 1
    }

    /// East_Asian_Width Wide or Fullwidth (Unicode Standard Annex 11), with the unassigned code points between.
    private var isWide: Bool {
        switch value {
        case ..<0x1100: false
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE1F, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}
