import Subprocess

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

        /// Whether Ctrl-C ended it: SIGINT, or what a shell says of that (POSIX, 2.8.2: above 128).
        var isInterruption: Bool { self == .signal(2) || self == .status(130) }

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
    ///   - arguments: what it finds as `$1` and so on.
    ///   - input: what it reads on standard input; `nil` hands on this program's own.
    ///   - variables: of its environment, beside this program's own.
    /// - Throws: ``ShellError`` if it cannot start.
    static func run(
        _ command: String, arguments: [String] = [], input: String?, variables: [String: String] = [:]
    ) async throws -> End {
        var platform = PlatformOptions()
        // An editor that is asked to end puts what was typed into its recovery file first.
        platform.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(3))]
        let own = variables.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        let configuration = Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(["-c", command] + (arguments.isEmpty ? [] : ["sh"] + arguments)),
            environment: .inherit.updating(Dictionary(own) { $1 }), platformOptions: platform)
        let status: TerminationStatus
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
        switch status {
        case .exited(let code): return .status(Int(code))
        case .signaled(let signal): return .signal(Int(signal))
        }
    }
}
