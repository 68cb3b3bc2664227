import NexusFlowAPI
import ShellLanguage

/// `models [MODEL…]`
enum ModelsCommand: ShellCommand {
    static let spec = CommandSpec(
        "models", summary: "list the models with prices and limits, or compare some side by side",
        operands: [CommandSpec.Operand("MODEL", .parameter(.model), .many)],
        isPaged: true,
        details: """
            Prices are dollars per second of video; only what succeeds is billed. The last price is that of a submit with the \
            session's parameters. Several models are shown side by side. Each fact has its source: documented \
            (the API's page), sibling (other pages of the API), upstream (the model's vendor), assumed (nobody says).
            """,
        examples: ["models", "models pixverse-v6", "models wan2.6-t2v happyhorse-1.0-t2v"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let catalogue = try session.catalogue()
        let comparison = ModelComparison(catalogue: catalogue, draft: RequestDraft(session.settings))
        guard !call.operands.isEmpty else {
            return call.output.print(comparison.result(catalogue.models, isTable: true))
        }
        let models = try call.operands.map { operand in
            guard let model = catalogue.models.first(where: { $0.id.lowercased() == operand.text.lowercased() }) else {
                let near = Suggestion.nearest(operand.text, in: catalogue.models.map(\.id))
                throw ShellError(
                    .check, "there is no model '\(sanitised(operand.text))' in the catalogue",
                    remedy: near.map { "did you mean '\($0)'?" }, at: operand.span)
            }
            return model
        }
        let result = comparison.result(models, shape: models.count == 1 ? .single : .list, isTable: false)
        call.output.print(
            models.count == 1
                ? result : result.sideBySide(width: call.output.width, palette: call.output.palette))
    }
}
