/// What a text says, and what is wrong with it.
package struct ParseResult: Hashable, Sendable {
    /// Every statement whose command could be read, those with mistakes in their words included, so that the checker
    /// finds the other mistakes of the same lines. A statement that has a capture but no readable command is kept with
    /// an empty command name: the mistake is reported already, and the capture counts as bound.
    package var script: Script
    /// In the order of their places; at most 50 for one line with its continuations, and 100,000 in all.
    package var diagnostics: [Diagnostic]
    /// The text ends inside a continuation: after `\`, in an open quote, in a heredoc. There is an error for it among
    /// ``diagnostics`` too, which a prompt that asks for more does not show.
    package var isIncomplete: Bool
}

/// Reads a text of the language to its end, whatever is in it; a line with a mistake does not spoil the next. Time and
/// memory grow with the length of the text.
///
/// - Parameters:
///   - source: What ``decode(_:name:)`` gave: other sources of text may hold control characters, which are not
///     reported here.
///   - shapes: What the parser must know of the command with a name or alias; nil reads an unknown one as an ordinary
///     command, about which the checker complains.
package func parse(_ source: Source, shapes: (String) -> CommandShape?) -> ParseResult {
    withoutActuallyEscaping(shapes) { shapes in
        var parser = Parser(bytes: Array(source.text.utf8), shapes: shapes)
        parser.readScript()
        return ParseResult(
            script: parser.script,
            diagnostics: parser.diagnostics,
            isIncomplete: parser.isIncomplete
        )
    }
}
