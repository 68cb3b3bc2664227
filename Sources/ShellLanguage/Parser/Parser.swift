/// Reads a text byte by byte, once from its beginning to its end. Lexer and parser are one, since what a character means
/// depends on the command before it.
struct Parser {
    /// Beyond these, the mistakes of one line are not told: a line of 100 MB can hold as many as bytes.
    static let diagnosticsPerLine = 50
    /// `each a.csv each b.csv …` at most, which also bounds the recursion.
    static let nestingLimit = 16

    /// Arguments of one command, and pieces of one word: a line of 100 MB shall not need a hundred times as much.
    static let partLimit = 100_000
    /// Commands and comments of one text, for the same reason.
    static let statementLimit = 1_000_000
    /// Nobody reads more.
    static let diagnosticsLimit = 100_000

    let bytes: [UInt8]
    let shapes: (String) -> CommandShape?
    var position = 0
    var script = Script(statements: [], comments: [])
    var diagnostics: [Diagnostic] = []
    var isIncomplete = false
    /// Where each line that could end a heredoc last stands; made when the first heredoc is met.
    var lastTagLines: [String: Int]?
    var line = Line()
    private let hasCarriageReturns: Bool

    init(bytes: [UInt8], shapes: @escaping (String) -> CommandShape?) {
        self.bytes = bytes
        self.shapes = shapes
        hasCarriageReturns = bytes.contains(Byte.carriageReturn)
    }

    /// What is known of the line that is being read, its continuations included.
    struct Line {
        var diagnosticCount = 0
        var heredocs: [PendingHeredoc] = []
        /// Only blanks stand between the beginning of a line of the file and here.
        var isFresh = true
        /// A mistake has torn its words apart, so that complaints about their order would only repeat it.
        var isTorn = false
        /// The end of what was read last, blanks and comments aside.
        var tokenEnd = 0
        /// The end of the last word, if it is a bare one.
        var bareWordEnd: Int?
    }

    mutating func readScript() {
        while position < bytes.count {
            guard script.statements.count + script.comments.count < Self.statementLimit else {
                line = Line()
                report(
                    "the text has more than \(Self.statementLimit) commands and comments",
                    at: Span(position, position),
                    hint: "divide it, and read the parts with 'source'"
                )
                break
            }
            readLine()
        }
        diagnostics = diagnostics.enumerated()
            .sorted { ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset) }
            .map(\.element)
    }

    private mutating func readLine() {
        line = Line()
        skipBlanks()
        var command: Command?
        if !isAtLineEnd {
            switch bytes[position] {
            case Byte.hash: readComment()
            case Byte.exclamation: readShellStatement()
            default: command = readCommand()
            }
        }
        skipToLineEnd()
        skipLineEnd()
        let bodies = readHeredocBodies()
        if var command {
            if !bodies.isEmpty { command.fill(bodies) }
            script.statements.append(.command(command))
        }
    }

    // MARK: - Reporting

    mutating func report(_ message: String, at span: Span, hint: String? = nil) {
        line.diagnosticCount += 1
        guard line.diagnosticCount <= Self.diagnosticsPerLine, diagnostics.count < Self.diagnosticsLimit else { return }
        diagnostics.append(Diagnostic(.error, message, at: span, hint: hint))
    }

    /// The text ends at a place where the line goes on.
    mutating func reportIncomplete(_ message: String, at span: Span, hint: String? = nil) {
        isIncomplete = true
        report(message, at: span, hint: hint)
    }

    // MARK: - Looking

    func byte(at offset: Int) -> UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    /// The end of a line (LF or CRLF) or of the text is at `offset`.
    func isLineEnd(at offset: Int) -> Bool {
        guard offset < bytes.count else { return true }
        let byte = bytes[offset]
        return byte == Byte.lineFeed || (byte == Byte.carriageReturn && self.byte(at: offset + 1) == Byte.lineFeed)
    }

    var isAtLineEnd: Bool { isLineEnd(at: position) }

    /// A word cannot go on at `offset`: a blank, the end of the line, or a backslash that continues it.
    func isWordEnd(at offset: Int) -> Bool {
        isLineEnd(at: offset) || bytes[offset].isBlank || isContinuation(at: offset)
            || foreignBlank(at: offset) != nil
    }

    func isContinuation(at offset: Int) -> Bool {
        byte(at: offset) == Byte.backslash && isLineEnd(at: offset + 1)
    }

    /// A comment begins here, where a word could begin too.
    var isAtComment: Bool {
        guard byte(at: position) == Byte.hash else { return false }
        let next = position + 1
        return line.isFresh || isLineEnd(at: next) || bytes[next].isBlank || isContinuation(at: next)
    }

    func foreignBlank(at offset: Int) -> Unicode.Scalar? {
        guard offset < bytes.count, bytes[offset] >= 0xC2 else { return nil }
        return scalar(at: offset).flatMap { $0.isForeignBlank ? $0 : nil }
    }

    /// The code point that begins at `offset`; the bytes are those of a String, hence well-formed.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        guard let first = byte(at: offset) else { return nil }
        guard first >= 0xC2 else { return Unicode.Scalar(first) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard offset + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in 1..<length { value = value << 6 | UInt32(bytes[offset + index] & 0x3F) }
        return Unicode.Scalar(value)
    }

    /// What stands between two offsets, with LF at the end of every line.
    func text(_ start: Int, _ end: Int) -> String {
        guard hasCarriageReturns else { return String(decoding: bytes[start..<end], as: UTF8.self) }
        var copy: [UInt8] = []
        copy.reserveCapacity(end - start)
        for offset in start..<end where bytes[offset] != Byte.carriageReturn || !isLineEnd(at: offset) {
            copy.append(bytes[offset])
        }
        return String(decoding: copy, as: UTF8.self)
    }

    // MARK: - Moving

    mutating func skipToLineEnd() {
        while !isAtLineEnd { position += 1 }
    }

    /// From the end of a line to the beginning of the next.
    mutating func skipLineEnd() {
        if byte(at: position) == Byte.carriageReturn { position += 1 }
        if position < bytes.count { position += 1 }
    }

    /// Passes blanks and continuations up to the next word or the end of the line.
    mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte.isBlank {
                position += 1
            } else if isContinuation(at: position) {
                skipContinuation()
            } else if let blank = foreignBlank(at: position) {
                let end = position + blank.utf8.count
                report(
                    "\(blank.codePoint) looks like a blank and is none",
                    at: Span(position, end),
                    hint: "type a space, or quote the text"
                )
                position = end
            } else {
                return
            }
        }
    }

    private mutating func skipContinuation() {
        let slash = Span(position, position + 1)
        let isGluedBefore = !line.isFresh && !bytes[position - 1].isBlank
        position += 1
        skipLineEnd()
        line.isFresh = true
        guard position < bytes.count else {
            reportIncomplete("the line goes on after '\\', but the text ends here", at: slash)
            return
        }
        if isGluedBefore, !isAtLineEnd, !bytes[position].isBlank {
            report(
                "it is not clear whether the word goes on in the next line",
                at: slash,
                hint: "put a blank before '\\', or write the word in one line"
            )
        }
    }

    // MARK: - Lines that are no commands

    mutating func readComment() {
        let start = position
        skipToLineEnd()
        var end = position
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        script.comments.append(Comment(text: text(start, end), span: Span(start, end)))
    }

    private mutating func readShellStatement() {
        let start = position
        position += 1
        let command = readShellText()
        if command.utf8.allSatisfy(\.isBlank) {
            report("no command stands behind '!'", at: Span(start, start + 1))
        } else {
            script.statements.append(.shell(command, span: Span(start, position)))
        }
    }

    /// The rest of the line as typed. An odd number of backslashes at its end continues it, as it does for `sh`, which
    /// gets them too.
    mutating func readShellText() -> String {
        let start = position
        while true {
            let lineStart = position
            skipToLineEnd()
            var slashes = 0
            while position - slashes > lineStart, bytes[position - slashes - 1] == Byte.backslash { slashes += 1 }
            if slashes.isMultiple(of: 2) { break }
            let slash = Span(position - 1, position)
            skipLineEnd()
            if position == bytes.count {
                reportIncomplete("the line goes on after '\\', but the text ends here", at: slash)
                break
            }
        }
        return text(start, position)
    }
}
