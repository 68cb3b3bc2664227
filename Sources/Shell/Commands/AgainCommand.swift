import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `again TASK [PARAM=VALUE…]`
enum AgainCommand: ShellCommand {
    static let spec = CommandSpec(
        "again", summary: "submit a task once more, with changes",
        operands: [CommandSpec.Operand("TASK", .task)],
        options: RequestOptions.all.map { option in
            option.name == Parameter.seed.name
                ? CommandSpec.Option(
                    option.name, .seedChange, "a seed, random, or +N and -N to count from the parent's")
                : option
        },
        canBeCaptured: true, submits: true,
        isPlanned: true,
        details: """
            The request of TASK is sent again with the changes over it; the session's parameters do not come in. The new \
            task remembers its parent.
            """,
        examples: [
            "again @last seed=+1", "again @12 resolution=1080P", "again @last seed=random prompt=\"a paper boat\"",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        let parent = try await session.task(operand)
        let base = RequestDraft(parent.request, tag: parent.tag, note: parent.note)
        var draft = try session.draft(call, base: base)
        if let change = call.option(Parameter.seed.name) { try set(change, of: parent, &draft, session) }
        let batch = try await session.send([try session.prepare(draft, parent: parent.number)])
        if let task = batch.tasks.first {
            call.bind(.task(task.number), in: session)
            call.output.print(ResultSet(tasks: [task], shape: .single, sentence: task.submittedSentence))
        }
        if let error = batch.error { throw error }
    }

    private static func set(
        _ change: Expanded, of parent: TaskRecord, _ draft: inout RequestDraft, _ session: Session
    ) throws {
        let seed: Int
        switch SeedChange(change.text) {
        case .random: return draft.draw(seed: session.drawSeed())
        case .exactly(let number): seed = number
        case .by(let step):
            guard let first = parent.request.seed else {
                // While a plan is made, seeds that will be drawn are open.
                if session.isPlanning { return draft.draw(seed: nil) }
                throw ShellError(.check, "the parent has no seed to count from", at: change.span)
            }
            let (sum, isTooLarge) = first.addingReportingOverflow(step)
            guard !isTooLarge, SeedRule.allowed.contains(sum) else {
                throw ShellError(
                    .check, "seed=\(change.text) leads from \(first) out of \(Parameter.seed.allowed)", at: change.span
                )
            }
            seed = sum
        case nil where session.isPlanning && Variable.isPlaceholder(change.text): return draft.draw(seed: nil)
        case nil:
            throw ShellError(.check, "seed=\(change.text) \(SeedChange.rule)", at: change.span)
        }
        draft.set(Parameter.seed.name, to: String(seed))
    }
}
