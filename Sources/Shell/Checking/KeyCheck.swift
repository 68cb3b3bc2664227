import NexusFlowAPI
import ShellLanguage

/// Finds keys in the words of a line before it runs: a script with a key in it is a key in a file.
struct KeyCheck {
    private let environment: ShellEnvironment

    init(_ environment: ShellEnvironment) {
        self.environment = environment
    }

    /// A key in the text of a word, and each variable that would bring one.
    func problems(in word: Word) -> [Diagnostic] {
        if word.pieces.count == 1, case .text(let text, _) = word.pieces[0] {
            return problem(in: text, word.span).map { [$0] } ?? []
        }
        let text = word.pieces.map { piece in
            switch piece {
            case .text(let text, _), .escapedBrace(let text, _): text
            case .variable: " "
            }
        }.joined()
        let withheld = word.pieces.compactMap { piece -> Diagnostic? in
            guard case .variable(let variable) = piece, case .named("env") = variable.base,
                let name = variable.fields.first, environment.withholds(variable: name)
            else { return nil }
            return Diagnostic(
                .error, WithheldKey.sentence(variable.spelling), at: variable.span, hint: WithheldKey.remedy)
        }
        return [problem(in: text, word.span)].compactMap { $0 } + withheld
    }

    /// A key in a text that stands there.
    func problem(in text: String, _ span: Span) -> Diagnostic? {
        guard environment.keyGuard.holdsKey(text) else { return nil }
        return Diagnostic(.error, "an API key stands in this line", at: span, hint: WithheldKey.remedy)
    }
}

/// What is said where a line would use a key.
enum WithheldKey {
    /// - Parameter variable: such as `$env.NEXUSFLOW_API_KEY`.
    static func sentence(_ variable: String) -> String { "\(variable) is an API key, which no line may use" }

    static let remedy = "the key goes to the service alone; after ! the system's shell knows $\(APIKey.variable)"
}
