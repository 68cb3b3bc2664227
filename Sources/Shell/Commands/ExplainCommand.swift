import NexusFlowAPI
import ShellLanguage

/// `explain [NAME|@TASK]`
enum ExplainCommand: ShellCommand {
    static let spec = CommandSpec(
        "explain", summary: "what a parameter, model, status or error means, or why a task failed",
        operands: [CommandSpec.Operand("NAME", .term, .optional)],
        details: """
            NAME is a parameter, a model, a status, an error code, an HTTP status or a rule of the API; alone, lists them \
            all. With @TASK, says why a task stands as it does, what in its request speaks against it, and the line that \
            goes on. Each fact has its source, as models has.
            """,
        examples: ["explain duration", "explain DataInspectionFailed", "explain 429", "explain wan2.6-i2v", "explain"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let catalogue = try session.catalogue()
        guard let word = call.operands.first else {
            return call.output.print(
                ResultSet(columns: Explanation.columns, rows: Explanation.all(in: catalogue).map(\.row)))
        }
        if word.form == .at || word.capture != nil {
            return call.output.print(TaskDiagnosis(try await session.task(word), in: catalogue).result)
        }
        guard let found = Explanation.named(word.text, in: catalogue) else { throw unknown(word, catalogue) }
        let width = call.output.isTerminal ? call.output.width : 80
        call.output.print(
            ResultSet(
                columns: Explanation.columns, rows: [found.row], shape: .single,
                sentence: found.text(width: width, palette: call.output.palette)))
    }

    private static func unknown(_ word: Expanded, _ catalogue: Catalogue) -> ShellError {
        let near = Suggestion.nearest(word.text, in: Explanation.all(in: catalogue).map(\.name))
        let isHelp = CommandTable.command(word.text) != nil || Setting.named(word.text) != nil
        return ShellError(
            .check, "the API has no '\(sanitised(word.text))' that is known here",
            remedy: isHelp
                ? "it is the shell's own: help \(word.text)"
                : near.map { "did you mean '\($0)'?" } ?? "explain alone lists what there is", at: word.span)
    }
}
