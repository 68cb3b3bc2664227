import NexusFlowAPI
import TaskLedger

/// `budget [USD]`
enum BudgetCommand: ShellCommand {
    static let spec = CommandSpec(
        "budget", summary: "the ceiling on what this session or script may cost, and what is left of it",
        operands: [CommandSpec.Operand("USD", .money, .optional)],
        isPlanned: true,
        details: """
            With an amount, sets the ceiling (as set budget=USD does; unset budget lifts it). It holds for everything that \
            this session or script submits: what is billed, what runs and may still be billed, and what may have been \
            billed without anybody knowing. A price range counts with its top, and a submit that would go beyond is \
            refused before anything is sent. --max-cost is such a ceiling that a script cannot lift.
            """,
        examples: ["budget 5", "budget", "unset budget"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        if let amount = call.operands.first {
            let text = try session.canonical(amount, name: "budget", kind: .money, in: session.catalogue())
            session.settings.set("budget", to: text)
        }
        let spending = try await session.spending()
        let ceiling = session.spendGuard.ceilings.first
        let left = session.spendGuard.left(after: spending)
        let amounts: [(name: String, title: String, value: Money?)] = [
            ("ceiling", "CEILING", ceiling?.amount), ("billed", "BILLED", spending.billed),
            ("committed", "COMMITTED", spending.committed), ("unknown", "UNKNOWN", spending.unknown),
            ("left", "LEFT", left),
        ]
        let sentence =
            ceiling.map { "\(left ?? .zero) of the \($0.name) of \($0.amount) is left" }
            ?? "no ceiling: set one with budget USD"
        call.output.print(
            ResultSet(
                columns: amounts.map {
                    ResultSet.Column($0.name, title: $0.title, isTrailing: true, cell: TaskField.priceCell)
                },
                rows: [amounts.map { $0.value.map { .number($0.decimal) } ?? .null }], shape: .single,
                sentence:
                    "\(sentence) (billed \(spending.billed), committed \(spending.committed), unknown \(spending.unknown))"
            ))
    }
}
