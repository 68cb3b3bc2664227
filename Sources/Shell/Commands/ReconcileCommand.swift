import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// `reconcile [TASK as=ID|lost]`
enum ReconcileCommand: ShellCommand {
    /// What `as=` says of a request that never became a task.
    private static let lostWord = "lost"
    /// How many tasks of the service are named that may be meant.
    private static let shownCandidates = 10

    static let spec = CommandSpec(
        "reconcile", summary: "find out what became of submits whose outcome is unknown",
        operands: [CommandSpec.Operand("TASK", .task, .optional)],
        options: [
            CommandSpec.Option("as", .text, "the id that the service gave the task, or lost: it never ran")
        ],
        isPaged: true,
        details: """
            Alone, compares those submits with the service's list of the newest tasks, and adopts a task that can be no \
            other: same model, created while the request was under way, same prompt where the list shows one. It never \
            guesses, and it sends nothing that pays. What stays in doubt is settled by hand: as=ID says which task it is, \
            as=lost that it never ran, which frees the budget. That a task is not in the list proves nothing.
            """,
        examples: ["reconcile", "reconcile @12 as=task-8f3a", "reconcile @12 as=lost"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        switch (call.operands.first, call.option("as")) {
        case (let operand?, let word?): try await settle(operand, as: word, call, session)
        case (let operand?, nil):
            throw ShellError(
                .check, "reconcile TASK needs as=ID or as=\(lostWord)", remedy: "reconcile alone looks at all of them",
                at: operand.span)
        case (nil, let word?):
            throw ShellError(.check, "as= needs a TASK before it", remedy: "such as reconcile @12 as=ID", at: word.span)
        case (nil, nil): try await compare(call, session)
        }
    }

    private static func settle(
        _ operand: Expanded, as word: Expanded, _ call: CommandCall, _ session: Session
    ) async throws {
        let task = try await session.task(operand)
        let engine = try await session.engine()
        let settled =
            if word.text == lostWord { try await engine.writeOff(task.number) } else {
                try await engine.adopt(id: word.text, as: task.number)
            }
        session.remember(settled)
        call.output.print(ResultSet(tasks: [settled], at: session.now))
    }

    private static func compare(_ call: CommandCall, _ session: Session) async throws {
        // Another shell may have died since this one began.
        session.tell(try await session.ledger().settleDeadSenders(at: session.now))
        let report = try await session.engine().reconcile()
        for adoption in report.adopted {
            session.remember(adoption.record)
            session.note(
                "@\(adoption.record.number) is \(sanitised(adoption.record.id ?? "")), \(adoption.evidence.words)")
        }
        call.output.print(ResultSet(tasks: report.adopted.map(\.record) + report.open, at: session.now))
        guard !report.open.isEmpty else {
            if report.adopted.isEmpty { session.note("no outcome is unknown") }
            return
        }
        for task in report.candidates.prefix(shownCandidates) {
            let prompt = task.prompt.map { "  \($0.truncated(to: 48))" } ?? ""
            session.note(
                sanitised(
                    "perhaps one of them: \(task.id)  \(task.status.word)  \(task.model ?? "")  \(task.createdAt?.iso8601 ?? "")\(prompt)"
                ))
        }
        if report.candidates.count > shownCandidates {
            session.note("and \(report.candidates.count - shownCandidates) more that the service shows too little of")
        }
        let first = report.open[0].number
        throw ShellError(
            .unknownOutcome,
            "the outcome of \(Session.names(report.open.map(\.number))) is still unknown; \(report.open.count == 1 ? "it" : "they") may run and be billed",
            remedy:
                "look again later, or at the service's own page; then `reconcile @\(first) as=ID`, or `reconcile @\(first) as=\(lostWord)` if it never ran"
        )
    }
}

extension MatchEvidence {
    /// What it rests on, for people.
    fileprivate var words: String {
        switch self {
        case .prompt: "by its prompt"
        case .time: "matched by time: the only one that was created then"
        case .hand: "as you say"
        }
    }
}
