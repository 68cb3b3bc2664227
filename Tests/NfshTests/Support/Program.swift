import FoundationEssentials
import Subprocess
import TerminalTests
import Testing

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

/// The built program, as a child process with a home of its own.
struct Program: Sendable {
    /// What a run came to.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The child's home and working folder.
    let home: String
    let path: String

    /// The program stands beside the bundle of tests that this process runs.
    private static func find() throws -> String {
        let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
        var folder = URL(filePath: bundle)
        while folder.path.contains(".xctest") { folder = folder.deletingLastPathComponent() }
        let path = folder.appending(path: "nfsh").path
        try #require(FileManager.default.isExecutableFile(atPath: path), "no program at \(path)")
        return path
    }

    init(home: String) throws {
        self.home = home
        signal(SIGPIPE, SIG_IGN)
        path = try Self.find()
    }

    /// The whole environment of a child, of which `variables` change some.
    func environment(_ variables: [String: String]) -> [String: String] {
        ["HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm", "PAGER": "cat"].merging(variables) {
            $1
        }
    }

    func configuration(_ arguments: [String], _ variables: [String: String]) -> Configuration {
        let all = environment(variables).map { (Environment.Key(stringLiteral: $0), $1) }
        return Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: all)), workingDirectory: FilePath(home))
    }

    /// Runs it to its end.
    func run(_ arguments: String..., input: String = "", variables: [String: String] = [:]) async throws -> Outcome {
        try await run(arguments, input: input, variables: variables)
    }

    func run(_ arguments: [String], input: String = "", variables: [String: String] = [:]) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(arguments, variables), input: .inputWriter, output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 22)
        ) { process in
            // A child that refuses to run reads nothing.
            _ = try? await process.standardInputWriter.write(input)
            try? await process.standardInputWriter.finish()
        }
        return Outcome(
            status: result.terminationStatus.number, output: result.standardOutput,
            errors: result.standardError)
    }

    /// Types lines at its prompt, where standard input is a terminal that edits nothing, and results and messages are
    /// pipes: so that nothing but what the lines give is in them.
    func type(_ lines: [String], _ arguments: [String]) async throws -> Outcome {
        let terminal = try PseudoTerminal()
        terminal.isEchoing = false
        let keys = lines.joined(separator: "\n") + "\n"
        // More would not fit into a terminal's queue at once.
        try #require(keys.utf8.count < 4000)
        terminal.type(keys)
        let result = try await Subprocess.run(
            configuration(arguments, ["TERM": "dumb", "LANG": "C.UTF-8"]),
            input: .fileDescriptor(FileDescriptor(rawValue: terminal.end), closeAfterSpawningProcess: false),
            output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
        return Outcome(
            status: result.terminationStatus.number, output: result.standardOutput, errors: result.standardError)
    }

    /// Runs a line of the system's shell in the program's place.
    func runShell(_ line: String) async throws -> Outcome {
        var shell = configuration(["-c", line], [:])
        shell.executable = .path("/bin/sh")
        let result = try await Subprocess.run(
            shell, input: .none, output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
        return Outcome(
            status: result.terminationStatus.number, output: result.standardOutput, errors: result.standardError)
    }

    /// Runs it while `body` sends it signals by their numbers.
    func runSignalled(
        _ arguments: [String], variables: [String: String],
        _ body: @Sendable (@escaping @Sendable (Int32) -> Void) async -> Void
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(arguments, variables), input: .inputWriter, output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 22)
        ) { process in
            let child = process.processIdentifier.value
            await body { number in kill(child, number) }
            try? await process.standardInputWriter.finish()
        }
        return Outcome(
            status: result.terminationStatus.number, output: result.standardOutput, errors: result.standardError)
    }

    /// Runs it, and sends it Ctrl-C as soon as `trigger` appears on standard error.
    func runInterrupted(_ arguments: String..., at trigger: String) async throws -> Outcome {
        try await runInterrupted(arguments, variables: [:], at: trigger)
    }

    func runInterrupted(
        _ arguments: [String], variables: [String: String], at trigger: String
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(arguments, variables), input: .none, output: .string(limit: 1 << 22), error: .sequence
        ) { process in
            var errors = ""
            var isSent = false
            for try await line in process.standardError.strings() {
                errors += line + "\n"
                guard !isSent, line.contains(trigger) else { continue }
                isSent = true
                try process.send(signal: .interrupt)
            }
            return errors
        }
        return Outcome(
            status: result.terminationStatus.number, output: result.standardOutput, errors: result.closureResult)
    }

    /// Runs the local service as a child of its own while `body` runs.
    func withService<Value: Sendable>(
        speed: Int = 1000, _ body: @Sendable (String) async throws -> Value
    ) async throws -> Value {
        try await Subprocess.run(
            configuration(["serve", "--port", "0", "--speed", "\(speed)"], [:]), input: .none, output: .sequence,
            error: .discarded
        ) { process in
            var address: String?
            for try await line in process.standardOutput.strings() where address == nil {
                address = line.split(separator: " ").first { $0.hasPrefix("http://") }.map(String.init)
                break
            }
            let value: Value
            do {
                value = try await body(try #require(address))
            } catch {
                try? process.send(signal: .interrupt)
                throw error
            }
            try process.send(signal: .interrupt)
            return value
        }.closureResult
    }

    func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(home)/\(file)"))
    }

    /// Puts what a folder holds into the home.
    func copy(_ folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.copyItem(atPath: folder.appending(path: name).path, toPath: "\(home)/\(name)")
        }
    }

    func read(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(home)/\(file)")), as: UTF8.self)
    }

    func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: "\(home)/\(folder)", withIntermediateDirectories: true)
    }

    /// Every file below the home, hidden ones too, by path relative to it.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: home).sorted()
    }
}

extension TerminationStatus {
    /// The exit status; 128 and the signal's number for what a signal ended, as shells say it.
    fileprivate var number: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

func withProgram<Value>(_ body: (Program) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "nfsh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(try Program(home: url.path))
}
