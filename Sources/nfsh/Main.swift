import ArgumentParser
import Shell

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `nfsh`: process flags, then the shell.
@main
enum Main {
    static func main() async {
        StandardStream.keepNumbers()
        // A reader that goes away (`| head`) must not end the run: a task that was paid for is still looked after.
        signal(SIGPIPE, SIG_IGN)
        // Not by the parser's own entry point, since its exit statuses are not this program's.
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if HelpPage.isAsked(by: words) { Exit.leave(showing: HelpPage.text) }
            if let options = RunOptions(plain: words, commands: Nfsh.commandNames) {
                return try await ShellRun(options).runToStatus()
            }
            var command = try Nfsh.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.leave(with: error)
        }
    }
}

struct Nfsh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nfsh",
        abstract: "An interactive shell for the NexusFlow video-generation API.",
        usage: """
            nfsh [OPTIONS]                 the interactive shell
            nfsh [OPTIONS] FILE [ARG ...]  run a script; - reads standard input
            nfsh [OPTIONS] -c LINES        run lines
            nfsh SUBCOMMAND ...
            """,
        discussion: """
            Without arguments, starts the interactive shell. The key is taken from NEXUSFLOW_API_KEY, or is what \
            nfsh login stored; without one, the shell talks to an embedded local service, where nothing costs anything.
            """,
        version: Version.text,
        subcommands: [Run.self, Check.self, Plan.self, Format.self, Serve.self, Login.self, Logout.self, Editor.self],
        defaultSubcommand: Run.self)

    /// First words that are no script; the parser adds `help`.
    static let commandNames = ["run", "check", "plan", "fmt", "serve", "login", "logout", "editor", "help"]
}

enum Version {
    static let text = "0.1.0"
}
