import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `rate TASKS 1|2|3|4|5|off`
enum RateCommand: ShellCommand {
    static let spec = CommandSpec(
        "rate", summary: "rate tasks from 1 to 5",
        operands: [
            CommandSpec.Operand("TASKS", .tasks, .some),
            CommandSpec.Operand("RATING", .choice(TaskReference.ratings.map(String.init) + ["off"])),
        ],
        details: """
            The last word is the rating; off takes it away. @rated:4 names the tasks that are rated 4 or better, and list, \
            find, cost and download choose by rated=.
            """,
        examples: ["rate @last 5", "rate @12..15 2", "again @rated:4 resolution=1080P", "rate @12 off"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let word = call.operands.last, let operand = spec.operands.last else { return }
        let text = try session.canonical(word, name: "rating", kind: operand.kind, in: session.catalogue())
        let rating = Int(text)
        let tasks = try await session.tasks(Array(call.operands.dropLast()))
        let changed = try await session.ledger().annotate(tasks.map(\.number), .rating(rating))
        call.output.print(
            ResultSet(
                tasks: changed,
                sentence: rating.map { Session.sentence(changed, "is rated", "are rated") + " \($0)" }
                    ?? Session.sentence(changed, "is not rated", "are not rated")))
    }
}
