import NexusFlowAPI
import TaskLedger

extension RunPlan {
    private static let parameters: [Parameter] = [
        .model, .resolution, .ratio, .duration, .seed, .watermark, .imgURL,
    ]

    /// A line a submit, with the parameters as they would be sent.
    ///
    /// - Parameter showsActions: whether people see what is new and what is there already.
    func result(showsActions: Bool) -> ResultSet {
        ResultSet(columns: Self.columns(showsActions: showsActions), rows: rows.map(Self.values))
    }

    private static func columns(showsActions: Bool) -> [ResultSet.Column] {
        var columns = [
            ResultSet.Column("source"), ResultSet.Column("line", title: "LINE", isTrailing: true),
            ResultSet.Column("action", title: showsActions ? "ACTION" : nil),
            ResultSet.Column("task", title: showsActions ? "TASK" : nil, isTrailing: true) { value in
                value.isNull ? ResultSet.Cell("") : ResultSet.Cell("@" + value.text(), .bold)
            },
        ]
        columns += parameters.map(column)
        columns += [
            ResultSet.Column("extra"), ResultSet.Column("tag"), ResultSet.Column("note"),
            ResultSet.Column("estimate", title: "PRICE", isTrailing: true, cell: TaskField.priceCell),
            ResultSet.Column("prompt", title: "PROMPT", isFlexible: true),
        ]
        return columns
    }

    private static func column(_ parameter: Parameter) -> ResultSet.Column {
        let name = parameter.name
        switch parameter {
        case .resolution: return ResultSet.Column(name, title: "SIZE")
        case .duration: return ResultSet.Column(name, title: "SECONDS", isTrailing: true)
        case .seed: return ResultSet.Column(name, title: "SEED", isTrailing: true, cell: seedCell)
        case .watermark: return ResultSet.Column(name, title: "MARK")
        case .imgURL: return ResultSet.Column(name, title: "IMAGE", isFlexible: true)
        case .model, .prompt, .ratio: return ResultSet.Column(name, title: name.uppercased())
        }
    }

    private static func values(_ row: Row) -> [JSONValue] {
        let submit = row.submit
        let sent = submit.request.json
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        var values: [JSONValue] = [
            text(submit.place?.source), submit.place.map { JSONValue($0.line) } ?? .null, .string(row.action.word),
            row.action.task.map { JSONValue($0) } ?? .null,
        ]
        values += parameters.map { sent[$0.name] ?? .null }
        values += [
            submit.request.extra.members.isEmpty ? .null : .object(submit.request.extra), text(submit.tag),
            text(submit.note), submit.price?.json ?? .null, .string(submit.request.prompt),
        ]
        return values
    }

    /// A seed that is left open is drawn when the script runs.
    @Sendable
    private static func seedCell(_ value: JSONValue) -> ResultSet.Cell {
        value.isNull ? ResultSet.Cell("drawn", .dim) : ResultSet.Cell(value)
    }

    /// Such as `12 submits, $5.40; 3 of them are reused`.
    var summary: String {
        let paid = rows.filter(\.action.pays).count
        var text = "\(rows.count) \(rows.count == 1 ? "submit" : "submits"), "
        text += sum.map { "\($0)" } ?? "at an unknown price: a model has none in the catalogue"
        if paid < rows.count { text += " for the \(paid) that would be sent" }
        return text
    }
}
