/// `clear`
enum ClearCommand: ShellCommand {
    static let spec = CommandSpec(
        "clear", summary: "clear the terminal", prints: false, isRecorded: false, examples: ["clear"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard session.console.resultIsTerminal, session.console.terminal.movesCursor else { return }
        session.console.result("\u{1B}[H\u{1B}[2J")
    }
}
