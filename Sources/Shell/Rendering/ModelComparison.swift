import NexusFlowAPI
import ShellLanguage

/// The models of the catalogue beside each other, with what the session's parameters cost on each.
struct ModelComparison {
    let catalogue: Catalogue
    let draft: RequestDraft

    /// - Parameter isTable: whether each model has a line, in which words are short.
    func result(_ models: [Model], shape: ResultSet.Shape = .list, isTable: Bool) -> ResultSet {
        ResultSet(columns: columns(isTable: isTable), rows: models.map(row), shape: shape)
    }

    private func columns(isTable: Bool) -> [ResultSet.Column] {
        [
            ResultSet.Column("id", title: "MODEL") { ResultSet.Cell($0.string ?? "", .bold) },
            ResultSet.Column("provider", title: "PROVIDER", isFlexible: true),
            ResultSet.Column("mode", title: "MODE") { mode in
                ResultSet.Cell(isTable ? Self.abbreviation(of: mode.string ?? "") : mode.string ?? "")
            },
            ResultSet.Column("usd_per_second_720p", title: "720P $/s", isTrailing: true, cell: TaskField.priceCell),
            ResultSet.Column("usd_per_second_1080p", title: "1080P $/s", isTrailing: true, cell: TaskField.priceCell),
            ResultSet.Column("estimate", title: setting, isTrailing: true, cell: TaskField.priceCell),
            ResultSet.Column("prompt_characters", title: "PROMPT", isFlexible: true),
            ResultSet.Column("prompt_beyond"),
            ResultSet.Column("prompt_provenance"),
            ResultSet.Column("seconds"),
            ResultSet.Column("image"),
            ResultSet.Column("image_provenance"),
            ResultSet.Column("running_at_once"),
            ResultSet.Column("requests_per_second"),
            ResultSet.Column("limits_provenance"),
            ResultSet.Column("provenance", title: "SOURCE", isFlexible: true),
            ResultSet.Column("usd_per_image"),
        ]
    }

    /// What the estimate is for: `5 s 720P`.
    private var setting: String {
        let seconds = draft[.duration] ?? String(DurationRule.fallback)
        return "\(seconds) s \(draft[.resolution] ?? ResolutionRule.fallback)"
    }

    /// `t2v` of `text-to-video`.
    private static func abbreviation(of mode: String) -> String {
        mode.split(separator: "-").map { $0 == "to" ? "2" : String($0.prefix(1)) }.joined()
    }

    private func row(_ model: Model) -> [JSONValue] {
        let price = { (resolution: String) -> JSONValue in
            guard !model.makesImages else { return .null }
            return model.price(resolution: resolution, seconds: 1, extra: JSONObject())?.json ?? .null
        }
        let perImage = model.makesImages ? model.price(resolution: "", seconds: 1, extra: ["n": 1]) : nil
        return [
            .string(model.id), .string(model.provider), .string(model.mode.rawValue), price("720P"), price("1080P"),
            estimate(model)?.json ?? .null,
            model.promptLimit.map { JSONValue($0.characters) } ?? .null,
            model.promptLimit.map { .string($0.beyond) } ?? .null,
            model.promptLimit.map { .string($0.provenance.rawValue) } ?? .null,
            model.upstreamDuration.map { .string("\($0.lowerBound) to \($0.upperBound)") } ?? .null,
            model.image.map { .string($0.text) } ?? .null,
            model.image.map { .string($0.provenance.rawValue) } ?? .null,
            model.accountLimit.map { JSONValue($0.running) } ?? .null,
            model.accountLimit.map { JSONValue($0.requestsPerSecond) } ?? .null,
            model.accountLimit.map { .string($0.provenance.rawValue) } ?? .null,
            .string(model.provenance.rawValue), perImage?.json ?? .null,
        ]
    }

    /// What the next submit would cost on that model.
    private func estimate(_ model: Model) -> PriceRange? {
        var draft = draft
        draft.set(Parameter.model.name, to: model.id)
        return (try? draft.request(in: catalogue)).flatMap(catalogue.price)
    }
}

extension ResultSet {
    /// The same with a line a field and a column a row for people, so that few things with many fields can be compared.
    /// What no row has is left out, and where the heads do not fit there are rows after all. Programs see no difference.
    func sideBySide(width: Int, palette: Palette) -> ResultSet {
        let fields = columns.indices.dropFirst().filter { index in rows.contains { !$0[index].isNull } }
        let head = columns[0]
        let heads = rows.map { displayWidth(of: head.cell($0[0]).text) + 2 }.reduce(0, +)
        let names = fields.map { columns[$0].name.count }.max() ?? 0
        guard names + heads <= width else { return self }
        let table = ResultSet(
            columns: [Column("field", title: "") { Cell($0.string ?? "", .dim) }]
                + rows.map { row in Column("row", title: head.cell(row[0]).text, isFlexible: true) },
            rows: fields.map { index in
                [.string(columns[index].name)]
                    + rows.map { row in .string(row[index].isNull ? "" : columns[index].cell(row[index]).text) }
            })
        let text = table.text(.table, width: width, palette: palette)
        return ResultSet(columns: columns, rows: rows, shape: shape, sentence: String(text.dropLast()))
    }
}
