import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A command of the system's shell, on the terminal or streams of this program.
enum ShellProcess {
    /// How a command ended.
    enum End: Hashable, Sendable {
        /// 0 to 255.
        case status(Int)
        case signal(Int)

        /// What the shell says of a command that it does not find (POSIX, 2.8.2).
        static let notFound = End.status(127)

        /// - Throws: ``ShellError`` unless the status is 0.
        func require() throws(ShellError) {
            switch self {
            case .status(0): return
            case .status(let code): throw ShellError(.trouble, "the shell command ended with status \(code)")
            case .signal(let signal): throw ShellError(.trouble, "the shell command was ended by signal \(signal)")
            }
        }
    }

    /// Runs `/bin/sh -c COMMAND` to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads on standard input; `nil` hands on this program's own.
    ///   - variables: of its environment, beside this program's own.
    /// - Throws: ``ShellError`` if it cannot start.
    static func run(_ command: String, input: String?, variables: [String: String] = [:]) async throws -> End {
        let own = variables.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        let configuration = Configuration(
            executable: .path("/bin/sh"), arguments: ["-c", command],
            environment: .inherit.updating(Dictionary(own) { $1 }))
        let status: TerminationStatus
        let terminal = TerminalState()
        do {
            if let input {
                status = try await Subprocess.run(
                    configuration, input: .inputWriter,
                    output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                    error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
                ) { process in
                    // A reader that has enough, such as `head`, closes its end: that is no error.
                    _ = try? await process.standardInputWriter.write(input)
                    try? await process.standardInputWriter.finish()
                }.terminationStatus
            } else {
                status = try await Subprocess.run(
                    configuration, input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                    output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                    error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
                ).terminationStatus
            }
        } catch {
            throw ShellError(.trouble, "cannot run the system's shell: \(error)")
        }
        // What ended as it meant to may have changed the terminal on purpose; what was killed could not put it right.
        switch status {
        case .exited(...128): break
        case .exited, .signaled: terminal?.restore()
        }
        switch status {
        case .exited(let code): return .status(Int(code))
        case .signaled(let signal): return .signal(Int(signal))
        }
    }
}

/// The modes of this program's terminal, to go back to.
private struct TerminalState {
    private var modes = termios()

    /// `nil` unless standard input is a terminal.
    init?() {
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
    }

    func restore() {
        var modes = modes
        while tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) != 0, errno == EINTR {}
    }
}
