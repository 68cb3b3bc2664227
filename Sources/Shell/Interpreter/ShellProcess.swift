import ShellLanguage
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
        switch try await status(of: command, input: input) {
        case .exited(0): return
        case .exited(let code): throw ShellError(.trouble, "the shell command ended with status \(code)")
        case .signaled(let signal): throw ShellError(.trouble, "the shell command was ended by signal \(signal)")
        }
    }

    /// Opens a file in an editor, and waits until the person leaves it, however long that takes. An interruption is the
    /// editor's own concern: Ctrl-C reaches it too.
    ///
    /// - Parameter editor: a command with its options, as the variables hold it.
    /// - Throws: ``ShellError`` if it cannot start, or ends with another status than 0.
    static func edit(_ path: String, with editor: String) async throws {
        // The shell splits what the variable holds; the path is one word whatever it holds.
        let work = Task { try await status(of: "\(editor) \"$1\"", arguments: ["sh", path], input: nil) }
        switch try await work.value {
        case .exited(0): return
        case .exited(let code):
            throw ShellError(
                .trouble, "the editor '\(sanitised(editor))' ended with status \(code)",
                remedy: code == 127 ? "set VISUAL or EDITOR to one that is there" : nil)
        case .signaled(let signal):
            throw ShellError(.trouble, "the editor '\(sanitised(editor))' was ended by signal \(signal)")
        }
    }

    private static func status(
        of command: String, arguments: [String] = [], input: String?
    ) async throws -> TerminationStatus {
        let configuration = Configuration(
            executable: .path("/bin/sh"), arguments: Arguments(["-c", command] + arguments))
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
        return status
    }
}
