import ShellLanguage

/// Texts that begin alike, as the prompts of a sweep do: cut at their ends they would all look the same.
enum SharedBeginning {
    /// The texts for a column that is too narrow for them: where what tells them apart would be cut off, as much of what
    /// they share is left out at their front as it needs, with `…` in its place.
    static func shortened(_ texts: [String], to width: Int) -> [String] {
        guard let first = texts.first, texts.contains(where: { displayWidth(of: $0) > width }) else { return texts }
        let shared = texts.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        // Whole words: a tail that begins within one tells nothing.
        let words = String(shared[..<(shared.lastIndex(of: " ").map { shared.index(after: $0) } ?? shared.startIndex)])
        // Where some letters of the difference are seen, the beginning tells more.
        guard displayWidth(of: words) + seen > width, texts.contains(where: { $0 != first }) else { return texts }
        let tails = texts.map { String($0.dropFirst(words.count)) }
        let longest = tails.map { displayWidth(of: $0) }.max() ?? 0
        var kept = Substring()
        for word in words.split(separator: " ").reversed() {
            guard 1 + displayWidth(of: String(word)) + 1 + displayWidth(of: String(kept)) + longest <= width else {
                break
            }
            kept = word + " " + kept
        }
        return tails.map { "…" + kept + $0 }
    }

    /// So many columns of the difference are enough to tell texts apart.
    private static let seen = 6
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
