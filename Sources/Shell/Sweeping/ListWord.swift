import ShellLanguage

/// The value of a sweep's option, read as a list: only what is written in the source multiplies, never what a variable
/// holds.
struct ListWord {
    let word: Word

    /// More items in one range would be a mistake.
    static let maximumRange = 100_000

    /// The items, each still to be expanded.
    ///
    /// Bare words are cut at commas; a quoted word and a heredoc are one item.
    var items: [Word] {
        guard word.form == .bare else { return [word] }
        var items: [[Piece]] = [[]]
        for piece in word.pieces {
            guard case .text(let text, let span) = piece else {
                items[items.count - 1].append(piece)
                continue
            }
            for (index, part) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { items.append([]) }
                if !part.isEmpty { items[items.count - 1].append(.text(String(part), span: span)) }
            }
        }
        return items.map { Word(form: .bare, pieces: $0, span: word.span) }
    }

    /// The numbers of an item written `1..4`; `nil` if it is something else.
    ///
    /// - Throws: ``ShellError`` for a range that goes down, or is too long.
    static func range(_ item: Word) throws(ShellError) -> [String]? {
        guard let text = item.literal, let dots = text.firstRange(of: ".."), let low = Int(text[..<dots.lowerBound]),
            let high = Int(text[dots.upperBound...])
        else { return nil }
        guard low <= high, high - low < maximumRange else {
            throw ShellError(.check, "\(text) is no range that goes up", at: item.span)
        }
        return (low...high).map(String.init)
    }
}
