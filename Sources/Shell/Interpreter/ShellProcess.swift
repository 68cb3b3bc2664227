import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A command of the system's shell, on the terminal or streams of this program.
enum ShellProcess {
    /// Runs `/bin/sh -c COMMAND` to its end.
    ///
    /// - Parameter input: what it reads on standard input; `nil` hands on this program's own.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    static func run(_ command: String, input: String?) async throws {
        let configuration = Configuration(executable: .path("/bin/sh"), arguments: ["-c", command])
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
        case .exited(0): return
        case .exited(let code): throw ShellError(.trouble, "the shell command ended with status \(code)")
        case .signaled(let signal): throw ShellError(.trouble, "the shell command was ended by signal \(signal)")
        }
    }
}
