import Glibc
import TerminalTests
import Testing

/// A program at a pseudo-terminal that controls it, and a person who sits there.
final class Sitting {
    let terminal: PseudoTerminal
    /// The process that leads the terminal's session.
    let leader: pid_t
    private var isOver = false

    /// Starts `path` as the leader of a session of its own, in the program's home.
    fileprivate init(
        _ path: String, _ arguments: [String], _ terminal: PseudoTerminal, environment: [String: String], home: String
    ) throws {
        self.terminal = terminal
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // A leader that has no terminal yet gets the first that it opens.
        posix_spawn_file_actions_addopen(&actions, 0, terminal.path, O_RDWR, 0)
        for stream in [1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, 0, stream) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // POSIX_SPAWN_SETSID, which <spawn.h> shows only to those who ask for all that is not in POSIX.
        let newSession: Int16 = 0x80
        posix_spawnattr_setflags(
            &attributes, newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", home, path] + arguments
        var words = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var leader = pid_t()
        let number = posix_spawn(&leader, "/bin/sh", &actions, &attributes, &words, &variables)
        try #require(number == 0, "cannot start \(path): \(String(cString: strerror(number)))")
        self.leader = leader
    }

    deinit {
        guard !isOver else { return }
        kill(leader, SIGKILL)
        var status: Int32 = 0
        waitpid(leader, &status, 0)
    }

    var screen: Screen { terminal.screen }

    func send(_ signal: Int32) { kill(leader, signal) }

    /// Waits until the prompt stands there with nothing typed behind it.
    func prompt(_ prompt: String = "nfsh local> ", sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await wait(sourceLocation: sourceLocation) { $0.textBeforeCursor == prompt && $0.marksPastes }
    }

    /// Types a line at an empty prompt, and Enter once it is to be seen.
    func enter(
        _ line: String, at prompt: String = "nfsh local> ", edits: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await wait(sourceLocation: sourceLocation) { screen in
            let text = screen.textBeforeCursor
            // Without editing the prompt says what was so when it was written.
            let isThere =
                edits ? text == prompt : text.hasPrefix(prompt.dropLast(2)) && text.hasSuffix(prompt.suffix(2))
            return isThere && screen.marksPastes == edits
        }
        guard edits else {
            // The terminal itself takes the line, and news may come between its letters.
            let begin = terminal.written.count
            terminal.type(line + "\r")
            return try await terminal.waitForAny(sourceLocation) { terminal.written[begin...].contains(0x0A) }
        }
        let found = screen.textBeforeCursor
        terminal.type(line)
        try await wait(sourceLocation: sourceLocation) {
            $0.textBeforeCursor != found && $0.textBeforeCursor.hasSuffix(line.suffix(1))
        }
        terminal.type("\r")
        try await wait(sourceLocation: sourceLocation) { !$0.textBeforeCursor.hasSuffix(line.suffix(1)) }
    }

    /// Waits until the screen is as asked for.
    func wait(
        sourceLocation: SourceLocation = #_sourceLocation, until isThere: (Screen) -> Bool
    ) async throws {
        try await terminal.wait(sourceLocation, until: isThere)
    }

    func type(_ keys: String) { terminal.type(keys) }

    /// Waits for the end of the program, and takes in all that it wrote.
    ///
    /// - Returns: the exit status; 128 and the signal's number for what a signal ended, as shells say it.
    func end(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Int32 {
        var status: Int32 = 0
        try await terminal.waitForAny(sourceLocation) { waitpid(leader, &status, WNOHANG) == leader }
        isOver = true
        terminal.look()
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}

extension Program {
    /// How the terminal is, and what the environment says of it.
    struct Seat {
        var columns = 80
        var height = 24
        var knowsSize = true
        var variables: [String: String] = [:]
        /// What runs there in the program's place, such as a shell.
        var instead: String?
    }

    /// Runs the program at a terminal of its own while `body` plays the person.
    func sit<Value>(
        _ arguments: [String] = ["--local", "--no-rc"], at seat: Seat = Seat(), _ body: (Sitting) async throws -> Value
    ) async throws -> Value {
        let terminal = try PseudoTerminal(columns: seat.columns, height: seat.height, knowsSize: seat.knowsSize)
        let sitting = try Sitting(
            seat.instead ?? path, arguments, terminal,
            environment: environment(["LANG": "C.UTF-8"].merging(seat.variables) { $1 }), home: home)
        return try await body(sitting)
    }

    /// Types at a terminal, each line when what it is an answer to has appeared.
    ///
    /// - Returns: the exit status, and all that was to be seen.
    func type(
        _ lines: [(at: String, text: String)], arguments: [String], variables: [String: String] = [:]
    ) async throws -> (status: Int32, seen: String) {
        let seat = Seat(columns: 100, variables: ["NO_COLOR": "1"].merging(variables) { $1 })
        return try await sit(arguments, at: seat) { sitting in
            var begin = 0
            for line in lines {
                try await sitting.terminal.waitForAny { sitting.seen(from: begin).contains(line.at) }
                begin = sitting.terminal.written.count
                sitting.terminal.type(line.text + "\r")
            }
            let status = try await sitting.end()
            #expect(sitting.terminal.isEchoing, "the terminal was left without echo")
            return (status, sitting.seen(from: 0))
        }
    }
}

extension Sitting {
    /// What was written, but for its first bytes.
    func seen(from begin: Int) -> String { String(decoding: terminal.written[begin...], as: UTF8.self) }
}
