package import NexusFlowAPI

/// What a command found, before anybody decides how it is written: named columns and rows of JSON values.
package struct ResultSet: Sendable {
    package struct Column: Sendable {
        /// The field's name in every format for programs.
        let name: String
        /// The heading for people; `nil` keeps the column out of tables.
        let title: String?
        let isTrailing: Bool
        /// Whether it is left out of the formats for programs: it shows what other columns tell them.
        let isForPeople: Bool
        /// Whether this column gives way where the terminal is too narrow.
        let isFlexible: Bool
        /// Whether it is the first to go where not all columns fit.
        let isExpendable: Bool
        let cell: @Sendable (JSONValue) -> Cell

        package init(
            _ name: String, title: String? = nil, isTrailing: Bool = false, isFlexible: Bool = false,
            isForPeople: Bool = false, isExpendable: Bool = false,
            cell: @escaping @Sendable (JSONValue) -> Cell = { Cell($0) }
        ) {
            self.name = name
            self.title = title
            self.isTrailing = isTrailing
            self.isFlexible = isFlexible
            self.isExpendable = isExpendable
            self.isForPeople = isForPeople
            self.cell = cell
        }
    }

    /// A value as a person reads it.
    package struct Cell: Hashable, Sendable {
        let text: String
        let style: Palette.Style?
        /// What stands out in it, in characters.
        let marks: [Range<Int>]

        package init(_ text: String, _ style: Palette.Style? = nil, marks: [Range<Int>] = []) {
            self.text = text
            self.style = style
            self.marks = marks
        }

        /// Its text as far as it is shown, in its colours; what the marks are on stands out.
        func painted(_ shown: String, _ palette: Palette) -> String {
            guard palette.isColoured, !marks.isEmpty else { return palette.paint(shown, style) }
            let characters = Array(shown)
            var result = ""
            var place = 0
            for mark in marks {
                let start = min(max(mark.lowerBound, place), characters.count)
                let end = min(max(mark.upperBound, start), characters.count)
                result += palette.paint(String(characters[place..<start]), style)
                result += palette.paint(String(characters[start..<end]), .yellow)
                place = end
            }
            return result + palette.paint(String(characters[place...]), style)
        }

        /// Text and numbers as they are, `null` as nothing, the rest as JSON.
        package init(_ value: JSONValue) {
            switch value {
            case .null: self.init("")
            case .string(let text): self.init(text)
            case .bool(let isOn): self.init(isOn ? "on" : "off")
            default: self.init(value.text())
            }
        }
    }

    package enum Shape: Sendable {
        /// Any number of rows.
        case list
        /// One thing: an object in JSON, a line a field in a table.
        case single
    }

    let columns: [Column]
    let rows: [[JSONValue]]
    let shape: Shape
    /// What people see instead of a table.
    let sentence: String?

    /// - Precondition: every row has a value for each column.
    package init(columns: [Column], rows: [[JSONValue]], shape: Shape = .list, sentence: String? = nil) {
        precondition(rows.allSatisfy { $0.count == columns.count })
        self.columns = columns
        self.rows = rows
        self.shape = shape
        self.sentence = sentence
    }

    /// The result as text, with a newline at its end unless it is empty.
    package func text(_ format: OutputFormat, width: Int, palette: Palette) -> String {
        if format != .table, columns.contains(where: \.isForPeople) {
            return forPrograms.text(format, width: width, palette: palette)
        }
        switch format {
        case .table:
            if let sentence { return sentence.isEmpty ? "" : sentence + "\n" }
            return shape == .single
                ? FieldLayout.text(self, width: width, palette: palette)
                : TableLayout.text(self, width: width, palette: palette)
        case .json:
            let objects = rows.map(object)
            let value = shape == .single && objects.count == 1 ? objects[0] : .array(objects)
            return value.text(.indented) + "\n"
        case .jsonl: return rows.map { object($0).text() + "\n" }.joined()
        case .csv: return DelimitedLayout.csv(self)
        case .tsv: return DelimitedLayout.tsv(self)
        case .markdown: return DelimitedLayout.markdown(self)
        }
    }

    /// The same with a column more, behind the others.
    ///
    /// - Precondition: there is a value for each row.
    func adding(_ column: Column, _ values: [JSONValue]) -> ResultSet {
        precondition(values.count == rows.count)
        return ResultSet(
            columns: columns + [column], rows: zip(rows, values).map { $0 + [$1] }, shape: shape, sentence: sentence)
    }

    /// The same without what is only for people.
    private var forPrograms: ResultSet {
        let kept = columns.indices.filter { !columns[$0].isForPeople }
        return ResultSet(
            columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } }, shape: shape,
            sentence: sentence)
    }

    private func object(_ row: [JSONValue]) -> JSONValue {
        .object(JSONObject(zip(columns, row).map { JSONObject.Member($0.name, $1) }))
    }
}
