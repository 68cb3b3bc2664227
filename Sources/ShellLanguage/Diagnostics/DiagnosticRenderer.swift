/// Where a `source` stands that led to a text.
package struct Inclusion: Hashable, Sendable {
    /// The name of the text that says `source`.
    package var name: String
    package var position: LineIndex.Position

    package init(name: String, position: LineIndex.Position) {
        self.name = name
        self.position = position
    }
}

/// Shows what is wrong in the line where it is wrong:
///
///     error: submit has no option 'resolutoin'
///      --> shots/hero.nfs:7:16
///       |
///     7 | submit seed=42 resolutoin=720P
///       |                ^^^^^^^^^^ did you mean 'resolution'?
package struct DiagnosticRenderer: Hashable, Sendable {
    /// The columns of the terminal, around which lines of the source are cut; nil without one.
    package var width: Int?
    /// Whether ANSI colours may be used.
    package var colour: Bool

    package init(width: Int? = nil, colour: Bool = false) {
        self.width = width
        self.colour = colour
    }

    /// The lines of one diagnostic, without a line break at the end. Nothing of the source, the names or the message
    /// reaches the terminal as a control character.
    ///
    /// - Parameter chain: Where the text was included, innermost first.
    package func render(_ diagnostic: Diagnostic, in lines: LineIndex, includedFrom chain: [Inclusion] = []) -> String {
        let span = diagnostic.span
        let first = lines.line(at: span.start)
        let last = max(first, lines.line(at: max(span.start, span.end - 1)))
        let margin = String(last).utf8.count
        let tone: Tone = diagnostic.severity == .error ? .error : .warning

        var result = [header(diagnostic, tone)]
        result.append(
            String(repeating: " ", count: margin) + painted("-->", .gutter) + " "
                + place(lines.source.name, lines.position(at: span.start))
        )
        for inclusion in chain {
            let blanks = String(repeating: " ", count: margin + 4)
            result.append(blanks + "included from " + place(inclusion.name, inclusion.position))
        }
        result.append(gutter("", margin))
        for line in first == last ? [first] : [first, last] {
            if line == last, last > first + 1 { result.append(painted("…", .gutter)) }
            let excerpt = Excerpt(lines, line: line, mark: span, columns: width.map { $0 - margin - 3 })
            result.append(line: gutter(String(line), margin), excerpt.text)
            let underline = String(repeating: " ", count: excerpt.markStart)
            let carets = String(repeating: "^", count: excerpt.markWidth)
            let hint = line == last ? diagnostic.hint.map { sanitised($0) } : nil
            let end = margin + 3 + excerpt.markStart + excerpt.markWidth + 1 + displayWidth(of: hint ?? "")
            if let hint, width.map({ end > $0 }) == true {
                result.append(line: gutter("", margin), underline + painted(carets, tone))
                result.append(String(repeating: " ", count: margin + 1) + painted("=", .gutter) + " " + hint)
            } else {
                let marked = hint.map { carets + " " + $0 } ?? carets
                result.append(line: gutter("", margin), underline + painted(marked, tone))
            }
        }
        return result.joined(separator: "\n")
    }

    /// Several diagnostics of one text, with blank lines between them.
    package func render(_ diagnostics: [Diagnostic], in source: Source, includedFrom chain: [Inclusion] = []) -> String
    {
        let lines = LineIndex(source)
        return diagnostics.map { render($0, in: lines, includedFrom: chain) }.joined(separator: "\n\n")
    }

    private enum Tone: String {
        case error = "\u{1B}[1;31m"
        case warning = "\u{1B}[1;33m"
        case message = "\u{1B}[1m"
        case gutter = "\u{1B}[34m"
    }

    private func painted(_ text: String, _ tone: Tone) -> String {
        colour ? tone.rawValue + text + "\u{1B}[0m" : text
    }

    private func header(_ diagnostic: Diagnostic, _ tone: Tone) -> String {
        painted(diagnostic.severity.rawValue + ":", tone) + " " + painted(sanitised(diagnostic.message), .message)
    }

    private func place(_ name: String, _ position: LineIndex.Position) -> String {
        "\(sanitised(name)):\(position.line):\(position.column)"
    }

    private func gutter(_ number: String, _ margin: Int) -> String {
        painted(number.padded(to: margin) + " |", .gutter)
    }
}

extension [String] {
    /// An empty line of the source leaves no blank behind the gutter.
    fileprivate mutating func append(line gutter: String, _ text: String) {
        append(text.isEmpty ? gutter : gutter + " " + text)
    }
}
