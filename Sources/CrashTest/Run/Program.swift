import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The program that is tested, as it runs in one round.
struct Program: Sendable {
    /// How a process ended.
    enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    struct Outcome: Sendable {
        let end: End
        let output: String
        let errors: String
        /// Whether it had to be killed because it did not end by itself.
        let hung: Bool
    }

    /// Beyond that a process hangs. All its waits are bounded, and short by its clock.
    private static let patience = Duration.seconds(60)

    let path: String
    /// Its home and working folder.
    let folder: String
    let variables: [String: String]

    /// Runs it to its end, or kills it after some time.
    func run(
        _ arguments: [String], variables more: [String: String], killedAfter limit: Duration?
    ) async throws -> Outcome {
        var environment: [Environment.Key: String] = ["HOME": folder, "PATH": "/usr/local/bin:/usr/bin:/bin"]
        for (name, value) in variables.merging(more, uniquingKeysWith: { $1 }) {
            environment[Environment.Key(stringLiteral: name)] = value
        }
        let configuration = Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments), environment: .custom(environment),
            workingDirectory: FilePath(folder))
        let result = try await Subprocess.run(
            configuration, input: .none, output: .sequence, error: .sequence
        ) { process in
            let killer = Task {
                try await Task.sleep(for: limit ?? Self.patience)
                try process.send(signal: .kill)
            }
            // Both pipes close when the process ends, and it is reaped only after that: no other can have its number.
            async let errors = Self.text(process.standardError)
            let output = try await Self.text(process.standardOutput)
            let said = try await (output, errors)
            killer.cancel()
            let wasKilled = (try? await killer.value) != nil
            return (said.0, said.1, wasKilled)
        }
        let (output, errors, wasKilled) = result.closureResult
        return Outcome(
            end: End(result.terminationStatus), output: output, errors: errors, hung: wasKilled && limit == nil)
    }

    private static func text(_ stream: SubprocessOutputSequence) async throws -> String {
        var text = ""
        for try await line in stream.strings() { text += line + "\n" }
        return text
    }
}

extension Program.End {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signalled(signal)
        }
    }
}
