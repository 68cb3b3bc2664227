/// A heredoc whose body is still to come, behind the line.
struct PendingHeredoc {
    var tag: String
    var raw: Bool
    /// Of its `<<TAG`.
    var span: Span
}

extension Parser {
    /// Longer ones are refused, so that the lines of a text can be indexed by them.
    private static let tagLimit = 255

    var isAtHeredoc: Bool {
        byte(at: position) == Byte.less && byte(at: position + 1) == Byte.less
    }

    /// `<<` and then a tag: in an expression, `<<` alone is a word.
    var isAtHeredocTag: Bool {
        guard isAtHeredoc, let byte = byte(at: position + 2) else { return false }
        return byte.beginsName || byte.isQuote
    }

    /// `<<TAG` or `<<'TAG'`; the body is filled in when the line is read. What is nearly one is reported and taken as
    /// one, so that its body is not read as commands.
    mutating func readHeredocStart() -> Word {
        let start = position
        var offset = start + 2
        var complaint: (message: String, hint: String)?
        if let byte = byte(at: offset), byte == Byte.hyphen || byte == Byte.tilde {
            complaint = (
                "a heredoc has no '<<\(Character(Unicode.Scalar(byte)))'", "write <<TAG; TAG ends it in column 1"
            )
            offset += 1
        } else if byte(at: offset)?.isBlank == true {
            complaint = ("the tag of a heredoc stands right behind '<<'", "write <<TAG")
            while byte(at: offset)?.isBlank == true { offset += 1 }
        }
        var raw = false
        let quote = byte(at: offset).flatMap { $0.isQuote ? $0 : nil }
        if quote != nil {
            raw = true
            offset += 1
            if quote == Byte.doubleQuote {
                complaint = ("the tag of a raw heredoc stands in single quotes", "write <<'TAG'")
            }
        }
        guard let end = nameEnd(at: offset), end - offset <= Self.tagLimit else {
            report("no tag stands behind '<<'", at: Span(start, start + 2), hint: "write <<TAG, or quote the sign")
            return readBareWord()
        }
        let tag = text(offset, end)
        pass(to: end)
        if let quote {
            if byte(at: end) == quote {
                pass(to: end + 1)
            } else {
                complaint = ("the quote around the tag is not closed", "write <<'\(tag)'")
            }
        }
        let span = Span(start, position)
        if let complaint { report(complaint.message, at: span, hint: complaint.hint) }
        line.bareWordEnd = nil
        line.heredocs.append(PendingHeredoc(tag: tag, raw: raw, span: span))
        let glued = position
        while !isWordEnd(at: position) { position += 1 }
        if glued < position, complaint == nil {
            report("the tag of a heredoc ends here", at: Span(glued, position), hint: "put a blank behind it")
        }
        return Word(form: .heredoc(tag: tag, raw: raw), pieces: [], span: span)
    }

    /// Reads the bodies that belong to the line before, by the places of their tags.
    mutating func readHeredocBodies() -> [Int: [Piece]] {
        var bodies: [Int: [Piece]] = [:]
        for heredoc in line.heredocs { bodies[heredoc.span.start] = readBody(of: heredoc) }
        return bodies
    }

    private mutating func readBody(of heredoc: PendingHeredoc) -> [Piece] {
        let start = position
        let tag = Array(heredoc.tag.utf8)
        let isClosed = lastLine(of: heredoc.tag).map { $0 >= position } ?? false
        if !isClosed {
            reportIncomplete(
                "no line '\(heredoc.tag)' ends this heredoc",
                at: heredoc.span,
                hint: "it stands alone in its line, from column 1"
            )
        }
        while position < bytes.count {
            let lineStart = position
            skipToLineEnd()
            var content = lineStart..<position
            if !isClosed {
                // What ends it nearly was meant to: the rest of the text need not be lost.
                while let first = content.first, bytes[first].isBlank { content.removeFirst() }
                while let last = content.last, bytes[last].isBlank { content.removeLast() }
            }
            let isEnd = content.count == tag.count && bytes[content].elementsEqual(tag)
            skipLineEnd()
            if isEnd {
                let next = position
                defer { position = next }
                return readBody(from: start, to: lineStart, raw: heredoc.raw)
            }
        }
        defer { position = bytes.count }
        return readBody(from: start, to: position, raw: heredoc.raw)
    }

    private mutating func readBody(from start: Int, to end: Int, raw: Bool) -> [Piece] {
        var end = end
        if end > start, bytes[end - 1] == Byte.lineFeed {
            end -= 1
            if end > start, bytes[end - 1] == Byte.carriageReturn { end -= 1 }
        }
        guard start < end else { return [] }
        position = start
        guard raw else { return readPieces(to: end, as: .heredoc) }
        return [.text(text(start, end), span: Span(start, end))]
    }

    /// Where the last line begins that is this tag and nothing else. The index of all such lines keeps many heredocs
    /// without an end from reading the rest of the text many times.
    private mutating func lastLine(of tag: String) -> Int? {
        if let lastTagLines { return lastTagLines[tag] }
        var lines: [String: Int] = [:]
        var start = position
        while start < bytes.count {
            var end = start
            if bytes[start].beginsName {
                end = nameEnd(at: start) ?? start
                if isLineEnd(at: end), end - start <= Self.tagLimit { lines[text(start, end)] = start }
            }
            while end < bytes.count, bytes[end] != Byte.lineFeed { end += 1 }
            start = end + 1
        }
        lastTagLines = lines
        return lines[tag]
    }
}

extension Command {
    /// Puts the bodies of heredocs, by the places of their `<<TAG`, into its words.
    mutating func fill(_ bodies: [Int: [Piece]]) {
        for index in arguments.indices {
            switch arguments[index] {
            case .operand(var word):
                word.fill(bodies)
                arguments[index] = .operand(word)
            case .option(var option):
                option.value.fill(bodies)
                arguments[index] = .option(option)
            }
        }
        for index in nested.indices { nested[index].fill(bodies) }
    }
}

extension Word {
    fileprivate mutating func fill(_ bodies: [Int: [Piece]]) {
        if case .heredoc = form, let body = bodies[span.start] { pieces = body }
    }
}
