import ShellLanguage

extension Interpreter {
    /// Has the program that has the terminal end too, since the system ends this one.
    package func endProgram() { session.program?.cancel() }
}

/// Other programs, which have the terminal while they run.
extension Session {
    /// Runs a command of the system's shell.
    ///
    /// - Parameter input: what it reads on standard input; `nil` hands on this program's own.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    func runShell(_ command: String, input: String?) async throws {
        let end = try await child(command, input: input, variables: [:])
        // Whoever pressed Ctrl-C knows; the terminal's own ^C stands in the line.
        if options.isInteractive, end.isInterruption { return console.message("\n") }
        try end.require()
    }

    /// Opens a file in an editor, and waits until the person leaves it, however long that takes.
    ///
    /// - Parameter editor: a command with its options, as the variables of the environment hold it.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    func edit(_ path: String, with editor: String) async throws {
        // The shell splits what the variable holds; the path is one word whatever it holds. Where that can be told, the
        // editor takes the shell's place, so that a signal reaches it and not the shell alone.
        let place = Self.isOneProgram(editor) ? "exec " : ""
        let end = try await child("\(place)\(editor) \"$1\"", arguments: [path], input: nil)
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

    /// Whether a command is the name of a program with arguments, and nothing that only the shell can do.
    static func isOneProgram(_ command: String) -> Bool {
        let name = command.drop { $0 == " " }.prefix { $0 != " " }
        return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
            && !command.contains { ";&|<>()$`\n".contains($0) }
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
        let running = Task {
            try await ShellProcess.run(command, arguments: arguments, input: input, variables: variables)
        }
        program = running
        defer { program = nil }
        return try await running.value
    }
}
