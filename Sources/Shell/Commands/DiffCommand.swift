import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `diff TASK TASK [all=on]`
enum DiffCommand: ShellCommand {
    static let spec = CommandSpec(
        "diff", summary: "how two tasks differ: prompt word by word, parameters, price, time, outcome",
        operands: [CommandSpec.Operand("TASK", .task), CommandSpec.Operand("TASK", .task)],
        options: [CommandSpec.Option("all", .onOff, "also what is the same")],
        details: """
            What went is red, what came is green; without colours they stand in [-…-] and {+…+}. Where the terminal has \
            \(ComparisonLayout.wide) columns, the two stand side by side. compare shows two pictures.
            """,
        examples: ["diff @-2 @last", "diff @12 @15 all=on"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard call.operands.count == 2 else { return }
        let first = try await session.task(call.operands[0])
        let second = try await session.task(call.operands[1])
        let showsAll =
            try call.option("all").map {
                try session.canonical($0, option: "all", of: spec, in: session.catalogue()) == "on"
            } ?? false
        let comparison = TaskComparison(first, second)
        let layout = ComparisonLayout(
            comparison: comparison, showsAll: showsAll, width: call.output.isTerminal ? session.console.width : nil,
            palette: call.output.palette)
        call.output.print(comparison.result(all: showsAll, sentence: layout.text))
    }
}
