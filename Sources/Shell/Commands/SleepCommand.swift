import NexusFlowAPI

/// `sleep TIME`
enum SleepCommand: ShellCommand {
    static let spec = CommandSpec(
        "sleep", summary: "wait for a while", operands: [CommandSpec.Operand("TIME", .timeSpan)], prints: false,
        examples: ["sleep 5s", "sleep 200ms"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        guard let span = TimeSpan(operand.text) else {
            throw ShellError(.check, "'\(operand.text)' is no time, such as 200ms, 5s, 10m or 2h", at: operand.span)
        }
        try await session.environment.clock.sleep(for: span.duration)
    }
}
