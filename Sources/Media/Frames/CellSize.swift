/// How large a character of a terminal is, in pixels.
package struct CellSize: Hashable, Sendable {
    package let width: Int
    package let height: Int

    /// Half as wide as high, as most fonts are: for terminals that do not tell.
    package static let usual = CellSize(width: 8, height: 16)

    package init(width: Int, height: Int) {
        self.width = max(width, 1)
        self.height = max(height, 1)
    }
}

/// The room of a picture on a terminal, in characters.
package struct CellArea: Hashable, Sendable {
    package let columns: Int
    package let rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
    }

    /// The largest area of a picture of these proportions that is no larger than this one.
    ///
    /// - Parameters:
    ///   - width: of the picture, in pixels; at least 1, like its height.
    ///   - cell: of the terminal.
    package func fitting(width: Int, height: Int, cell: CellSize) -> CellArea {
        // Rows for each column.
        let slope = Double(cell.width) * Double(max(height, 1)) / (Double(cell.height) * Double(max(width, 1)))
        let needed = Double(columns) * slope
        guard needed > Double(rows) else { return CellArea(columns: columns, rows: Int(needed.rounded())) }
        return CellArea(columns: min(columns, Int((Double(rows) / slope).rounded())), rows: rows)
    }
}
