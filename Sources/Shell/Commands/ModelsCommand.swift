import NexusFlowAPI
import ShellLanguage

/// `models [MODEL]`
enum ModelsCommand: ShellCommand {
    static let spec = CommandSpec(
        "models", summary: "list the models with prices and limits, or show one",
        operands: [CommandSpec.Operand("MODEL", .parameter(.model), .optional)],
        isPaged: true,
        details: """
            Prices are dollars per second of video; only what succeeds is billed. Each fact has its source: documented \
            (the API's page), sibling (other pages of the API), upstream (the model's vendor), assumed (nobody says).
            """,
        examples: ["models", "models pixverse-v6"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let catalogue = try session.catalogue()
        guard let operand = call.operands.first else {
            return call.output.print(ResultSet(columns: columns, rows: catalogue.models.map(row)))
        }
        guard let model = catalogue.model(operand.text) else {
            let near = Suggestion.nearest(operand.text, in: catalogue.models.map(\.id))
            throw ShellError(
                .check, "there is no model '\(sanitised(operand.text))' in the catalogue",
                remedy: near.map { "did you mean '\($0)'?" }, at: operand.span)
        }
        call.output.print(ResultSet(columns: columns, rows: [row(model)], shape: .single))
    }

    private static let columns: [ResultSet.Column] = [
        ResultSet.Column("id", title: "MODEL") { ResultSet.Cell($0.string ?? "", .bold) },
        ResultSet.Column("provider", title: "PROVIDER", isFlexible: true),
        ResultSet.Column("mode", title: "MODE"),
        ResultSet.Column("usd_per_second_720p", title: "720P $/s", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("usd_per_second_1080p", title: "1080P $/s", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("prompt_characters", title: "PROMPT", isTrailing: true),
        ResultSet.Column("prompt_beyond"),
        ResultSet.Column("prompt_provenance"),
        ResultSet.Column("image"),
        ResultSet.Column("image_provenance"),
        ResultSet.Column("running_at_once"),
        ResultSet.Column("requests_per_second"),
        ResultSet.Column("limits_provenance"),
        ResultSet.Column("provenance", title: "SOURCE"),
    ]

    private static func row(_ model: Model) -> [JSONValue] {
        let price = { (resolution: String) -> JSONValue in
            model.price(resolution: resolution, seconds: 1, extra: JSONObject())?.json ?? .null
        }
        return [
            .string(model.id), .string(model.provider), .string(model.mode.rawValue), price("720P"), price("1080P"),
            model.promptLimit.map { JSONValue($0.characters) } ?? .null,
            model.promptLimit.map { .string($0.beyond) } ?? .null,
            model.promptLimit.map { .string($0.provenance.rawValue) } ?? .null,
            model.image.map { .string($0.text) } ?? .null,
            model.image.map { .string($0.provenance.rawValue) } ?? .null,
            model.accountLimit.map { JSONValue($0.running) } ?? .null,
            model.accountLimit.map { JSONValue($0.requestsPerSecond) } ?? .null,
            model.accountLimit.map { .string($0.provenance.rawValue) } ?? .null,
            .string(model.provenance.rawValue),
        ]
    }
}
