import ShellLanguage

/// The part of a word that is being completed: the word, or the value behind its `NAME=`.
struct Fragment {
    /// Where it begins: a UTF-8 offset into the text.
    private(set) var start: Int
    /// As it stands there.
    private(set) var raw: String
    /// Without quotes and escapes.
    private(set) var meaning: String
    /// The quote that is open at its end.
    let quote: Character?
    /// The name of the option whose value it is.
    let name: String?

    init(_ word: TypedLine.Word) {
        start = word.start + word.nameLength
        raw = String(decoding: word.raw.utf8.dropFirst(word.nameLength), as: UTF8.self)
        meaning = word.meaning
        quote = word.quote
        name = word.name
    }

    /// Where it ends.
    var end: Int { start + raw.utf8.count }

    /// Leaves out what it begins with: `@`, `>`, the first items of a list.
    mutating func drop(_ head: String) {
        start += head.utf8.count
        raw.removeFirst(head.count)
        meaning.removeFirst(head.count)
    }

    /// The candidate as it is to be written here: in the quotes that are open, or in some if it needs them.
    func quoting(_ candidate: Completer.Candidate) -> Completer.Candidate {
        quoting(candidate, needsQuotes: quotedWord(candidate.insertion, prose: false) != candidate.insertion)
    }

    /// The candidate in the quotes that are open, or in some if `needsQuotes`. They stay open where the word goes on.
    func quoting(_ candidate: Completer.Candidate, needsQuotes: Bool) -> Completer.Candidate {
        guard quote != nil || needsQuotes else { return candidate }
        let text = candidate.insertion
        var quoted = quotedWord(text, prose: true)
        if quote == "\"", quoted.hasPrefix("'") { quoted = "\"" + Self.escaped(text) + "\"" }
        if candidate.suffix.isEmpty { quoted.removeLast() }
        var candidate = candidate
        candidate.insertion = quoted
        return candidate
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\"\\$".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
