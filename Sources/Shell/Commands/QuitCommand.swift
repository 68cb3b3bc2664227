/// `quit [STATUS]`
enum QuitCommand: ShellCommand {
    static let spec = CommandSpec(
        "quit", aliases: ["exit"], summary: "leave; tasks go on without the shell",
        operands: [CommandSpec.Operand("STATUS", .count(0...8), .optional)], prints: false,
        isPlanned: true, isRecorded: false,
        details: "Without STATUS the shell ends with the highest status of the session.",
        examples: ["quit", "quit 0"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else {
            session.leaving = .withWorstStatus
            return
        }
        guard let number = Int32(operand.text), let status = ExitStatus(rawValue: number) else {
            throw ShellError(.check, "'\(operand.text)' is no exit status from 0 to 8", at: operand.span)
        }
        session.leaving = .with(status)
    }
}
