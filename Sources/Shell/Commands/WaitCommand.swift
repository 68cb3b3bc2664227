import NexusFlowAPI
import TaskLedger

/// `wait [TASKS] [timeout=10m]`
enum WaitCommand: ShellCommand {
    static let spec = CommandSpec(
        "wait", summary: "wait in silence until tasks have ended",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        options: [CommandSpec.Option("timeout", .timeSpan, "give up waiting after this long; the tasks go on")],
        prints: false,
        details:
            "Like watch, for scripts. When the time is up the exit status is 7, and the line that resumes is printed.",
        examples: ["wait", "wait $hero timeout=10m"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let timeout = try call.option("timeout").map { value in
            guard let span = TimeSpan(value.text) else {
                throw ShellError(.check, "timeout=\(value.text) is not a time, such as 10m", at: value.span)
            }
            return span.duration
        }
        let numbers = try await session.tasksToFollow(call.operands)
        let ended = try await session.follow(numbers, view: .silent, timeout: timeout)
        try session.raiseFailures(ended)
    }
}
