package import ShellLanguage

/// A word after expansion: one argument, whatever is in it.
package struct Expanded: Sendable {
    package let text: String
    package let span: Span
    /// How the word was written; an ``ShellLanguage/Word/Form/at`` word names a task or a file.
    package let form: Word.Form
    /// What the word is bound to, where it is nothing but one captured variable.
    package let capture: Value?
}

/// One command with everything expanded, ready to run.
package struct CommandCall {
    package let spec: CommandSpec
    /// The line as it was parsed, for commands to which it matters how a word was written.
    package let command: Command
    let expander: Expander
    package let operands: [Expanded]
    /// By declared name (aliases resolved), in the order in which they stand.
    package let options: [(name: String, value: Expanded)]
    /// The name that the result will be bound to.
    package let captureName: String?
    package var span: Span { command.span }
    /// The source that the command stands in.
    package let source: Source
    /// The scripts that were checked with the source.
    let sources: CheckedSources
    /// The places that sourced the source, innermost first.
    let chain: [Inclusion]
    /// Where results go.
    package let output: Output
    /// Told of what went wrong in a source that this command runs.
    package let record: (ExitStatus) -> Void

    package func option(_ name: String) -> Expanded? {
        options.last { $0.name == name }?.value
    }

    /// The operands as one text, words joined by one space, as a bare prompt is.
    package var joinedOperands: String? {
        operands.isEmpty ? nil : operands.map(\.text).joined(separator: " ")
    }
}

extension Argument {
    var isOperand: Bool { if case .operand = self { true } else { false } }
}
