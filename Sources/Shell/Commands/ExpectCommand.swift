import NexusFlowAPI
import ShellLanguage

/// `expect LEFT OPERATOR RIGHT`
enum ExpectCommand: ShellCommand {
    static let spec = CommandSpec(
        "expect", summary: "fail unless a comparison holds",
        operands: [CommandSpec.Operand("EXPR", .text, .some)], shape: CommandShape(expression: true), prints: false,
        details: """
            Operators: \(Comparison.Operator.allCases.map(\.rawValue).joined(separator: " ")). Numbers compare as numbers, a \
            price range by its top; null equals only null; matches takes a quoted regular expression. A failed one ends \
            with status 4.
            """,
        examples: [
            "expect $hero.status == succeeded", "expect $grid.succeeded >= 10",
            "expect $hero.prompt matches 'boat|ship'",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let words = call.command.arguments.compactMap { argument -> Word? in
            if case .operand(let word) = argument { word } else { nil }
        }
        guard words.count == 3, call.operands.count == 3 else {
            throw ShellError(.check, "expect takes LEFT OPERATOR RIGHT", remedy: "quote what has blanks in it")
        }
        guard let comparison = Comparison.Operator(rawValue: call.operands[1].text) else {
            throw ShellError(
                .check, "'\(sanitised(call.operands[1].text))' is no operator",
                remedy: "there are \(Comparison.Operator.allCases.map(\.rawValue).joined(separator: " "))",
                at: words[1].span)
        }
        let left = try await call.expander.json(words[0])
        let right = try await call.expander.json(words[2])
        let holds: Bool
        do {
            holds = try Comparison(left, comparison, right).holds()
        } catch {
            throw ShellError(.check, error.message, at: words[2].span)
        }
        let claim = "\(shown(words[0], left)) \(comparison.rawValue) \(right.plainText.shown)"
        session.report?.expected(
            claim, at: session.place, began: session.statement?.began ?? session.now,
            failure: holds ? nil : "expected \(claim)")
        guard holds else { throw ShellError(.expectation, "expected \(claim)") }
    }

    /// A variable with its value, anything else as it is.
    private static func shown(_ word: Word, _ value: JSONValue) -> String {
        guard word.pieces.count == 1, case .variable(let variable) = word.pieces[0] else {
            return value.plainText.shown
        }
        let fields = variable.fields.map { "." + $0 }.joined()
        return "$\(variable.name)\(fields) (\(value.plainText.shown))"
    }
}

extension String {
    fileprivate var shown: String { sanitised(self) }
}
