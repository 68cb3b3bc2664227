/// Whether a word is kept for what the language does not have: it is no command and no name.
package func isReservedWord(_ word: String) -> Bool {
    switch word {
    case "if", "for", "while", "fn", "end", "try": true
    default: false
    }
}

extension Parser {
    /// `[try] [NAME =] NAME …` to the end of the line. Nil if no command can be read in it; the line is passed then too.
    mutating func readCommand() -> Command? {
        let start = position
        line.isFresh = false
        let tryKeyword = readTry()
        let capture = readCapture()
        let name = readCommandName(after: capture)
        var command = Command(
            tryKeyword: tryKeyword,
            capture: capture,
            name: name ?? Name(text: "", span: Span(position, position)),
            arguments: [],
            nested: [],
            span: Span(start, position)
        )
        readArguments(into: &command, shape: name.flatMap { shapes($0.text) } ?? CommandShape(), depth: 0)
        command.span.end = max(line.tokenEnd, command.span.end)
        return name == nil && capture == nil ? nil : command
    }

    private mutating func readTry() -> Span? {
        guard let end = nameEnd(at: position), text(position, end) == "try", isWordEnd(at: end),
            captureSign(after: end) == nil
        else { return nil }
        let span = Span(position, end)
        pass(to: end)
        skipBlanks()
        return span
    }

    /// `NAME =`, the first thing on a line.
    private mutating func readCapture() -> Name? {
        guard let end = nameEnd(at: position), let sign = captureSign(after: end) else { return nil }
        let name = Name(text: text(position, end), span: Span(position, end))
        if isReservedWord(name.text) {
            report("'\(name.text)' is a reserved word and cannot name a result", at: name.span)
        } else if name.text.utf8.contains(Byte.dot) {
            report("the name of a result has no dots, which lead to its fields", at: name.span)
        }
        pass(to: sign + 1)
        skipBlanks()
        return name
    }

    /// Where the NAME that begins at `offset` ends.
    func nameEnd(at offset: Int) -> Int? {
        guard var end = byte(at: offset)?.beginsName == true ? offset + 1 : nil else { return nil }
        while end < bytes.count, bytes[end].continuesName { end += 1 }
        return end
    }

    /// Where `=` stands, behind a name that could be bound; `==` is no such sign.
    private func captureSign(after nameEnd: Int) -> Int? {
        var offset = nameEnd
        while offset < bytes.count {
            if bytes[offset].isBlank {
                offset += 1
            } else if isContinuation(at: offset), offset + 1 < bytes.count {
                offset += bytes[offset + 1] == Byte.carriageReturn ? 3 : 2
            } else {
                break
            }
        }
        guard byte(at: offset) == Byte.equals, byte(at: offset + 1) != Byte.equals || offset == nameEnd else {
            return nil
        }
        return offset
    }

    /// Nil, with an error, if what stands here is no name of a command.
    private mutating func readCommandName(after capture: Name?, isNested: Bool = false) -> Name? {
        if isAtLineEnd || isAtComment {
            report(
                capture.map { "no command stands behind '\($0.text) ='" } ?? "no command stands behind 'try'",
                at: Span(line.tokenEnd, line.tokenEnd),
                hint: capture.map { "to set something, write 'set \($0.text)=…'" }
            )
            return nil
        }
        let start = position
        switch bytes[start] {
        case Byte.singleQuote, Byte.doubleQuote:
            let word = readWord(.value)
            report(
                "a command stands without quotes",
                at: word.span,
                hint: capture.map { "to set something, write 'set \($0.text)=…'" }
            )
            return nil
        case Byte.exclamation:
            report("'!' stands first on a line, and alone", at: Span(start, start + 1))
            _ = readShellText()
            return nil
        case Byte.less, Byte.greater, Byte.bar:
            report("no command stands before '\(Character(Unicode.Scalar(bytes[start])))'", at: Span(start, start + 1))
            return nil
        default:
            break
        }
        let word = readBareWord()
        let isLiteral = word.pieces.allSatisfy { if case .text = $0 { true } else { false } }
        let name = Name(text: text(word.span.start, word.span.end), span: word.span)
        if !isLiteral {
            report("a command is written out, without variables and escapes", at: word.span)
            return nil
        }
        if name.text == "try" {
            report("'try' stands first on a line, and once", at: word.span)
            return nil
        }
        if isReservedWord(name.text) {
            report(
                "'\(name.text)' is a reserved word: there are no loops, conditionals and functions",
                at: word.span
            )
            return nil
        }
        if isNested, captureSign(after: word.span.end) != nil {
            report(
                "a result is bound by the first command of a line", at: word.span, hint: "write '\(name.text) =' first")
            return nil
        }
        return name
    }

    /// Operands, options and what else stands behind the name of a command, to the end of the line.
    mutating func readArguments(into command: inout Command, shape: CommandShape, depth: Int) {
        var prompt = Prompt()
        var operandCount = 0
        while true {
            line.isFresh = false
            skipBlanks()
            if isAtLineEnd {
                checkTrailingBackslash()
                return
            }
            if isAtComment {
                if shape.prose { checkPromptEnd(prompt, before: "a comment", at: Span(position, position + 1)) }
                return readComment()
            }
            if !shape.expression, bytes[position] == Byte.greater || bytes[position] == Byte.bar {
                if shape.prose {
                    let sign = Character(Unicode.Scalar(bytes[position]))
                    checkPromptEnd(prompt, before: "'\(sign)'", at: Span(position, position + 1))
                }
                command.redirect = readRedirect()
                return
            }
            guard command.arguments.count < Self.partLimit else {
                report("a command has more than \(Self.partLimit) words", at: Span(position, position + 1))
                return skipToLineEnd()
            }
            if let end = optionNameEnd(in: shape), operandCount != shape.rawTail {
                let option = readOption(nameEnd: end)
                prompt.add(option)
                command.arguments.append(.option(option))
                continue
            }
            if operandCount == shape.nestedAfter { return readNested(into: &command, depth: depth + 1) }
            if operandCount == shape.rawTail, !isAtHeredoc {
                command.rawTail = readRawTail()
                return
            }
            operandCount += 1
            command.arguments.append(.operand(shape.prose ? readPromptWord(&prompt) : readWord(.operand(shape))))
        }
    }

    /// The end of the option name that begins here. `a==b` in an expression is no option.
    private func optionNameEnd(in shape: CommandShape) -> Int? {
        guard let end = nameEnd(at: position), byte(at: end) == Byte.equals else { return nil }
        return shape.expression && byte(at: end + 1) == Byte.equals ? nil : end
    }

    private mutating func readOption(nameEnd: Int) -> Option {
        let name = Name(text: text(position, nameEnd), span: Span(position, nameEnd))
        pass(to: nameEnd + 1)
        line.bareWordEnd = nil
        let value =
            isWordEnd(at: position)
            ? Word(form: .bare, pieces: [], span: Span(position, position)) : readWord(.value)
        return Option(name: name, value: value, span: name.span.union(Span(value.span.end, value.span.end)))
    }

    private mutating func readNested(into command: inout Command, depth: Int) {
        guard depth <= Self.nestingLimit else {
            report("commands nest more than \(Self.nestingLimit) deep", at: Span(position, position + 1))
            _ = readShellText()
            return
        }
        let start = position
        let name = readCommandName(after: nil, isNested: true)
        var nested = Command(
            name: name ?? Name(text: "", span: Span(position, position)),
            arguments: [],
            nested: [],
            span: Span(start, position)
        )
        readArguments(into: &nested, shape: name.flatMap { shapes($0.text) } ?? CommandShape(), depth: depth)
        nested.span.end = max(line.tokenEnd, nested.span.end)
        if let redirect = nested.redirect {
            command.redirect = redirect
            nested.redirect = nil
            nested.span.end = nested.lastTokenEnd
        }
        if name != nil { command.nested = [nested] }
    }

    /// The rest of the line as typed, without the blanks around it. Each `\` that continues it is taken out; the line
    /// break stays, which is a blank to JSON.
    private mutating func readRawTail() -> RawText {
        let start = position
        var parts = ""
        while true {
            let partStart = position
            skipToLineEnd()
            guard position > partStart, bytes[position - 1] == Byte.backslash else {
                parts += text(partStart, position)
                break
            }
            parts += text(partStart, position - 1) + "\n"
            let slash = Span(position - 1, position)
            skipLineEnd()
            if position == bytes.count {
                reportIncomplete("the line goes on after '\\', but the text ends here", at: slash)
                break
            }
        }
        var end = position
        while end > start, bytes[end - 1].isBlank || isLineEnd(at: end - 1) { end -= 1 }
        while let last = parts.utf8.last, last.isBlank || last == Byte.lineFeed { parts.removeLast() }
        line.bareWordEnd = end
        line.tokenEnd = end
        checkTrailingBackslash()
        return RawText(text: parts, span: Span(start, end))
    }

    /// A backslash that only blanks separate from the end of the line was meant to continue it.
    private mutating func checkTrailingBackslash() {
        guard let end = line.bareWordEnd, end == line.tokenEnd, end > 0, bytes[end - 1] == Byte.backslash, !isIncomplete
        else { return }
        report(
            "blanks stand behind this '\\', so it does not continue the line",
            at: Span(end - 1, end),
            hint: "take the blanks away, or quote the word"
        )
    }

    /// What ends at `offset` is read.
    mutating func pass(to offset: Int) {
        position = offset
        line.tokenEnd = offset
    }
}

extension Command {
    /// The end of the last name, argument or raw tail.
    var lastTokenEnd: Int {
        nested.last?.lastTokenEnd ?? rawTail?.span.end ?? arguments.last?.span.end ?? name.span.end
    }
}
