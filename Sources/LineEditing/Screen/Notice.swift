/// A text that comes from elsewhere and is printed as it stands.
enum Notice {
    /// The text without control characters but line feeds, tabs and renditions.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "\u{1B}", let rendition = rendition(at: rest) {
                result.append(contentsOf: rendition)
                rest = rest.dropFirst(rendition.count)
                continue
            }
            rest = rest.dropFirst()
            switch scalar.value {
            case 0x09, 0x0A: result.append(scalar)
            case 0..<0x20, 0x7F...0x9F: break
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Select Graphic Rendition: `ESC [`, digits and separators, `m`.
    private static func rendition(at text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        guard text.dropFirst().first == "[" else { return nil }
        let parameters = text.dropFirst(2).prefix { ("0"..."9").contains($0) || $0 == ";" || $0 == ":" }
        guard parameters.endIndex < text.endIndex, text[parameters.endIndex] == "m" else { return nil }
        return text[...parameters.endIndex]
    }
}
