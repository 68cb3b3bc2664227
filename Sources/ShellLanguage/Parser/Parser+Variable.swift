extension Parser {
    /// What a `$` gave that is not text: a variable, or nothing after an error.
    struct VariableReading {
        var piece: Piece?
    }

    /// Passes the `$` that stands here and what belongs to it. Nil if it is text, as it stands.
    mutating func readVariable(to end: Int, as reading: Reading) -> VariableReading? {
        let start = position
        position += 1
        guard position < end, !isBlankOrEnd(at: position, as: reading) else { return nil }
        let byte = bytes[position]
        if byte == Byte.openBrace {
            return VariableReading(piece: readBraced(from: start, to: end, as: reading).map(Piece.variable))
        }
        if byte == Byte.at {
            position += 1
            return VariableReading(piece: .variable(variable(.allArguments, from: start)))
        }
        if byte.isDigit {
            return readArgumentNumber(from: start, to: end)
        }
        if byte.beginsName {
            let name = readName(to: end)
            let fields = readFields(to: end)
            return VariableReading(piece: .variable(variable(.named(name), fields: fields, from: start)))
        }
        report(
            "no name stands behind '$'",
            at: Span(start, start + 1),
            hint: "for a dollar sign write '$' in single quotes, or \\$ in double quotes"
        )
        return nil
    }

    private func variable(_ base: Variable.Base, fields: [String] = [], from start: Int) -> Variable {
        Variable(base: base, fields: fields, span: Span(start, position))
    }

    private func isBlankOrEnd(at offset: Int, as reading: Reading) -> Bool {
        if bytes[offset].isBlank || isLineEnd(at: offset) { return true }
        return reading == .bare && (isContinuation(at: offset) || foreignBlank(at: offset) != nil)
    }

    private mutating func readArgumentNumber(from start: Int, to end: Int) -> VariableReading? {
        let digit = Int(bytes[position] - Byte.zero)
        position += 1
        if position < end, bytes[position].isDigit {
            while position < end, bytes[position].isDigit { position += 1 }
            let digits = text(start + 1, min(position, start + 20))
            report(
                "'$' before more than one digit",
                at: Span(start, position),
                hint: "quote an amount: '$\(digits)'; an argument before a digit is ${\(digit)}"
            )
            return nil
        }
        guard digit > 0 else {
            report("the arguments of a script are $1 to $9", at: Span(start, position))
            return nil
        }
        let fields = readFields(to: end)
        return VariableReading(piece: .variable(variable(.argument(digit), fields: fields, from: start)))
    }

    private mutating func readName(to end: Int) -> String {
        let start = position
        while position < end, bytes[position].continuesVariable { position += 1 }
        return text(start, position)
    }

    /// `.field.field`; a dot before anything but a letter is text.
    private mutating func readFields(to end: Int) -> [String] {
        var fields: [String] = []
        while position + 1 < end, bytes[position] == Byte.dot, bytes[position + 1].isLetter {
            position += 1
            fields.append(readName(to: end))
        }
        return fields
    }

    // MARK: - In braces

    /// `${name.field:-default}`. Between braces a name may hold hyphens, and a field, which may be the heading of a
    /// column, letters beyond ASCII.
    private mutating func readBraced(from start: Int, to end: Int, as reading: Reading) -> Variable? {
        position += 1
        guard let base = readBracedBase(from: start, to: end) else {
            skipBraces(to: end)
            return nil
        }
        var fields: [String] = []
        while position + 1 < end, bytes[position] == Byte.dot,
            bytes[position + 1].isLetter || bytes[position + 1] >= 0x80
        {
            position += 1
            let field = readBracedName(to: end)
            if field.isEmpty { break }
            fields.append(field)
        }
        var fallback: String?
        if position + 1 < end, bytes[position] == Byte.colon, bytes[position + 1] == Byte.hyphen {
            position += 2
            fallback = readFallback(to: end, as: reading)
        }
        guard position < end, bytes[position] == Byte.closeBrace else {
            reportUnclosed(from: start, to: end)
            return nil
        }
        position += 1
        var variable = variable(base, fields: fields, from: start)
        variable.fallback = fallback
        return variable
    }

    private mutating func readBracedBase(from start: Int, to end: Int) -> Variable.Base? {
        guard position < end, !bytes[position].isBlank, !isAtLineEnd else {
            report("'${' is not closed", at: Span(start, start + 2), hint: "write ${name}, or quote the dollar sign")
            return nil
        }
        let byte = bytes[position]
        if byte.beginsName { return .named(readBracedName(to: end)) }
        if byte == Byte.at {
            position += 1
            return .allArguments
        }
        if byte.isDigit, byte != Byte.zero, position + 1 < end, !bytes[position + 1].isDigit {
            position += 1
            return .argument(Int(byte - Byte.zero))
        }
        report("no name of a variable stands behind '${'", at: Span(start, start + 2), hint: "write ${name} or ${1}")
        return nil
    }

    private mutating func readBracedName(to end: Int) -> String {
        let start = position
        while position < end {
            let byte = bytes[position]
            guard byte.continuesVariable || byte == Byte.hyphen || byte >= 0x80, foreignBlank(at: position) == nil
            else { break }
            position += 1
        }
        return text(start, position)
    }

    /// What stands behind `:-`, up to the brace that closes. It holds no line break, and nothing that looks as if it
    /// were expanded: it is taken as it stands.
    private mutating func readFallback(to end: Int, as reading: Reading) -> String {
        let start = position
        while position < end, bytes[position] != Byte.closeBrace, !isAtLineEnd { position += 1 }
        guard position < end, bytes[position] == Byte.closeBrace else { return "" }
        let isSpecial = { (byte: UInt8) in
            byte == Byte.dollar || byte == Byte.openBrace || (byte == Byte.backslash && reading != .bare)
        }
        if let offset = bytes[start..<position].firstIndex(where: isSpecial) {
            report(
                "a default is taken as it stands",
                at: Span(offset, offset + 1),
                hint: "give the variable its value with 'let' before"
            )
        }
        return text(start, position)
    }

    private mutating func reportUnclosed(from start: Int, to end: Int) {
        if position < end, !isAtLineEnd, !bytes[position].isBlank, let character = scalar(at: position) {
            report(
                "'\(character)' cannot stand in '${…}'",
                at: Span(position, position + character.utf8.count),
                hint: "write ${name}, ${name.field} or ${name:-default}"
            )
        } else {
            report("'${' is not closed", at: Span(start, start + 2), hint: "write ${name}, or quote the dollar sign")
        }
        skipBraces(to: end)
    }

    /// After an error, passes what was meant to stand between braces.
    private mutating func skipBraces(to end: Int) {
        while position < end, !isAtLineEnd, !bytes[position].isBlank {
            position += 1
            if bytes[position - 1] == Byte.closeBrace { return }
        }
    }
}
