import NexusFlowAPI

/// Colours for a JSON text: names, texts, numbers and words each have their own.
struct JSONColours {
    let palette: Palette

    /// The same text, coloured.
    ///
    /// - Parameter json: a JSON text that ``NexusFlowAPI/JSONValue`` wrote.
    func text(_ json: String) -> String {
        guard palette.isColoured else { return json }
        var result = ""
        var rest = json[...]
        while let first = rest.first {
            switch first {
            case "\"":
                let token = Self.string(rest)
                rest = rest[token.endIndex...]
                result += palette.paint(String(token), rest.hasPrefix(":") ? .blue : .green)
            case "-", "0"..."9": result += take(while: { !",]} \n".contains($0) }, from: &rest, .cyan)
            case "a"..."z": result += take(while: \.isLetter, from: &rest, .yellow)
            default:
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    private func take(while isPart: (Character) -> Bool, from rest: inout Substring, _ style: Palette.Style) -> String {
        let token = rest.prefix(while: isPart)
        rest = rest[token.endIndex...]
        return palette.paint(String(token), style)
    }

    /// The string at the beginning, quotes and escapes too.
    private static func string(_ text: Substring) -> Substring {
        var isEscaped = false
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            }
        }
        return text[..<index]
    }
}
