extension Parser {
    enum Place {
        /// The value of an option, or a prompt: what looks like a quote was meant as one.
        case value
        case operand(CommandShape)
    }

    /// How far the end of typographic quotes is looked for, in bytes, since each on a line could be missing.
    private static let typographicReach = 4096

    /// How text between the ends of a word is read.
    enum Reading {
        case bare
        case quoted
        case heredoc
    }

    /// The word that begins here, where no blank and no end of a line stands.
    mutating func readWord(_ place: Place) -> Word {
        switch bytes[position] {
        case Byte.singleQuote:
            return readQuoted(raw: true)
        case Byte.doubleQuote:
            return readQuoted(raw: false)
        case Byte.less where isAtHeredoc:
            if case .operand(let shape) = place, shape.expression, !isAtHeredocTag { return readBareWord() }
            return readHeredocStart()
        default:
            if case .value = place, let word = readTypographicallyQuoted() { return word }
            return readUnquoted()
        }
    }

    /// A bare word, or `@…`.
    mutating func readUnquoted() -> Word {
        guard bytes[position] == Byte.at else { return readBareWord() }
        let sign = Span(position, position + 1)
        position += 1
        if let word = readQuotedTag(behind: sign) { return word }
        if isWordEnd(at: position) {
            report("nothing stands behind '@'", at: sign, hint: "name a task or a file, or quote the sign")
        } else if bytes[position].isQuote {
            report("'@' takes a name without quotes", at: Span(position, position + 1), hint: "or quote the '@' too")
        }
        var word = isWordEnd(at: position) ? Word(form: .at, pieces: [], span: sign) : readBareWord()
        word.form = .at
        word.span.start = sign.start
        line.tokenEnd = word.span.end
        return word
    }

    /// `@tag:"…"`, behind its sign: a tag may have blanks. Nil if something else stands here.
    private mutating func readQuotedTag(behind sign: Span) -> Word? {
        let end = position + tagSelectorPrefix.utf8.count
        guard byte(at: end)?.isQuote == true, text(position, end) == tagSelectorPrefix else { return nil }
        let head = Piece.text(tagSelectorPrefix, span: Span(position, end))
        position = end
        var word = readQuoted(raw: bytes[end] == Byte.singleQuote)
        word.form = .at
        word.pieces.insert(head, at: 0)
        word.span.start = sign.start
        return word
    }

    mutating func readBareWord() -> Word {
        let start = position
        let pieces = readPieces(to: bytes.count, as: .bare)
        pass(to: position)
        line.bareWordEnd = position
        return Word(form: .bare, pieces: pieces, span: Span(start, position))
    }

    // MARK: - Quotes

    /// `'…'` or `"…"`, and an error about what is glued to it.
    private mutating func readQuoted(raw: Bool) -> Word {
        let open = position
        let quote = bytes[open]
        let close = closingQuote(after: open, raw: raw)
        if let close, !swallowsLines(from: open, to: close) {
            let pieces = readQuotedPieces(from: open + 1, to: close, raw: raw)
            pass(to: close + 1)
            line.bareWordEnd = nil
            let word = Word(form: raw ? .rawQuoted : .quoted, pieces: pieces, span: Span(open, close + 1))
            skipGlued()
            return word
        }
        let sign = Character(Unicode.Scalar(quote))
        if close == nil {
            reportIncomplete("this quote is not closed", at: Span(open, open + 1), hint: "close it with \(sign)")
        } else {
            report(
                "this quote is not closed",
                at: Span(open, open + 1),
                hint: "close it with \(sign), behind which a blank stands"
            )
        }
        line.isTorn = true
        position = open
        skipToLineEnd()
        let end = position
        let pieces = readQuotedPieces(from: open + 1, to: end, raw: raw)
        pass(to: end)
        line.bareWordEnd = nil
        return Word(form: raw ? .rawQuoted : .quoted, pieces: pieces, span: Span(open, end))
    }

    private mutating func readQuotedPieces(from start: Int, to end: Int, raw: Bool) -> [Piece] {
        position = start
        guard raw else { return readPieces(to: end, as: .quoted) }
        return start == end ? [] : [.text(text(start, end), span: Span(start, end))]
    }

    private func closingQuote(after open: Int, raw: Bool) -> Int? {
        let quote = bytes[open]
        var offset = open + 1
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == quote { return offset }
            offset += byte == Byte.backslash && !raw ? 2 : 1
        }
        return nil
    }

    /// A quote that closes on another line, right before more text, is no closing quote but the opening one of a later
    /// word: the one that should have closed is missing.
    private func swallowsLines(from open: Int, to close: Int) -> Bool {
        !isWordEnd(at: close + 1) && bytes[open..<close].contains(Byte.lineFeed)
    }

    /// Passes what stands at a closing quote without a blank between.
    mutating func skipGlued() {
        guard !isWordEnd(at: position) else { return }
        let start = position
        while !isLineEnd(at: position), !bytes[position].isBlank {
            let quote = bytes[position]
            if quote.isQuote, let close = closingQuote(after: position, raw: true),
                !bytes[position..<close].contains(Byte.lineFeed)
            {
                position = close + 1
            } else {
                while !isLineEnd(at: position), !bytes[position].isBlank { position += 1 }
            }
        }
        line.isTorn = true
        report(
            "a closing quote ends the word",
            at: Span(start, position),
            hint: "put a blank before this, or take it into the quotes"
        )
    }

    /// `“a boat”`, where quotes were meant. Nil if no such quote stands here.
    private mutating func readTypographicallyQuoted() -> Word? {
        guard bytes[position] >= 0xC2, let opening = scalar(at: position) else { return nil }
        let closers = opening.typographicClosers
        guard !closers.isEmpty else { return nil }
        let start = position
        let length = opening.utf8.count
        report(
            "\(opening) (\(opening.codePoint)) is no quote here",
            at: Span(start, start + length),
            hint: "type \" or '; to have it in the text, put these around it"
        )
        line.isTorn = true
        guard line.diagnosticCount <= Self.diagnosticsPerLine else { return nil }
        var end = start + length
        while !isLineEnd(at: end), end - start < Self.typographicReach {
            guard bytes[end] >= 0xC2, let scalar = scalar(at: end) else {
                end += 1
                continue
            }
            if closers.contains(scalar), isWordEnd(at: end + scalar.utf8.count) {
                let word = Word(
                    form: .rawQuoted,
                    pieces: [.text(text(start + length, end), span: Span(start + length, end))],
                    span: Span(start, end + scalar.utf8.count)
                )
                pass(to: word.span.end)
                return word
            }
            end += scalar.utf8.count
        }
        return nil
    }

    // MARK: - Pieces

    /// What stands from here to `end`, or to the end of a bare word. Each piece of text is either what stands in the
    /// source, byte by byte, or one escape, so that a place in it can be found in the source too.
    mutating func readPieces(to end: Int, as reading: Reading) -> [Piece] {
        var pieces: [Piece] = []
        var start = position
        scan: while position < end {
            let here = position
            if pieces.count >= Self.partLimit {
                report("a word has more than \(Self.partLimit) variables and escapes", at: Span(here, here + 1))
                position = reading == .bare ? wordEnd(from: here) : end
                start = position
                break scan
            }
            switch bytes[here] {
            case Byte.space, Byte.tab, Byte.lineFeed:
                if reading == .bare { break scan }
                position += 1
            case Byte.carriageReturn where isLineEnd(at: here):
                if reading == .bare { break scan }
                appendVerbatim(start, here, to: &pieces)
                position += 1
                start = position
            case Byte.backslash:
                if reading == .bare, isLineEnd(at: here + 1) { break scan }
                guard let piece = readEscape(to: end, as: reading) else { continue }
                appendVerbatim(start, here, to: &pieces)
                pieces.append(piece)
                start = position
            case Byte.dollar:
                guard let variable = readVariable(to: end, as: reading) else { continue }
                appendVerbatim(start, here, to: &pieces)
                if let piece = variable.piece { pieces.append(piece) }
                start = position
            case 0xC2...:
                if reading == .bare, foreignBlank(at: here) != nil { break scan }
                position += 1
            default:
                position += 1
            }
        }
        appendVerbatim(start, position, to: &pieces)
        return pieces
    }

    private func wordEnd(from start: Int) -> Int {
        var end = start
        while !isWordEnd(at: end) { end += 1 }
        return end
    }

    private func appendVerbatim(_ start: Int, _ end: Int, to pieces: inout [Piece]) {
        guard start < end else { return }
        pieces.append(.text(String(decoding: bytes[start..<end], as: UTF8.self), span: Span(start, end)))
    }

    /// Passes what the backslash here begins. Nil if it is text, as it stands.
    private mutating func readEscape(to end: Int, as reading: Reading) -> Piece? {
        let start = position
        position += 1
        guard position < end else { return nil }
        let byte = bytes[position]
        let span = Span(start, start + 2)
        switch (byte, reading) {
        case (Byte.openBrace, _): position += 1; return .escapedBrace("{", span: span)
        case (Byte.closeBrace, _): position += 1; return .escapedBrace("}", span: span)
        case (Byte.dollar, .bare):
            position += 1
            report("'\\$' needs quotes around it", at: span, hint: "quote the text, as in \"\\$5\" or '$5'")
            return nil
        case (Byte.dollar, _): position += 1; return .text("$", span: span)
        case (_, .bare): return nil
        case (Byte.backslash, _): position += 1; return .text("\\", span: span)
        case (_, .heredoc): return nil
        case (Byte.doubleQuote, .quoted): position += 1; return .text("\"", span: span)
        case (UInt8(ascii: "n"), .quoted): position += 1; return .text("\n", span: span)
        case (UInt8(ascii: "t"), .quoted): position += 1; return .text("\t", span: span)
        default: break
        }
        if isLineEnd(at: position) {
            report(
                "an open quote goes on in the next line by itself",
                at: Span(start, start + 1),
                hint: "take the '\\' away; the line break is part of the text"
            )
            return nil
        }
        let character = scalar(at: position)
        position += character?.utf8.count ?? 1
        report(
            "double quotes do not know '\\\(character.map { String($0) } ?? "")'",
            at: Span(start, position),
            hint: #"they know \" \\ \n \t \$ \{ \}; in single quotes a backslash is text"#
        )
        return nil
    }
}
