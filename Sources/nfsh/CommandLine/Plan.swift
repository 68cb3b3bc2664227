import ArgumentParser
import Shell

/// `nfsh plan FILE [ARG…]`
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a script would submit, reuse and cost; send nothing.")

    @OptionGroup var flags: RunFlags

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("A script (- for standard input) and its arguments.", valueName: "file"))
    var arguments: [String] = []

    func validate() throws {
        if try script().file == nil, flags.lines.isEmpty { throw ValidationError("plan needs a script") }
        if flags.asksForReport { throw ValidationError("a plan sends nothing, so there is nothing to report") }
    }

    func run() async throws {
        try await ShellRun(try flags.options(try script())).planToStatus()
    }

    private func script() throws -> ScriptArguments {
        try ScriptArguments(arguments, hasLines: !flags.lines.isEmpty)
    }
}
