import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// Two tasks held against each other: prompt, parameters, price, time, outcome.
struct TaskComparison {
    struct Row: Hashable {
        let field: String
        let first: JSONValue
        let second: JSONValue

        var isSame: Bool { first == second }
    }

    let first: TaskRecord
    let second: TaskRecord
    let prompt: WordDiff
    /// The fields in their order, the prompt first.
    let rows: [Row]

    init(_ first: TaskRecord, _ second: TaskRecord) {
        self.first = first
        self.second = second
        prompt = WordDiff(from: first.request.prompt, to: second.request.prompt)
        let changes = FieldChange.between(first.request, second.request)
        let extra = changes.filter { $0.name.hasPrefix(Setting.extraPrefix) }
            .map { Row(field: $0.name, first: $0.from, second: $0.to) }
        let parameters: [TaskField] = [
            .prompt, .model, .resolution, .ratio, .duration, .imgURL, .watermark, .seed,
        ]
        let outcome: [TaskField] = [.estimate, .cost, .status, .error, .tag, .note, .rating]
        let row = { (field: TaskField) in
            Row(field: field.name, first: field.value(of: first), second: field.value(of: second))
        }
        let seconds = Row(field: "took", first: Self.seconds(of: first), second: Self.seconds(of: second))
        rows = parameters.map(row) + extra + outcome.prefix(2).map(row) + [seconds] + outcome.dropFirst(2).map(row)
    }

    /// From creation to end, by the service's account; `null` before the end.
    private static func seconds(of task: TaskRecord) -> JSONValue {
        guard let begin = task.createdAt, let end = task.completedAt else { return .null }
        return JSONValue(Int(end.timeIntervalSince(begin).rounded()))
    }

    /// As every format shows it.
    ///
    /// - Parameter all: also what is the same.
    func result(all: Bool, sentence: String) -> ResultSet {
        ResultSet(
            columns: ["field", "first", "second", "same", "words"].map { ResultSet.Column($0) },
            rows: rows.filter { all || !$0.isSame }.map { row in
                let words = row.field == TaskField.prompt.name && !row.isSame ? wordsJSON : .null
                return [.string(row.field), row.first, row.second, .bool(row.isSame), words]
            }, sentence: sentence)
    }

    private var wordsJSON: JSONValue {
        .array(
            prompt.hunks.map { hunk in
                ["removed": .string(hunk.removed), "added": .string(hunk.added)]
            })
    }
}

/// A comparison as people read it: side by side where there is room, else one below the other.
struct ComparisonLayout {
    /// From how many columns on two texts stand side by side.
    static let wide = 100

    let comparison: TaskComparison
    let showsAll: Bool
    /// `nil` where no terminal shows it.
    let width: Int?
    let palette: Palette

    private typealias Piece = (text: String, style: Palette.Style?)

    var text: String {
        let rows = comparison.rows.filter { showsAll || !$0.isSame }
        guard !rows.isEmpty else {
            return "\(name(comparison.first)) and \(name(comparison.second)) are alike in everything that was asked for"
        }
        let names = rows.map(\.field) + [""]
        let margin = (names.map { displayWidth(of: $0) }.max() ?? 0) + 2
        return width.map { $0 >= Self.wide } ?? false
            ? beside(rows, margin: margin) : below(rows, margin: margin)
    }

    private func name(_ task: TaskRecord) -> String { "@\(task.number)" }

    // MARK: Side by side

    private func beside(_ rows: [TaskComparison.Row], margin: Int) -> String {
        let column = ((width ?? Self.wide) - margin - 2) / 2
        var lines = [
            String(repeating: " ", count: margin) + palette.paint(name(comparison.first).padded(to: column + 2), .bold)
                + palette.paint(name(comparison.second), .bold)
        ]
        for row in rows {
            let (left, right) =
                row.field == TaskField.prompt.name
                ? (wrapped(tokens(.removed), to: column), wrapped(tokens(.added), to: column))
                : (cells(row.first, row, .red, column), cells(row.second, row, .green, column))
            for index in 0..<max(left.count, right.count) {
                let head = (index == 0 ? row.field : "").padded(to: margin)
                let first = index < left.count ? left[index] : []
                let rest = index < right.count ? paint(right[index]) : ""
                let blanks = rest.isEmpty ? 0 : column + 2 - first.reduce(0) { $0 + displayWidth(of: $1.text) }
                lines.append(palette.paint(head, .dim) + paint(first) + String(repeating: " ", count: blanks) + rest)
            }
        }
        return lines.joined(separator: "\n")
    }

    private func cells(
        _ value: JSONValue, _ row: TaskComparison.Row, _ style: Palette.Style, _ column: Int
    ) -> [[Piece]] {
        let words = shown(value, row).split(separator: " ").map { (text: String($0), isApart: true) }
        return wrapped(words.map { ($0.text, $0.isApart, row.isSame ? nil : style) }, to: column)
    }

    /// The words of one side; those that the other has not stand out.
    private func tokens(_ kind: WordDiff.Kind) -> [(text: String, isApart: Bool, style: Palette.Style?)] {
        marked(comparison.prompt.side(kind))
    }

    // MARK: One below the other

    private func below(_ rows: [TaskComparison.Row], margin: Int) -> String {
        let room = max(20, (width ?? 80) - margin)
        var lines = [
            palette.paint(name(comparison.first), .red) + " → " + palette.paint(name(comparison.second), .green)
        ]
        for row in rows {
            let pieces: [[Piece]]
            if row.field == TaskField.prompt.name {
                pieces = wrapped(marked(comparison.prompt.tokens), to: room)
            } else if row.isSame {
                pieces = wrapped(plain(shown(row.first, row), nil), to: room)
            } else {
                pieces = wrapped(
                    plain(shown(row.first, row), .red) + [("→", true, nil)] + plain(shown(row.second, row), .green),
                    to: room)
            }
            for (index, line) in pieces.enumerated() {
                lines.append(palette.paint((index == 0 ? row.field : "").padded(to: margin), .dim) + paint(line))
            }
        }
        return lines.joined(separator: "\n")
    }

    private func plain(
        _ text: String, _ style: Palette.Style?
    ) -> [(text: String, isApart: Bool, style: Palette.Style?)] {
        text.split(separator: " ").map { (String($0), true, style) }
    }

    /// Words of one prompt, or of both in one; without colours signs tell what went and what came.
    private func marked(_ tokens: [WordDiff.Token]) -> [(text: String, isApart: Bool, style: Palette.Style?)] {
        tokens.enumerated().map { index, token in
            let before = index > 0 ? tokens[index - 1].kind : .same
            let after = index + 1 < tokens.count ? tokens[index + 1].kind : .same
            var text = sanitised(token.text)
            if !palette.isColoured, token.kind != .same {
                let (open, close) = token.kind == .removed ? ("[-", "-]") : ("{+", "+}")
                if before != token.kind { text = open + text }
                if after != token.kind { text += close }
            }
            // What came instead of something stands apart from it.
            let isApart = token.isApart || (before != token.kind && before != .same && token.kind != .same)
            return (text, isApart, style(token.kind))
        }
    }

    // MARK: Words and lines

    private func style(_ kind: WordDiff.Kind) -> Palette.Style? {
        switch kind {
        case .same: nil
        case .removed: .red
        case .added: .green
        }
    }

    private func shown(_ value: JSONValue, _ row: TaskComparison.Row) -> String {
        let text: String
        switch (row.field, value) {
        case (_, .null): return "–"
        case (TaskField.estimate.name, _), (TaskField.cost.name, _): text = TaskField.priceCell(value).text
        case ("took", _): text = value.text() + " s"
        default: text = ResultSet.Cell(value).text
        }
        return sanitised(text)
    }

    private func wrapped(
        _ words: [(text: String, isApart: Bool, style: Palette.Style?)], to width: Int
    ) -> [[Piece]] {
        var lines: [[Piece]] = [[]]
        var column = 0
        for unit in units(words) {
            let length = unit.pieces.reduce(0) { $0 + displayWidth(of: $1.text) }
            let blank = unit.isApart && column > 0 ? 1 : 0
            if column > 0, column + blank + length > width {
                lines.append([])
                column = 0
            } else if blank > 0 {
                lines[lines.count - 1].append((" ", nil))
                column += 1
            }
            for piece in unit.pieces {
                var text = ""
                for character in piece.text {
                    let step = displayWidth(of: String(character))
                    // What is longer than a line is cut.
                    if column > 0, column + step > width {
                        lines[lines.count - 1].append((text, piece.style))
                        lines.append([])
                        (text, column) = ("", 0)
                    }
                    text.append(character)
                    column += step
                }
                lines[lines.count - 1].append((text, piece.style))
            }
        }
        return lines
    }

    /// Words with the signs that hang on them, which no line separates; scripts without blanks break anywhere.
    private func units(
        _ words: [(text: String, isApart: Bool, style: Palette.Style?)]
    ) -> [(isApart: Bool, pieces: [Piece])] {
        var units: [(isApart: Bool, pieces: [Piece])] = []
        for word in words {
            let isWide = word.text.first.map { displayWidth(of: String($0)) > 1 } ?? false
            if word.isApart || isWide || units.isEmpty {
                units.append((word.isApart, [(word.text, word.style)]))
            } else {
                units[units.count - 1].pieces.append((word.text, word.style))
            }
        }
        return units
    }

    private func paint(_ pieces: [Piece]) -> String {
        pieces.map { palette.paint($0.text, $0.style) }.joined()
    }
}
