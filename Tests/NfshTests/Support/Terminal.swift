import Dispatch
import Subprocess
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

extension Program {
    /// Types at a pseudo-terminal, each line when what it is an answer to has appeared.
    ///
    /// - Returns: the exit status, -1 if a signal ended the program, and all that was to be seen.
    func type(
        _ lines: [(at: String, text: String)], arguments: [String], variables: [String: String] = [:]
    ) async throws -> (status: Int32, seen: String) {
        try await atTerminal(lines.map { ($0.at, $0.text) }, arguments, variables) { _, _ in }
    }

    /// Types at a pseudo-terminal, and sends Ctrl-C when `reached` returns.
    func type(
        _ lines: [(at: String, text: String)], arguments: [String], variables: [String: String],
        interruptedAfter reached: @Sendable () async -> Void
    ) async throws -> (status: Int32, seen: String) {
        try await atTerminal(lines.map { ($0.at, $0.text) }, arguments, variables) { _, send in
            await reached()
            try send(.interrupt)
        }
    }

    /// Sends a signal when `trigger` has appeared at a pseudo-terminal.
    func send(
        _ signal: Signal, at trigger: String, arguments: [String]
    ) async throws -> (status: Int32, seen: String) {
        try await atTerminal([(at: trigger, text: nil)], arguments, [:]) { terminal, send in
            for await _ in terminal.triggers { return try send(signal) }
        }
    }

    private func atTerminal(
        _ lines: [(at: String, text: String?)], _ arguments: [String], _ variables: [String: String],
        _ body: @Sendable (Terminal, _ send: (Signal) throws -> Void) async throws -> Void
    ) async throws -> (status: Int32, seen: String) {
        let terminal = try Terminal()
        defer { terminal.close() }
        async let seen = terminal.type(lines)
        let end = FileDescriptor(rawValue: terminal.end)
        let own = ["NO_COLOR": "1", "LANG": "C.UTF-8"]
        let result = try await Subprocess.run(
            configuration(arguments, own.merging(variables) { $1 }),
            input: .fileDescriptor(end, closeAfterSpawningProcess: false),
            output: .fileDescriptor(end, closeAfterSpawningProcess: false),
            error: .fileDescriptor(end, closeAfterSpawningProcess: false)
        ) { process in
            try await body(terminal) { try process.send(signal: $0) }
        }
        let isEchoing = terminal.isEchoing
        terminal.stop()
        #expect(isEchoing, "the terminal was left without echo")
        let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        return (status, await seen)
    }
}

/// A pseudo-terminal: what a person sees and types on one side, what a program takes for a terminal on the other.
private final class Terminal: Sendable {
    /// The person's side.
    private let person: Int32
    /// The program's side.
    let end: Int32
    /// A line without a text had its turn.
    let triggers: AsyncStream<Void>
    private let triggered: AsyncStream<Void>.Continuation

    init() throws {
        var sides: (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&sides.0, &sides.1, nil, nil, &size) == 0)
        (person, end) = sides
        (triggers, triggered) = AsyncStream.makeStream()
    }

    /// Whether what is typed is shown.
    var isEchoing: Bool {
        var modes = termios()
        return tcgetattr(end, &modes) == 0 && modes.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Types each line when its `at` has appeared after what was typed before.
    ///
    /// - Returns: all that was to be seen, when the program's side is closed or says nothing for long.
    func type(_ lines: [(at: String, text: String?)]) async -> String {
        // On a thread of its own, since it waits for bytes.
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "typing").async {
                continuation.resume(returning: self.exchange(lines))
            }
        }
    }

    private func exchange(_ lines: [(at: String, text: String?)]) -> String {
        var seen = ""
        var sinceTyped = ""
        var left = lines[...]
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            var ready = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 20_000) > 0 else { return seen }
            let count = read(person, &bytes, bytes.count)
            guard count > 0 else { return seen }
            let part = String(decoding: bytes[..<count], as: UTF8.self)
            seen += part
            sinceTyped += part
            if sinceTyped.contains(Terminal.ending) { return seen }
            guard let next = left.first, sinceTyped.contains(next.at) else { continue }
            left.removeFirst()
            sinceTyped = ""
            guard let text = next.text else {
                triggered.yield()
                continue
            }
            let typed = Array((text + "\r").utf8)
            _ = write(person, typed, typed.count)
        }
    }

    /// What this side says to itself when the program has ended.
    private static let ending = "\u{4}the program has ended\u{4}"

    func stop() {
        let bytes = Array(Self.ending.utf8)
        _ = write(end, bytes, bytes.count)
    }

    func close() {
        _ = Glibc.close(person)
        _ = Glibc.close(end)
    }
}
