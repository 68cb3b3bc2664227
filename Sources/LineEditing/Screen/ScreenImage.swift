/// A place on the screen, counted from the first row of the input area.
struct ScreenPosition: Equatable {
    var row: Int
    var column: Int
}

/// One character as it stands on the screen.
struct ScreenCell: Equatable {
    var text: String
    var width: Int
    var style: TextStyle
    /// Terminals disagree on its width: what follows is to be placed by column.
    var isUncertain = false
}

/// One row of the input area.
struct ScreenRow: Equatable {
    var cells: [ScreenCell] = []
    /// The columns that are taken.
    var width = 0
    /// The text runs on in the next row because this one is full.
    var wraps = false

    /// Terminals disagree on how wide this row is.
    var isUncertain: Bool { cells.contains(where: \.isUncertain) }
}

/// What the input area is to look like: rows of cells and a cursor, for a screen of so many columns.
///
///     var image = ScreenImage(columns: 80)
///     image.append("nfsh> ", .accent)
///     image.append("submit a boat", .plain, cursor: 6)
struct ScreenImage: Equatable {
    let columns: Int
    private(set) var rows = [ScreenRow()]
    private(set) var cursor = ScreenPosition(row: 0, column: 0)
    private var awaitsCursor = false

    init(columns: Int) { self.columns = max(2, columns) }

    /// Adds text at the end; a line feed starts a row, begun by `continuation`.
    ///
    /// `cursor` is an offset into the scalars of the text; inside of a cluster it means its start.
    mutating func append(
        _ scalars: [Unicode.Scalar], _ style: TextStyle, cursor: Int? = nil, continuation: String = ""
    ) {
        var offset = 0
        for line in scalars.split(separator: "\n", omittingEmptySubsequences: false) {
            if offset > 0 {
                if cursor == offset - 1 { markCursor() }
                startLine(continuation)
            }
            for cluster in TextWidth.clusters(of: Array(line)) {
                if let cursor, (offset..<offset + cluster.length).contains(cursor) { awaitsCursor = true }
                if cluster.length == 1 && scalars[offset] == "\t" {
                    appendTab(style)
                } else {
                    append(cluster, style)
                }
                offset += cluster.length
            }
            offset += 1
        }
        if let cursor, cursor >= scalars.count { markCursor() }
    }

    /// Adds text at the end, without the cursor.
    mutating func append(_ text: String, _ style: TextStyle) { append(Array(text.unicodeScalars), style) }

    /// The columns that are left in the last row, but for the last one: behind it a terminal would wrap.
    private var room: Int { columns - 1 - rows[rows.count - 1].width }

    /// Adds text at the end of the last row, cut where the row ends or `reserved` columns before it.
    mutating func appendAside(_ text: String, _ style: TextStyle, reserving reserved: Int = 0, cutMark: String) {
        append(TextWidth.cut(text, to: room - reserved, mark: cutMark), style)
    }

    /// The last of `figures` for which there is room at the right edge of the last row, with what separates them.
    func fitting(_ figures: [StyledText]) -> [StyledText] {
        var width = 0
        let fitting = figures.reversed().prefix { figure in
            width += TextWidth.of(figure.text) + Self.separation
            return width <= room
        }
        return fitting.reversed().flatMap { [StyledText(String(repeating: " ", count: Self.separation)), $0] }
    }

    /// Between the text and what stands at the right edge.
    private static let separation = 2

    /// Adds runs at the right edge of the last row; ``fitting(_:)`` has found room for them.
    mutating func appendAtEdge(_ runs: [StyledText]) {
        let width = runs.reduce(0) { $0 + TextWidth.of($1.text) }
        guard width > 0, width <= room else { return }
        append(String(repeating: " ", count: room - width), .plain)
        for run in runs { append(run.text, run.style) }
    }

    /// Adds rows below everything, each cut at the width of the screen.
    mutating func appendBelow(_ lines: [[StyledText]]) {
        for line in lines {
            var row = ScreenRow()
            for run in line {
                for cluster in TextWidth.clusters(of: Array(run.text.unicodeScalars))
                where row.width + cluster.width < columns {
                    row.add(cluster, run.style)
                }
            }
            rows.append(row)
        }
    }

    /// Keeps the `height` rows around the cursor, beginning where `top` was if the cursor allows for it; returns the
    /// new top.
    mutating func clip(to height: Int, top: Int) -> Int {
        guard rows.count > height else { return 0 }
        var top = min(max(0, top), rows.count - height)
        if cursor.row < top { top = cursor.row }
        if cursor.row >= top + height { top = cursor.row - height + 1 }
        rows = Array(rows[top..<top + height])
        rows[height - 1].wraps = false
        cursor.row -= top
        return top
    }

    private mutating func append(_ cluster: Cluster, _ style: TextStyle) {
        let width = rows[rows.count - 1].width
        if width + cluster.width > columns {
            wrap()
        } else if let parts = cluster.widthOfParts, width > 0, width + parts > columns {
            // Only some terminals would wrap here: it is done for all of them.
            rows.append(ScreenRow())
        }
        placeCursorIfAwaited()
        rows[rows.count - 1].add(cluster, style)
    }

    private mutating func appendTab(_ style: TextStyle) {
        if rows[rows.count - 1].width == columns { wrap() }
        placeCursorIfAwaited()
        let column = rows[rows.count - 1].width
        let width = min(8 - column % 8, columns - column)
        let blanks = String(repeating: " ", count: width)
        rows[rows.count - 1].add(Cluster(length: 1, text: blanks, width: width), style)
    }

    private mutating func startLine(_ continuation: String) {
        rows.append(ScreenRow())
        append(continuation, .dim)
    }

    private mutating func wrap() {
        rows[rows.count - 1].wraps = true
        rows.append(ScreenRow())
    }

    /// The cursor stands at the end of what there is; behind a full row that is the start of the next.
    private mutating func markCursor() {
        if rows[rows.count - 1].width == columns { wrap() }
        awaitsCursor = true
        placeCursorIfAwaited()
    }

    private mutating func placeCursorIfAwaited() {
        guard awaitsCursor else { return }
        awaitsCursor = false
        cursor = ScreenPosition(row: rows.count - 1, column: rows[rows.count - 1].width)
    }
}

extension ScreenRow {
    fileprivate mutating func add(_ cluster: Cluster, _ style: TextStyle) {
        let cell = ScreenCell(
            text: cluster.text, width: cluster.width, style: style, isUncertain: cluster.widthOfParts != nil)
        cells.append(cell)
        width += cluster.width
    }
}
