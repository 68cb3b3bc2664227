/// A list of variants in a prompt: `{calm|stormy}`.
package struct VariantList: Hashable, Sendable {
    /// What can stand in its place, two or more; one can be empty, and hold variables and escaped braces.
    package var alternatives: [[Piece]]
    /// From its `{` to behind its `}`.
    package var span: Span
}

/// A word as the lists of variants in it divide it.
package struct Variants: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case fixed([Piece])
        case list(VariantList)
    }

    /// In order; together they are the whole word.
    package var parts: [Part]
    /// Lists that hold other lists, which is not allowed. They are among ``parts`` as fixed pieces.
    package var diagnostics: [Diagnostic]

    /// The lists alone.
    package var lists: [VariantList] {
        parts.compactMap { if case .list(let list) = $0 { list } else { nil } }
    }
}

extension Word {
    /// Finds the `{a|b}` in a word as it was written in the source.
    ///
    /// A list is a `{` and the `}` that balances it, with at least one `|` between them that stands in no inner braces.
    /// Braces without such a `|`, unbalanced ones and escaped ones are text, also inside an alternative: `{a {b} c|d}`
    /// has the alternatives `a {b} c` and `d`. A list in an alternative of another is an error. There is no list in raw
    /// quotes, in a raw heredoc, in `@path`, in the value of a variable or in its default.
    package func variants() -> Variants {
        var parts: [Variants.Part] = []
        var diagnostics: [Diagnostic] = []
        var cutter = PieceCutter(pieces: pieces)
        for list in outermostLists() {
            if list.hasInnerList {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        "a list of variants stands inside another",
                        at: Span(list.open.offset, list.close.offset + 1),
                        hint: "write the variants side by side, or \\{ and \\} for braces"
                    )
                )
                continue
            }
            let before = cutter.cut(to: list.open)
            if !before.isEmpty { parts.append(.fixed(before)) }
            cutter.skipMark()
            var alternatives: [[Piece]] = []
            for mark in list.bars + [list.close] {
                alternatives.append(cutter.cut(to: mark))
                cutter.skipMark()
            }
            parts.append(
                .list(VariantList(alternatives: alternatives, span: Span(list.open.offset, list.close.offset + 1)))
            )
        }
        let rest = cutter.cut(to: nil)
        if !rest.isEmpty || parts.isEmpty { parts.append(.fixed(rest)) }
        return Variants(parts: parts, diagnostics: diagnostics)
    }

    private func outermostLists() -> [Braces] {
        switch form {
        case .rawQuoted, .at, .heredoc(_, raw: true): return []
        case .bare, .quoted, .heredoc: break
        }
        var open: [Braces] = []
        var found: [Braces] = []
        for (index, piece) in pieces.enumerated() {
            // A piece that is shorter than its place is an escape, and means no mark.
            guard case .text(let text, let span) = piece, text.utf8.count == span.end - span.start else { continue }
            for (position, byte) in text.utf8.enumerated() {
                let mark = Mark(piece: index, position: position, offset: span.start + position)
                switch byte {
                case Byte.openBrace: open.append(Braces(open: mark, close: mark))
                case Byte.bar where !open.isEmpty: open[open.count - 1].bars.append(mark)
                case Byte.closeBrace:
                    guard var braces = open.popLast() else { continue }
                    let isList = !braces.bars.isEmpty
                    braces.close = mark
                    if !open.isEmpty, isList || braces.hasInnerList { open[open.count - 1].hasInnerList = true }
                    guard isList else { continue }
                    while let last = found.last, last.open.offset > braces.open.offset { found.removeLast() }
                    found.append(braces)
                default: break
                }
            }
        }
        return found
    }
}

/// Where a brace or bar stands: in which piece, at which UTF-8 offset of it and of the source.
private struct Mark {
    var piece: Int
    var position: Int
    var offset: Int
}

private struct Braces {
    var open: Mark
    var close: Mark
    var bars: [Mark] = []
    var hasInnerList = false
}

/// Cuts pieces at marks, from the first to the last.
private struct PieceCutter {
    let pieces: [Piece]
    private var index = 0
    /// Into the UTF-8 of the piece at `index`.
    private var position = 0

    init(pieces: [Piece]) { self.pieces = pieces }

    /// What stands between the last cut and this one, or the end.
    mutating func cut(to mark: Mark?) -> [Piece] {
        var result: [Piece] = []
        while index < (mark?.piece ?? pieces.count) {
            append(to: &result, end: nil)
            index += 1
            position = 0
        }
        if let mark {
            append(to: &result, end: mark.position)
            position = mark.position
        }
        return result
    }

    /// Passes the brace or bar at the last cut.
    mutating func skipMark() { position += 1 }

    private func append(to result: inout [Piece], end: Int?) {
        guard position > 0 || end != nil, case .text(let text, let span) = pieces[index] else {
            if end == nil { result.append(pieces[index]) }
            return
        }
        let end = end ?? text.utf8.count
        guard position < end else { return }
        let slice = text.utf8.dropFirst(position).prefix(end - position)
        result.append(
            .text(String(decoding: slice, as: UTF8.self), span: Span(span.start + position, span.start + end)))
    }
}
