import ArgumentParser
import Shell

/// The shell itself: a script, lines of `-c`, or a person at a terminal.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a script, or start the interactive shell (the default).",
        shouldDisplay: false)

    @OptionGroup var flags: RunFlags

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("A script (- for standard input) and its arguments.", valueName: "file"))
    var arguments: [String] = []

    func validate() throws {
        _ = try script()
    }

    func run() async throws {
        try await ShellRun(try flags.options(try script())).runToStatus()
    }

    private func script() throws -> ScriptArguments {
        try ScriptArguments(arguments, hasLines: !flags.lines.isEmpty)
    }
}
