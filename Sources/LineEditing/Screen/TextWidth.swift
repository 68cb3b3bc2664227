import CEditline

/// A user-perceived character of the input, and the columns it takes.
struct Cluster: Equatable {
    /// The number of Unicode scalars it is made of.
    var length: Int
    /// What is written to the terminal for it.
    var text: String
    var width: Int
    /// What it takes in terminals that show its parts side by side (joined emoji), where that differs.
    var widthOfParts: Int?
}

/// How many columns text takes, as terminals count.
enum TextWidth {
    /// The columns of `text`, each control character as the two of `^X`.
    static func of(_ text: String) -> Int {
        clusters(of: Array(text.unicodeScalars)).reduce(0) { $0 + $1.width }
    }

    /// The beginning of `text` that takes at most `width` columns; `mark`, one column wide, is its end if something is lost.
    static func cut(_ text: String, to width: Int, mark: String) -> String {
        let clusters = clusters(of: Array(text.unicodeScalars))
        guard clusters.reduce(0, { $0 + $1.width }) > width else { return text }
        guard width > 0 else { return "" }
        var taken = 0
        let kept = clusters.prefix { cluster in
            taken += cluster.width
            return taken < width
        }
        return String(text.unicodeScalars.prefix(kept.reduce(0) { $0 + $1.length })) + mark
    }

    /// The user-perceived characters of `scalars`.
    ///
    /// Most text is ASCII, whose characters stand alone; segmentation is asked only where something else is near.
    static func clusters(of scalars: [Unicode.Scalar]) -> [Cluster] {
        var clusters: [Cluster] = []
        clusters.reserveCapacity(scalars.count)
        var index = 0
        while index < scalars.count {
            let start = index
            while index < scalars.count && !isAlone(index, in: scalars) { index += 1 }
            if index > start {
                if index < scalars.count { index += 1 }
                var run = String.UnicodeScalarView()
                run.append(contentsOf: scalars[start..<index])
                clusters += String(run).map(cluster)
            } else {
                clusters.append(cluster(of: scalars[index]))
                index += 1
            }
        }
        return clusters
    }

    private static func isAlone(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        scalars[index].isASCII && (index + 1 == scalars.count || scalars[index + 1].isASCII)
    }

    private static func cluster(of scalar: Unicode.Scalar) -> Cluster {
        switch scalar.value {
        case 0..<0x20: Cluster(length: 1, text: "^\(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))", width: 2)
        case 0x7F: Cluster(length: 1, text: "^?", width: 2)
        default: Cluster(length: 1, text: String(scalar), width: 1)
        }
    }

    private static func cluster(of character: Character) -> Cluster {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return Cluster(length: 0, text: "", width: 0) }
        if scalars.count == 1 && first.isASCII { return cluster(of: first) }
        let visible = scalars.filter { !isHarmful($0) }
        let widths = visible.map { Int(wcwidth(wchar_t(bitPattern: $0.value))) }
        guard visible.count == scalars.count, widths.allSatisfy({ $0 >= 0 }) else {
            return Cluster(length: scalars.count, text: "\u{FFFD}", width: 1)
        }
        let sum = widths.reduce(0, +)
        if sum == 0 {
            // A mark with nothing to stand on gets a place of its own, so that the cursor can be seen to pass it.
            return Cluster(length: scalars.count, text: "\u{25CC}\(character)", width: 1)
        }
        let isPicture = first.properties.isEmojiPresentation || scalars.contains { $0.value == 0xFE0F }
        let width = isPicture && scalars.count > 1 ? 2 : sum
        return Cluster(
            length: scalars.count, text: String(character), width: width, widthOfParts: width == sum ? nil : sum)
    }

    /// Invisible characters that would make what is read differ from what is sent: directional marks and overrides
    /// (Unicode TR 36, 2.5), and those without a glyph outside of sequences.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        default: false
        }
    }
}
