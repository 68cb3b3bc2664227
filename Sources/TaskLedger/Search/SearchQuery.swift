/// What is looked for in the texts of tasks, as FTS5 takes it: every term in quotes, so that nothing in it is an operator.
package struct SearchQuery: Hashable, Sendable {
    /// More terms are no search any more.
    package static let termLimit = 64

    let match: String
    /// The same without words that go on; `nil` where none may.
    let wholeWords: String?

    /// - Parameter terms: each a word, or several that stand together in this order. The last word of a term may go on
    ///   where it is written.
    /// - Returns: `nil` if there is no letter, digit or sign in them that could be found.
    package init?(_ terms: [String]) {
        let phrases = terms.prefix(Self.termLimit).compactMap(Self.phrase)
        guard !phrases.isEmpty else { return nil }
        match = phrases.map { $0.text + ($0.goesOn ? "*" : "") }.joined(separator: " ")
        wholeWords = phrases.contains(where: \.goesOn) ? phrases.map(\.text).joined(separator: " ") : nil
    }

    private static func phrase(_ term: String) -> (text: String, goesOn: Bool)? {
        var phrase = ""
        // The letters and digits at the end.
        var run = 0
        var isSearchable = false
        for scalar in term.unicodeScalars {
            if SearchIndex.standsAlone(scalar) {
                phrase.append("\(SearchIndex.separator)\(scalar)\(SearchIndex.separator)")
                (run, isSearchable) = (0, true)
            } else if SearchIndex.isPartOfWord(scalar) {
                phrase.unicodeScalars.append(scalar)
                (run, isSearchable) = (run + 1, true)
            } else {
                // FTS5 would end its query at NUL; other controls separate words as blanks do.
                phrase += scalar == "\"" ? "\"\"" : scalar.value < 0x20 ? " " : String(scalar)
                run = 0
            }
        }
        guard isSearchable else { return nil }
        // Shorter beginnings are those of too many words to be of use.
        return ("\"\(phrase)\"", run >= 3)
    }
}
