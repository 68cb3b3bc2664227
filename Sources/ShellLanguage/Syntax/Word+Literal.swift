extension Word {
    /// What the word says, if it says it without variables.
    package var literal: String? {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text, _), .escapedBrace(let text, _): result += text
            case .variable: return nil
            }
        }
        return result
    }
}
