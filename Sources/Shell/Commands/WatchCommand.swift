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
            """,
        examples: ["watch", "watch @12..15", "watch $hero"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let numbers = try await session.tasksToFollow(call.operands)
        let ended = try await session.follow(
            numbers, view: session.console.messageIsTerminal ? .live : .plain, timeout: nil)
        call.output.print(ResultSet(tasks: ended, at: session.now))
        try session.raiseFailures(ended)
    }
}
