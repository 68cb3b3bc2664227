/// Writes a script in its canonical layout, which ``parse(_:shapes:)`` reads as the same script, and which is its own
/// canonical layout.
///
/// One blank stands between words and around the sign of a capture; lines begin in column 1; at most one blank line
/// separates two others. Words keep the quotes and escapes they have. A line that was continued with `\` between two
/// arguments stays so, with four blanks before what follows; elsewhere it is joined. Shell commands, heredocs, comments
/// and the raw rest of a line stay as typed.
///
/// - Parameters:
///   - script: What ``parse(_:shapes:)`` made of `source`, without an error: of a broken line it would write what is
///     left.
///   - source: The text that the spans of `script` are places in.
package func format(_ script: Script, of source: Source) -> String {
    var formatter = Formatter(bytes: Array(source.text.utf8))
    formatter.write(script)
    return String(decoding: formatter.output, as: UTF8.self)
}

private struct Formatter {
    private static let continuation = " \\\n    "

    let bytes: [UInt8]
    var output: [UInt8] = []
    /// Where in the source the last word that was written ends.
    private var end = 0
    /// Where in the source the last statement or comment ends.
    private var itemEnd = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ script: Script) {
        var comments = script.comments[...]
        for statement in script.statements {
            while let comment = comments.first, comment.span.start < statement.span.start {
                writeLine(of: comment)
                comments.removeFirst()
            }
            writeBlankLine(before: statement.span.start)
            switch statement {
            case .shell(let text, _): write("!" + text)
            case .command(let command): write(command)
            }
            if let comment = comments.first, isContinued(from: statement.span.end, to: comment.span.start) {
                writeTrailing(comment)
                comments.removeFirst()
            }
            output.append(Byte.lineFeed)
            if case .command(let command) = statement { writeBodies(of: command) }
            itemEnd = statement.span.end
        }
        for comment in comments { writeLine(of: comment) }
    }

    private mutating func write(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    /// Copies from the source, with LF at the end of each line.
    private mutating func copy(_ span: Span) {
        for offset in span.start..<max(span.start, span.end) {
            let isLineEnd =
                bytes[offset] == Byte.carriageReturn && offset + 1 < bytes.count && bytes[offset + 1] == Byte.lineFeed
            if !isLineEnd { output.append(bytes[offset]) }
        }
        end = span.end
    }

    // MARK: - Commands

    private mutating func write(_ command: Command) {
        if let span = command.tryKeyword {
            copy(span)
            write(" ")
        }
        if let capture = command.capture {
            write(capture.text + " = ")
        }
        writeArguments(of: command)
        guard let redirect = command.redirect else { return }
        separate(from: redirect.span.start)
        switch redirect {
        case .write(let path, _):
            write("> ")
            copy(path.span)
        case .append(let path, _):
            write(">> ")
            copy(path.span)
        case .pipe(let text, _):
            write("| " + text)
        }
    }

    private mutating func writeArguments(of command: Command) {
        copy(command.name.span)
        for argument in command.arguments {
            separate(from: argument.span.start)
            copy(argument.span)
        }
        if let tail = command.rawTail {
            separate(from: tail.span.start)
            copy(tail.span)
        }
        for nested in command.nested {
            separate(from: nested.name.span.start)
            writeArguments(of: nested)
        }
    }

    /// Writes what stands between two arguments: a blank, or the continuation that the source has there.
    private mutating func separate(from start: Int) {
        let isBroken = end < start && bytes[end..<start].contains(Byte.lineFeed)
        write(isBroken ? Self.continuation : " ")
    }

    private mutating func writeBodies(of command: Command) {
        for argument in command.arguments {
            let word =
                switch argument {
                case .operand(let word): word
                case .option(let option): option.value
                }
            guard case .heredoc(let tag, _) = word.form else { continue }
            if let first = word.pieces.first, let last = word.pieces.last {
                copy(first.span.union(last.span))
                output.append(Byte.lineFeed)
            }
            write(tag + "\n")
        }
        for nested in command.nested { writeBodies(of: nested) }
    }

    // MARK: - Comments and blank lines

    private mutating func writeLine(of comment: Comment) {
        writeBlankLine(before: comment.span.start)
        write(comment.text + "\n")
        itemEnd = comment.span.end
    }

    private mutating func writeTrailing(_ comment: Comment) {
        // Only first on a line of the file does `#` begin a comment without a blank behind it.
        let isFree = comment.text.utf8.count == 1 || comment.text.utf8.dropFirst().first?.isBlank == true
        write(isFree ? " " : Self.continuation)
        write(comment.text)
    }

    /// Only blanks and continuations stand between two places.
    private func isContinued(from start: Int, to end: Int) -> Bool {
        guard start <= end else { return false }
        var afterBackslash = false
        for byte in bytes[start..<end] {
            switch byte {
            case Byte.backslash: afterBackslash = true
            case Byte.carriageReturn: break
            case Byte.lineFeed:
                guard afterBackslash else { return false }
                afterBackslash = false
            case Byte.space, Byte.tab: afterBackslash = false
            default: return false
            }
        }
        return true
    }

    private mutating func writeBlankLine(before start: Int) {
        guard !output.isEmpty else { return }
        var offset = start
        while offset > 0, bytes[offset - 1] != Byte.lineFeed { offset -= 1 }
        guard offset > 0 else { return }
        offset -= 1
        while offset > 0, bytes[offset - 1].isBlank || bytes[offset - 1] == Byte.carriageReturn { offset -= 1 }
        // The last line of a shell command may be empty, and is no blank line behind it.
        guard offset == 0 || bytes[offset - 1] == Byte.lineFeed, offset > itemEnd else { return }
        output.append(Byte.lineFeed)
    }
}
