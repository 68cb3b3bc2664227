import ShellLanguage

/// `env`
enum EnvCommand: ShellCommand {
    static let spec = CommandSpec(
        "env", summary: "print the settings as lines that can be run",
        isPaged: true, isRecorded: false,
        details: "What it prints is a script: save it, and `source` gives the same session back.",
        examples: ["env", "env > start.nfs"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        for line in session.settings.lines {
            call.output.write((call.output.isTerminal ? sanitised(line) : line) + "\n")
        }
    }
}
