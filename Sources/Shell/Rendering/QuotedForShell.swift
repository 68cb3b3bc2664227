/// A word as the system's shell reads it back: in quotes unless it is plain.
package func quotedForShell(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
        ($0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil))
            || "/._-:@".unicodeScalars.contains($0)
    }
    if isPlain, !word.isEmpty { return word }
    guard word.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        return "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
    // A line of a terminal holds no newline (POSIX.1-2024, XCU 2.2.4).
    return "$'" + word.unicodeScalars.map(escapedForShell).joined() + "'"
}

private func escapedForShell(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "'", "\\": "\\\(scalar)"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    case "\u{0}"..<"\u{20}", "\u{7F}": "\\" + octal(scalar.value)
    default: String(scalar)
    }
}

/// Three digits.
private func octal(_ value: UInt32) -> String {
    let digits = String(value, radix: 8)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
}
