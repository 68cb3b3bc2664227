import NexusFlowAPI
import TaskLedger

/// `watch [TASKS]`
enum WatchCommand: ShellCommand {
    static let spec = CommandSpec(
        "watch", summary: "follow tasks live until all have ended",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        details: """
            Without TASKS, what runs in this session, or in the ledger while the session has submitted nothing. Ends after \
            the automatic downloads. Ctrl-C stops looking, and cancels nothing: the API knows no cancelling.

            A line a task: its progress as the service reports it (a mark that goes to and fro where it reports none), how \
            long it has run, how much longer it will take as a rule, and its price. The rule is made of your own past tasks: \
            it is an estimate, marked with ~, and missing while there are none like it.
            """,
        examples: ["watch", "watch @12..15", "watch $hero"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let numbers = try await session.tasksToFollow(call.operands)
        let ended: [TaskRecord]
        do {
            ended = try await session.follow(numbers, view: session.console.canRedraw ? .live : .plain, timeout: nil)
        } catch let error as ShellError where error.status == .interrupted && session.options.isInteractive {
            // At the prompt somebody has simply seen enough; the shell goes on looking after them.
            return session.note(error.message + (error.remedy.map { "; \($0)" } ?? ""))
        }
        call.output.print(ResultSet(tasks: ended, at: session.now))
        try session.raiseFailures(ended)
    }
}
