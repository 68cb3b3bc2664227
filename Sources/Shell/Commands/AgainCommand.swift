import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `again TASKS [PARAM=VALUE…]`
enum AgainCommand: ShellCommand {
    static let spec = CommandSpec(
        "again", summary: "submit tasks once more, with changes",
        operands: [CommandSpec.Operand("TASKS", .tasks, .some)],
        options: RequestOptions.all.map { option in
            option.name == Parameter.seed.name
                ? CommandSpec.Option(
                    option.name, .seedChange, "a seed, random, or +N and -N to count from the parent's")
                : option
        },
        canBeCaptured: true, submits: true,
        isPlanned: true,
        details: """
            The request of each task is sent again with the changes over it; the session's parameters do not come in. What \
            differs and what it costs is shown first, held against the ceilings and confirmed as a sweep is. The new task \
            remembers its parent: tree shows who came from whom, diff how they differ. One task is kept as a task by a name \
            before =, a range or a selection as a set.
            """,
        examples: [
            "again @last seed=+1", "again @12 resolution=1080P", "again @last seed=random prompt=\"a paper boat\"",
            "finals = again @rated:4 resolution=1080P", "again @12..15 seed=+1 tag=second",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let isSingle = session.isSingle(call.operands)
        let parents = try await session.tasks(call.operands)
        guard parents.count <= SweepGrid.maximumCount else {
            throw ShellError(
                .check, "this makes more than \(SweepGrid.maximumCount) tasks", at: call.operands.first?.span)
        }
        let submits = try parents.map { try prepare(call, parent: $0, in: session) }
        session.tell(submits, of: parents)
        if submits.isEmpty { session.note("no task to submit again") }
        let batch = try await session.send(submits)
        guard isSingle else { return try call.deliver(batch, in: session) }
        if let task = batch.tasks.first {
            call.bind(.task(task.number), in: session)
            call.output.print(ResultSet(tasks: [task], shape: .single, sentence: task.submittedSentence))
        }
        if let error = batch.error { throw error }
    }

    /// The request of a parent with the line's changes over it, checked and priced.
    static func prepare(_ call: CommandCall, parent: TaskRecord, in session: Session) throws -> PreparedSubmit {
        let base = RequestDraft(parent.request, tag: parent.tag, note: parent.note)
        var draft = try session.draft(call, base: base)
        if let change = call.option(Parameter.seed.name) { try set(change, of: parent, &draft, session) }
        return try session.prepare(draft, parent: parent.number)
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

extension Session {
    /// How many children are told one by one.
    private static let toldChildren = 10

    /// Says what is about to be sent: what differs from each parent, and its price.
    func tell(_ submits: [PreparedSubmit], of parents: [TaskRecord]) {
        guard collector == nil, !isPlanning else { return }
        for (submit, parent) in zip(submits, parents).prefix(Self.toldChildren) {
            note(sanitised("again @\(parent.number): \(submit.differenceSentence(from: parent))"))
        }
        if submits.count > Self.toldChildren { note("and \(submits.count - Self.toldChildren) more") }
    }
}

extension PreparedSubmit {
    /// Such as `seed 7 → 8; $0.45`.
    func differenceSentence(from parent: TaskRecord) -> String {
        "\(FieldChange.sentence(changes(from: parent))); \(SubmitPrice([self]))"
    }
}
