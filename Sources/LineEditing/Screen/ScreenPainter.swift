/// Turns images of the input area into the bytes that bring the terminal from the last image to the next.
///
/// Only sequences that every terminal since the VT100 knows are written: carriage return, line feed, cursor up, down
/// and forward, erase in line and in display, renditions.
struct ScreenPainter {
    private var shown: ScreenImage?
    private var at = ScreenPosition(row: 0, column: 0)
    private var style = TextStyle.plain
    private var output: [UInt8] = []
    /// Whether styles are written. It changes between two images only.
    var usesColor: Bool
    private let colors: TerminalColors

    init(usesColor: Bool, colors: TerminalColors = .sixteen) {
        self.usesColor = usesColor
        self.colors = colors
    }

    /// Whether ``TextStyle/ghost`` can be told from text.
    var showsGhosts: Bool { usesColor && colors != .none }

    /// Whether an image stands on the screen.
    var isShowing: Bool { shown != nil }

    /// The columns that the image on the screen was made for.
    var columns: Int? { shown?.columns }

    /// What changes the screen into `image`; the first image begins at the left edge of the cursor's row.
    mutating func paint(_ image: ScreenImage) -> [UInt8] {
        let old = shown?.rows ?? []
        shown = image
        if old.isEmpty { write("\r") }
        var existing = max(1, old.count)
        for (index, row) in image.rows.enumerated() {
            let before = index < old.count ? old[index] : nil
            guard row != before else { continue }
            paint(row, at: index, before: before, after: index > 0 ? image.rows[index - 1] : nil, existing: &existing)
        }
        if old.count > image.rows.count {
            move(to: ScreenPosition(row: image.rows.count, column: 0), existing: &existing)
            write("\u{1B}[J")
        }
        if at != image.cursor { move(to: image.cursor, existing: &existing) }
        return flush()
    }

    /// What removes the image, and leaves the cursor where its first row began.
    mutating func erase() -> [UInt8] {
        guard shown != nil else { return [] }
        if at.row > 0 { write("\u{1B}[\(at.row)A") }
        write("\r\u{1B}[J")
        forget()
        return flush()
    }

    /// What leaves the image where it is, and takes the cursor to a new row below it.
    mutating func leave() -> [UInt8] {
        guard let shown else { return [] }
        var existing = shown.rows.count
        move(to: ScreenPosition(row: shown.rows.count - 1, column: 0), existing: &existing)
        write("\r\n")
        forget()
        return flush()
    }

    /// Takes the image for gone, as after a clear screen.
    mutating func forget() {
        shown = nil
        at = ScreenPosition(row: 0, column: 0)
    }

    /// Finds the cursor again after the terminal became `columns` wide.
    ///
    /// A terminal that reflows has broken the rows anew at the new width; one that does not has cut them.
    mutating func resized(toColumns columns: Int, reflows: Bool) {
        guard let shown, shown.columns != columns, reflows, columns > 0 else { return }
        var row = 0
        var length = 0
        for (index, old) in shown.rows.enumerated() {
            if index == at.row {
                at = ScreenPosition(row: row + (length + at.column) / columns, column: 0)
                return
            }
            length += old.wraps ? shown.columns : old.width
            if !old.wraps {
                row += max(1, (length + columns - 1) / columns)
                length = 0
            }
        }
    }

    private mutating func paint(
        _ row: ScreenRow, at index: Int, before: ScreenRow?, after above: ScreenRow?, existing: inout Int
    ) {
        var first = 0
        var end = row.cells.count
        if let before {
            first = zip(row.cells, before.cells).prefix { $0 == $1 }.count
            if first == row.cells.count && row.width == before.width { return }
            // What stands at the right edge stays, while text grows before it.
            if row.width == before.width, !row.isUncertain, !before.isUncertain {
                let most = min(row.cells.count, before.cells.count) - first
                end -= zip(row.cells.reversed(), before.cells.reversed()).prefix(most).prefix { $0 == $1 }.count
            }
        }
        if first == 0, let above, above.wraps {
            // The last character of the row above is written again, and what follows wraps by itself: only so does
            // the terminal know that the two rows are one line, when it is resized or somebody copies from it.
            if let last = above.cells.last, at != ScreenPosition(row: index - 1, column: above.width) {
                move(to: ScreenPosition(row: index - 1, column: above.width - last.width), existing: &existing)
                write(last, inRowOf: index - 1)
            }
            existing = max(existing, index + 1)
            if row.cells.isEmpty {
                write(" \r")
                at = ScreenPosition(row: index, column: 0)
            } else {
                at = ScreenPosition(row: index, column: 0)
            }
        } else {
            let column = row.cells[..<first].reduce(0) { $0 + $1.width }
            let target = ScreenPosition(row: index, column: column)
            if at != target { move(to: target, existing: &existing) }
        }
        for cell in row.cells[first..<end] { write(cell, inRowOf: index) }
        // Behind a full row the cursor still stands on its last character, which an erase would take.
        let leavesRest = before.map { $0.width > row.width || $0.isUncertain } ?? true
        if row.width < (shown?.columns ?? 0) && (leavesRest || row.isUncertain) {
            setStyle(.plain)
            write("\u{1B}[K")
        }
    }

    private mutating func write(_ cell: ScreenCell, inRowOf index: Int) {
        setStyle(cell.style)
        write(cell.text)
        at.column += cell.width
        if cell.isUncertain && at.column < (shown?.columns ?? 0) { write("\r\u{1B}[\(at.column)C") }
    }

    private mutating func move(to target: ScreenPosition, existing: inout Int) {
        setStyle(.plain)
        let reachable = min(target.row, existing - 1)
        if reachable < at.row { write("\u{1B}[\(at.row - reachable)A") }
        if reachable > at.row { write("\u{1B}[\(reachable - at.row)B") }
        write("\r")
        if target.row > reachable {
            write(String(repeating: "\n", count: target.row - reachable))
            existing = target.row + 1
        }
        if target.column > 0 { write("\u{1B}[\(target.column)C") }
        at = target
    }

    private mutating func setStyle(_ new: TextStyle) {
        guard usesColor, new != style else { return }
        style = new
        write(new == .plain ? "\u{1B}[0m" : "\u{1B}[0;\(new.parameters(on: colors))m")
    }

    private mutating func write(_ text: String) { output += text.utf8 }

    private mutating func flush() -> [UInt8] {
        setStyle(.plain)
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }
}
