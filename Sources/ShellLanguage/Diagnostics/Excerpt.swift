/// A line of a source as a terminal shows it, and the columns of it that are marked.
struct Excerpt {
    private(set) var text = ""
    /// Columns before the mark.
    private(set) var markStart = 0
    /// Columns of the mark, at least 1.
    private(set) var markWidth = 1

    private static let tabStop = 4
    /// How many bytes of a line before and behind a place are looked at.
    private static let reach = 2000

    private struct Cell {
        var text: String
        var width: Int
        var isMarked: Bool
    }

    /// - Parameters:
    ///   - line: Counted from 1.
    ///   - mark: May reach beyond the line.
    ///   - columns: What the text may take at most, at least 10 being used; nil for a whole line, if it is not endless.
    init(_ lines: LineIndex, line: Int, mark: Span, columns: Int?) {
        let span = lines.span(ofLine: line)
        let from = min(max(mark.start, span.start), span.end)
        let to = min(max(mark.end, from), span.end)
        let start = max(span.start, from - Self.reach)
        let end = min(span.end, min(to, from + Self.reach) + Self.reach)
        let cells = Self.cells(of: lines.slice(start, end), from: start, marking: from..<to)
        let before = cells.prefix { $0.end <= from }.count
        cut(
            cells.map(\.cell),
            mark: before,
            columns: columns.map { max($0, 10) } ?? Int.max,
            isCutBefore: start > span.start,
            isCutAfter: end < span.end
        )
    }

    /// The characters of a text, and the offset at which each ends.
    private static func cells(
        of text: Substring,
        from start: Int,
        marking mark: Range<Int>
    ) -> [(cell: Cell, end: Int)] {
        var offset = start
        var column = 0
        return text.map { character in
            let isMarked = mark.contains(offset)
            offset += character.utf8.count
            let shown = shown(character, column: column)
            let width = displayWidth(of: shown)
            column += width
            return (Cell(text: shown, width: width, isMarked: isMarked), offset)
        }
    }

    private static func shown(_ character: Character, column: Int) -> String {
        guard character != "\t" else { return String(repeating: " ", count: tabStop - column % tabStop) }
        guard let first = character.unicodeScalars.first else { return "" }
        switch first.value {
        case ..<0x20: return Unicode.Scalar(0x2400 + first.value).map { String($0) } ?? "\u{FFFD}"
        case 0x7F: return "\u{2421}"
        case 0x80..<0xA0, 0x2028, 0x2029: return "\u{FFFD}"
        default: return first.isBidirectionalControl ? "\u{FFFD}" : String(character)
        }
    }

    /// Takes as many cells around the one at `mark` as there are columns for.
    private mutating func cut(_ cells: [Cell], mark: Int, columns: Int, isCutBefore: Bool, isCutAfter: Bool) {
        let total = cells.reduce(0) { $0 + $1.width }
        var low = 0
        var high = cells.count
        if total + (isCutBefore ? 1 : 0) + (isCutAfter ? 1 : 0) > columns {
            // Two columns are for the signs that something is left out.
            let room = columns - 2
            let marked = cells[mark...].prefix(while: \.isMarked).reduce(0) { $0 + $1.width }
            let context = max((room - marked) / 2, room / 4)
            (low, high) = (mark, mark)
            var width = 0
            while low > 0, width + cells[low - 1].width <= context { low -= 1; width += cells[low].width }
            while high < cells.count, width + cells[high].width <= room { width += cells[high].width; high += 1 }
            while low > 0, width + cells[low - 1].width <= room { low -= 1; width += cells[low].width }
        }
        if low > 0 || isCutBefore {
            text = "…"
            markStart = 1
        }
        markStart += cells[low..<mark].reduce(0) { $0 + $1.width }
        markWidth = max(1, cells[mark..<max(mark, high)].prefix(while: \.isMarked).reduce(0) { $0 + $1.width })
        text += cells[low..<high].map(\.text).joined()
        if high < cells.count || isCutAfter { text += "…" }
    }
}
