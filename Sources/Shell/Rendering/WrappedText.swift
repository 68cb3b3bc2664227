import ShellLanguage

/// Text broken between words so that it fits a terminal.
enum WrappedText {
    /// The words of `text` in lines of at most `width` columns, all but the first behind `margin` blanks; `first` columns of
    /// the first line are taken already. A longer word stands alone.
    static func lines(_ text: String, width: Int, margin: Int = 0, first: Int = 0) -> String {
        let blanks = String(repeating: " ", count: margin)
        var result = ""
        var column = first
        var isAtStart = true
        for word in text.split(separator: " ") {
            let length = displayWidth(of: String(word))
            if !isAtStart && column + 1 + length > width {
                result += "\n" + blanks
                column = margin
                isAtStart = true
            }
            if !isAtStart {
                result += " "
                column += 1
            }
            result += word
            column += length
            isAtStart = false
        }
        return result
    }

    /// Words in a column of their own, each with what it means beside it; below it where there is no room.
    static func list(_ items: [(name: String, meaning: String)], width: Int) -> String {
        let widest = items.map { displayWidth(of: $0.name) }.filter { $0 <= max(20, width / 2 - 4) }.max() ?? 0
        let margin = widest + 4
        // Beside the words there is room for a word at most.
        guard width - margin >= 16 else {
            return items.map { name, meaning in
                "  \(name)\n    " + lines(meaning, width: width, margin: 4, first: 4) + "\n"
            }.joined()
        }
        return items.map { name, meaning in
            let isLong = displayWidth(of: name) > widest
            let head =
                isLong ? "  \(name)\n" + String(repeating: " ", count: margin) : "  " + name.padded(to: widest + 2)
            return head + lines(meaning, width: width, margin: margin, first: margin) + "\n"
        }.joined()
    }
}
