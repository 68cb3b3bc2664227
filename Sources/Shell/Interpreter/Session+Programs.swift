import ShellLanguage

/// Other programs, which have the terminal while they run.
extension Session {
    /// Runs a command of the system's shell.
    ///
    /// - Parameter input: what it reads on standard input; `nil` hands on this program's own.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    func runShell(_ command: String, input: String?) async throws {
        try await child(command, input: input, variables: [:]).require()
    }

    /// Opens a file in an editor, and waits until the person leaves it, however long that takes.
    ///
    /// - Parameter editor: a command with its options, as the variables of the environment hold it.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    func edit(_ path: String, with editor: String) async throws {
        // The shell splits what the variable holds; the path is one word whatever it holds.
        let end = try await child("\(editor) \"$1\"", arguments: [path], input: nil)
        switch end {
        case .status(0): return
        case .status(let code):
            throw ShellError(
                .trouble, "the editor '\(sanitised(editor))' ended with status \(code)",
                remedy: end == .notFound ? "set VISUAL or EDITOR to one that is there" : nil)
        case .signal(let signal):
            throw ShellError(.trouble, "the editor '\(sanitised(editor))' was ended by signal \(signal)")
        }
    }

    /// Runs a command of the system's shell; the terminal is the other program's meanwhile.
    func child(
        _ command: String, arguments: [String] = [], input: String?, variables: [String: String] = [:]
    ) async throws -> ShellProcess.End {
        console.lendTerminal()
        defer { console.takeBackTerminal() }
        guard options.isInteractive else {
            return try await ShellProcess.run(command, arguments: arguments, input: input, variables: variables)
        }
        // Ctrl-C reaches the other program by itself, and what it makes of it is its own affair: it is not killed for it.
        return try await Task {
            try await ShellProcess.run(command, arguments: arguments, input: input, variables: variables)
        }.value
    }
}
