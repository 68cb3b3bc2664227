import ArgumentParser

/// `crash-test`: kills nfsh over and over, and compares what is left with what was promised.
@main
struct CrashTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-test",
        abstract: "Kill nfsh at named points and random instants, and prove that it keeps its promises.",
        subcommands: [Tasks.self, Transfers.self], defaultSubcommand: Tasks.self)

    /// The program beside this one.
    static var neighbour: String {
        let own = CommandLine.arguments[0]
        return own.lastIndex(of: "/").map { String(own[...$0]) + "nfsh" } ?? "nfsh"
    }
}
