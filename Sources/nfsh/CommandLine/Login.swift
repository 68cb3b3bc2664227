import ArgumentParser
import Shell
import ShellLanguage

/// `nfsh login`
struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store the API key: typed without echo, or one line of standard input.")

    @OptionGroup var words: NoWords

    func run() async throws { try await StoredKeyRun.run("login") }
}

/// `nfsh logout`
struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget the API key that login stored.")

    @OptionGroup var words: NoWords

    func run() async throws { try await StoredKeyRun.run("logout") }
}

/// Refuses whatever stands behind the command without repeating it: it may be the key.
struct NoWords: ParsableArguments {
    @ArgumentParser.Argument(parsing: .remaining, help: .hidden)
    var words: [String] = []

    func validate() throws {
        guard !words.isEmpty else { return }
        throw ValidationError("it takes no words: a key on the command line would stand in the list of processes")
    }
}

/// One of the two commands in a shell without a service.
private enum StoredKeyRun {
    static func run(_ line: String) async throws {
        let interpreter = Interpreter(
            environment: Wiring.environmentForChecking(console: SystemConsole()), options: SessionOptions())
        let (start, starter) = AsyncStream.makeStream(of: Void.self)
        let work = Task {
            for await _ in start {}
            await interpreter.run(Source(name: "<command>", text: line))
        }
        // A signal must not come first: it would end the process while the terminal shows nothing.
        let signals = SignalWatch { work.cancel() }
        starter.finish()
        _ = await work.value
        signals.stop()
        let status = await interpreter.exitStatus
        guard status == .done else { throw StatusError(status: status) }
    }
}
