import ShellLanguage
import TaskLedger

/// `open TASK`
enum OpenCommand: ShellCommand {
    static let spec = CommandSpec(
        "open", summary: "hand a video to the desktop, which opens it in its viewer",
        operands: [CommandSpec.Operand("TASK", .task)], prints: false,
        details: """
            With the program that the desktop has for videos (xdg-open, on macOS open). The shell does not wait until it is \
            closed. Where there is no desktop, preview shows a picture in the terminal.
            """,
        examples: ["open @last", "open 12"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        let task = try await session.task(operand)
        let file = try task.requiredFile()
        try await DesktopProgram(session.environment).open(file, clock: session.environment.clock)
        session.note("@\(task.number) is open: \(sanitised(file))")
    }
}
