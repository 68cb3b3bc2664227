/// The input, and where the user is in it.
package struct CompletionRequest: Sendable, Hashable {
    /// The whole input, all its lines.
    package var buffer: String
    /// The cursor: an offset into the UTF-8 of `buffer`, always between two characters.
    package var cursor: Int

    package init(buffer: String, cursor: Int) {
        self.buffer = buffer
        self.cursor = cursor
    }
}

/// What could stand at the cursor.
package struct CompletionResponse: Sendable, Hashable {
    /// What a candidate replaces: offsets into the UTF-8 of the buffer, with the cursor inside or at the end.
    package var replaced: Range<Int>
    /// All that could stand there, in the order in which they are listed; the editor drops what does not match.
    package var candidates: [Candidate]
    /// What the text from the start of `replaced` to the cursor means, which the candidates are compared with; `nil` where
    /// that is the text itself.
    package var typed: String?

    package init(replaced: Range<Int>, candidates: [Candidate], typed: String? = nil) {
        self.replaced = replaced
        self.candidates = candidates
        self.typed = typed
    }

    /// No candidates.
    package init(nothingAt request: CompletionRequest) {
        self.init(replaced: request.cursor..<request.cursor, candidates: [])
    }
}

/// One text that could stand at the cursor.
package struct Candidate: Sendable, Hashable {
    /// What is listed, and compared with what was typed.
    package var text: String
    /// What is put into the line: the text, or the text in quotes.
    package var insertion: String
    /// A few words, shown beside the text in the list.
    package var description: String
    /// What follows when this is the only one: a blank, `=`, or nothing when more is to be typed.
    package var suffix: String
    /// Whether there are others like it that were left out: what those at hand share may be more than all of them do.
    package var isOneOfMany: Bool

    package init(
        _ text: String, insertion: String? = nil, description: String = "", suffix: String = " ",
        isOneOfMany: Bool = false
    ) {
        self.text = text
        self.insertion = insertion ?? text
        self.description = description
        self.suffix = suffix
        self.isOneOfMany = isOneOfMany
    }
}
