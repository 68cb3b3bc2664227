import NexusFlowAPI
import ShellLanguage

/// Rows under headings, two blanks between columns; flexible columns stand last, and are cut where the terminal is too
/// narrow. Where no table fits, each row is a paragraph with a line for each column.
enum TableLayout {
    private static let gap = 2
    private static let narrowest = 8

    static func text(_ result: ResultSet, width: Int, palette: Palette) -> String {
        var shown = shownColumns(of: result)
        guard !shown.isEmpty, !result.rows.isEmpty else { return "" }
        if needs(shown, of: result) > width { shown.removeAll(where: \.element.isExpendable) }
        // Rather one column less than lines that break: of those that may give way, the first tells most.
        while needs(shown, of: result) > width, let last = shown.last, last.element.isFlexible, shown.count > 1,
            shown[shown.count - 2].element.isFlexible
        {
            shown.removeLast()
        }
        if needs(shown, of: result) > width {
            if shown.count > 1, shown.last?.element.isFlexible == true, needs(shown.dropLast(), of: result) <= width {
                shown.removeLast()
            } else {
                return paragraphs(shownColumns(of: result), of: result, palette)
            }
        }
        let headings = shown.map { ResultSet.Cell($0.element.title ?? "", .bold) }
        var body = result.rows.map { row in
            shown.map { index, column in
                let cell = column.cell(row[index])
                return ResultSet.Cell(sanitised(cell.text), cell.style, marks: cell.marks)
            }
        }
        let columns = shown.map(\.element)
        let widths = fitted(columns, naturalWidths(of: [headings] + body), to: width)
        for index in columns.indices where columns[index].isFlexible && body.allSatisfy({ $0[index].marks.isEmpty }) {
            let texts = SharedBeginning.shortened(body.map { $0[index].text }, to: widths[index])
            for (row, text) in texts.enumerated() { body[row][index] = ResultSet.Cell(text, body[row][index].style) }
        }
        return ([headings] + body).map { line($0, columns, widths, palette) + "\n" }.joined()
    }

    private static func paragraphs(
        _ columns: [(offset: Int, element: ResultSet.Column)], of result: ResultSet, _ palette: Palette
    ) -> String {
        let widest = columns.map { displayWidth(of: $0.element.title ?? "") }.max() ?? 0
        return result.rows.map { row in
            columns.map { index, column in
                let cell = column.cell(row[index])
                let title = palette.paint((column.title ?? "").padded(to: widest + gap), .bold)
                return title + palette.paint(sanitised(cell.text), cell.style) + "\n"
            }.joined()
        }.joined(separator: "\n")
    }

    /// The least width of a line that shows these columns.
    private static func needs(
        _ shown: [(offset: Int, element: ResultSet.Column)], of result: ResultSet
    ) -> Int {
        let widths = shown.map { index, column in
            let cells = result.rows.map { displayWidth(of: sanitised(column.cell($0[index]).text)) }
            let natural = max(displayWidth(of: column.title ?? ""), cells.max() ?? 0)
            return column.isFlexible ? min(natural, narrowest) : natural
        }
        return widths.reduce(0, +) + gap * (shown.count - 1)
    }

    /// What people see: no column that is empty in every row, and those that may be cut behind the others.
    private static func shownColumns(of result: ResultSet) -> [(offset: Int, element: ResultSet.Column)] {
        let shown = result.columns.enumerated().filter { index, column in
            column.title != nil && result.rows.contains { !column.cell($0[index]).text.isEmpty }
        }
        return shown.filter { !$0.element.isFlexible } + shown.filter { $0.element.isFlexible }
    }

    private static func naturalWidths(of lines: [[ResultSet.Cell]]) -> [Int] {
        lines.reduce(into: Array(repeating: 0, count: lines[0].count)) { widths, cells in
            for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], displayWidth(of: cell.text)) }
        }
    }

    /// Takes from the flexible columns, the widest first, what is missing.
    private static func fitted(_ columns: [ResultSet.Column], _ natural: [Int], to width: Int) -> [Int] {
        var widths = natural
        guard width < .max else { return widths }
        var excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
        while excess > 0 {
            let candidates = widths.indices.filter { columns[$0].isFlexible && widths[$0] > narrowest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static func line(
        _ cells: [ResultSet.Cell], _ columns: [ResultSet.Column], _ widths: [Int], _ palette: Palette
    ) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = cell.text.truncated(to: widths[index])
            let padding = String(repeating: " ", count: widths[index] - displayWidth(of: text))
            let painted = cell.painted(text, palette)
            let isLast = index == cells.count - 1
            if columns[index].isTrailing {
                line += padding + painted
            } else {
                line += isLast ? painted : painted + padding
            }
            if !isLast { line += String(repeating: " ", count: gap) }
        }
        return line
    }
}

/// One thing as a line a field: the field's name, then its value.
enum FieldLayout {
    static func text(_ result: ResultSet, width: Int, palette: Palette) -> String {
        guard let row = result.rows.first else { return "" }
        let fields = zip(result.columns, row).filter { !$1.isNull }
        let nameWidth = fields.map { displayWidth(of: $0.0.name) }.max() ?? 0
        return fields.map { column, value in
            let cell = column.cell(value)
            let name = column.name + String(repeating: " ", count: nameWidth - displayWidth(of: column.name))
            return palette.paint(name, .dim) + "  " + palette.paint(sanitised(cell.text), cell.style) + "\n"
        }.joined()
    }
}
