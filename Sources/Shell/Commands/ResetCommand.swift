/// `reset`
enum ResetCommand: ShellCommand {
    static let spec = CommandSpec(
        "reset", summary: "give every setting back its default", prints: false,
        isPlanned: true,
        details: "Names bound by let and by captures stay, and so do the tasks.",
        examples: ["reset"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        session.resetSettings()
    }
}
