import LineEditing
import Shell

extension CompletionRequest {
    /// What the command table says could stand at the cursor.
    func answered(by completer: Completer) -> CompletionResponse {
        let (start, candidates) = completer.candidates(for: buffer, cursor: cursor)
        return CompletionResponse(
            replaced: start..<cursor,
            candidates: candidates.map { Candidate($0.text, description: $0.summary, suffix: $0.suffix) })
    }
}
