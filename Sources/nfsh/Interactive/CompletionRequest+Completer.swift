import LineEditing
import Shell

extension CompletionRequest {
    /// What could stand at the cursor.
    func answered(by completer: Completer, in context: CompletionContext) -> CompletionResponse {
        let answer = completer.answer(for: buffer, cursor: cursor, in: context)
        // A closing quote that stands there already is the one that a candidate brings.
        let next = buffer.utf8.dropFirst(cursor).first.map { Character(Unicode.Scalar($0)) }
        let end = answer.quote != nil && next == answer.quote ? cursor + 1 : cursor
        return CompletionResponse(
            replaced: answer.start..<end,
            candidates: answer.candidates.map {
                Candidate(
                    $0.text, insertion: $0.insertion, description: $0.summary, suffix: $0.suffix,
                    isOneOfMany: $0.isOneOfMany)
            }, typed: answer.typed)
    }
}
