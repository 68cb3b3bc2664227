extension Parser {
    /// `> path`, `>> path` or `| …`, and an error about what follows it. Nil after an error.
    mutating func readRedirect() -> Redirect? {
        let start = position
        if bytes[start] == Byte.bar {
            position += 1
            if byte(at: position) == Byte.bar {
                report(
                    "there is no '||'", at: Span(start, start + 2), hint: "write a second line; 'try' forgives a first")
                _ = readShellText()
                return nil
            }
            while byte(at: position)?.isBlank == true { position += 1 }
            let command = readShellText()
            line.tokenEnd = position
            if command.utf8.allSatisfy(\.isBlank) {
                report("no command stands behind '|'", at: Span(start, start + 1))
                return nil
            }
            return .pipe(command, span: Span(start, position))
        }
        let appends = byte(at: start + 1) == Byte.greater
        let sign = Span(start, start + (appends ? 2 : 1))
        pass(to: sign.end)
        line.bareWordEnd = nil
        skipBlanks()
        if isAtLineEnd || isAtComment {
            report("no path stands behind '\(appends ? ">>" : ">")'", at: sign)
            if isAtComment { readComment() }
            return nil
        }
        let path = readWord(.value)
        let isPath =
            switch path.form {
            case .bare, .quoted, .rawQuoted: true
            case .heredoc, .at: false
            }
        if !isPath {
            report(
                "a path stands behind '\(appends ? ">>" : ">")'", at: path.span, hint: "quote it if this is its name")
        }
        readAfterRedirect(path, isReported: line.isTorn)
        guard isPath else { return nil }
        let span = Span(start, path.span.end)
        return appends ? .append(path, span: span) : .write(path, span: span)
    }

    private mutating func readAfterRedirect(_ path: Word, isReported: Bool) {
        let pathEnd = line.tokenEnd
        var rest = Command(name: Name(text: "", span: path.span), arguments: [], nested: [], span: path.span)
        let (count, lineCount) = (diagnostics.count, line.diagnosticCount)
        readArguments(into: &rest, shape: CommandShape(expression: true), depth: 0)
        guard let first = rest.arguments.first else { return }
        line.tokenEnd = pathEnd
        // What the words themselves have to complain about would only distract from their place.
        diagnostics.removeSubrange(count...)
        line.diagnosticCount = lineCount
        if !isReported {
            report(
                "nothing but a comment follows the path of a redirect",
                at: first.span,
                hint: "the redirect is the last thing on a line"
            )
        }
    }
}
