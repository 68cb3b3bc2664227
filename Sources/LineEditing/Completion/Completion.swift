/// What a press of the completion key does to the input, as values: no terminal takes part.
enum Completion: Equatable {
    /// Nothing matches.
    case nothing
    /// The input becomes this, with the cursor at this offset into its UTF-8.
    case edit(String, cursor: Int)
    /// Nothing can be added; these could follow.
    case ambiguous([Candidate])

    /// Settles `response` against what stands before the cursor.
    ///
    /// Candidates that begin with the typed part match; when none does, those that hold it anywhere do. Letter case
    /// never counts, but where exact prefixes exist alone, the typed letters are kept.
    init(of response: CompletionResponse, for request: CompletionRequest) {
        let buffer = Array(request.buffer.utf8)
        let lower = min(max(0, response.replaced.lowerBound), request.cursor)
        let upper = min(max(request.cursor, response.replaced.upperBound), buffer.count)
        let typed =
            response.typed ?? String(decoding: buffer[lower..<min(request.cursor, buffer.count)], as: UTF8.self)
        let (matches, byPrefix) = Self.matches(typed, in: response.candidates)

        func replacing(with text: String, suffix: String) -> Completion {
            let follows = buffer[upper...]
            let added = suffix.isEmpty || !follows.starts(with: suffix.utf8) ? suffix : ""
            let head = String(decoding: buffer[..<lower], as: UTF8.self) + text + added
            // A suffix that stands there already is stepped over, as if it had been typed.
            let cursor = head.utf8.count + (added.isEmpty ? suffix.utf8.count : 0)
            return .edit(head + String(decoding: follows, as: UTF8.self), cursor: cursor)
        }

        guard let first = matches.first else {
            self = .nothing
            return
        }
        if matches.count == 1 {
            self = replacing(with: first.insertion, suffix: first.suffix)
            return
        }
        guard !matches.contains(where: \.isOneOfMany) else {
            self = .ambiguous(matches)
            return
        }
        let common = Self.commonPrefix(of: matches.map(\.text))
        let inserted = Self.commonPrefix(of: matches.map(\.insertion))
        // Quotes that not all of them need make what they share shorter than what stands there.
        if byPrefix && common.count > typed.count && inserted.count >= common.count {
            self = replacing(with: inserted, suffix: "")
        } else {
            self = .ambiguous(matches)
        }
    }

    private static func matches(_ typed: String, in candidates: [Candidate]) -> ([Candidate], byPrefix: Bool) {
        var seen = Set<String>()
        let candidates = candidates.filter { seen.insert($0.text).inserted }
        let needle = typed.lowercased()
        let prefixed = candidates.filter { $0.text.lowercased().hasPrefix(needle) }
        if !prefixed.isEmpty || needle.isEmpty { return (prefixed, true) }
        return (candidates.filter { $0.text.lowercased().contains(needle) }, false)
    }

    private static func commonPrefix(of texts: [String]) -> String {
        guard let first = texts.first else { return "" }
        return texts.dropFirst().reduce(first) { common, text in
            let count = zip(common, text).prefix { $0.lowercased() == $1.lowercased() }.count
            return String(common.prefix(count))
        }
    }
}
