import NexusFlowAPI

/// Names of files: what a value may bring into one, and the names that belong to a download.
package enum FileName {
    /// How long a name is made at most, in bytes. File systems take 255; the rest is left for `.NAME.part` and `NAME-99`.
    static let byteLimit = 240

    /// The sidecar that describes a video: `clip.mp4` → `clip.json`.
    package static func sidecar(for path: String) -> String {
        let (folder, stem, _) = split(path)
        return folder + stem + ".json"
    }

    /// The file in which a download grows: `a/clip.mp4` → `a/.clip.mp4.part`.
    package static func partial(for path: String) -> String {
        let (folder, stem, ending) = split(path)
        return "\(folder).\(stem)\(ending).part"
    }

    /// The name to try when others are taken: `clip.mp4`, 2 → `clip-2.mp4`; 1 is the name itself.
    package static func numbered(_ path: String, _ number: Int) -> String {
        guard number > 1 else { return path }
        let (folder, stem, ending) = split(path)
        return "\(folder)\(stem)-\(number)\(ending)"
    }

    /// The same name with another ending in place of that of a video: `clip.mp4`, `png` → `clip.png`. One that is an
    /// image's already stays.
    package static func ofImage(_ path: String, ending: String) -> String {
        if isImage(path) { return path }
        let (folder, stem, old) = split(path)
        return "\(folder)\(stem)\(old.lowercased() == ".mp4" ? "" : old).\(ending)"
    }

    /// Whether a name ends as that of an image does.
    package static func isImage(_ path: String) -> Bool {
        ImageRule.extensions.contains(split(path).ending.dropFirst().lowercased())
    }

    /// What of a value can stand in a file name, never empty, never beginning with a dot or a dash.
    ///
    /// - Parameter isSlug: keeps only letters and digits, joined by dashes.
    static func sanitized(_ value: String, isSlug: Bool = false) -> String {
        var name = ""
        for scalar in value.unicodeScalars {
            if isKept(scalar, isSlug: isSlug) {
                name.unicodeScalars.append(scalar)
            } else if name.unicodeScalars.last != "-", !isInvisible(scalar) {
                name.append("-")
            }
        }
        return trimmed(name)
    }

    /// Without dots, dashes and blanks at its ends; `none` if nothing is left.
    static func trimmed(_ name: String) -> String {
        let isEdge = { (character: Character) in character == "." || character == "-" || character.isWhitespace }
        var rest = name.drop(while: isEdge)
        while let last = rest.last, isEdge(last) { rest.removeLast() }
        return rest.isEmpty ? "none" : String(rest)
    }

    /// As many whole characters as fit into that many bytes; parts of a character if not even one does.
    static func cut(_ text: String, to width: Int) -> String {
        guard text.utf8.count > width else { return text }
        var kept = ""
        var bytes = 0
        for character in text {
            bytes += character.utf8.count
            guard bytes <= width else { break }
            kept.append(character)
        }
        guard kept.isEmpty else { return kept }
        bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= width else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }

    /// A name of at most ``byteLimit`` bytes, its ending kept.
    static func shortened(_ name: String) -> String {
        guard name.utf8.count > byteLimit else { return name }
        let (_, stem, ending) = split(name)
        guard ending.utf8.count <= 16 else { return cut(name, to: byteLimit) }
        return cut(stem, to: byteLimit - ending.utf8.count) + ending
    }

    private static func isKept(_ scalar: Unicode.Scalar, isSlug: Bool) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            true
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: !isSlug && !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
        }
    }

    /// What vanishes without a trace: an apostrophe in a word, and what has no shape of its own.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\u{2019}" || scalar.properties.generalCategory == .format
    }

    /// `a/b.c.mp4` → `a/`, `b.c`, `.mp4`; a dot at the beginning of a name makes no ending.
    private static func split(_ path: String) -> (folder: String, stem: String, ending: String) {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[nameStart...]
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            return (String(path[..<nameStart]), String(name), "")
        }
        return (String(path[..<nameStart]), String(name[..<dot]), String(name[dot...]))
    }
}
