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

@Suite("The prompt, at a terminal", .serialized)
struct PromptTests {
    /// Types each line at a pseudo-terminal when the prompt is there.
    private func type(
        _ lines: [String], in program: Program, arguments: [String] = ["--local", "--no-rc"]
    ) async throws -> (status: Int32, seen: String) {
        let terminal = try Terminal()
        defer { terminal.close() }
        async let seen = terminal.type(lines, at: "local> ")
        let end = FileDescriptor(rawValue: terminal.end)
        let result = try await Subprocess.run(
            program.configuration(arguments, ["NO_COLOR": "1", "LANG": "C.UTF-8"]),
            input: .fileDescriptor(end, closeAfterSpawningProcess: false),
            output: .fileDescriptor(end, closeAfterSpawningProcess: false),
            error: .fileDescriptor(end, closeAfterSpawningProcess: false))
        terminal.stop()
        let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
        return (status, await seen)
    }

    @Test("lines typed give what the same lines give in a file", .timeLimit(.minutes(1)))
    func typed() async throws {
        try await withProgram { program in
            let lines = [
                "let subject=\"a paper boat\" n=3", "set seed=7 duration=$n output=csv",
                "echo \"$subject for $n s\" >> OUT", "cost >> OUT", "env >> OUT", "quit",
            ]
            let script = { (file: String) in lines.map { $0.replacing("OUT", with: file) } }
            try program.write(script("file.txt").joined(separator: "\n") + "\n", to: "a.nfs")
            let file = try await program.run("--local", "a.nfs")
            let prompt = try await type(script("prompt.txt"), in: program)
            #expect(prompt.status == file.status, "\(prompt.seen)")
            #expect(try program.read("prompt.txt") == program.read("file.txt"))
            #expect(try program.read("file.txt").hasPrefix("a paper boat for 3 s\nmodel,"))
        }
    }

    @Test("an error at the prompt is told, and the shell goes on", .timeLimit(.minutes(1)))
    func goesOn() async throws {
        try await withProgram { program in
            let (status, seen) = try await type(["frob", "echo after > after.txt", "quit"], in: program)
            #expect(seen.contains("there is no command 'frob'"), "\(seen.debugDescription)")
            #expect(seen.contains("<repl>:1:1"))
            #expect(try program.read("after.txt") == "after\n")
            #expect(status == 2)
        }
    }

    @Test("without a key the prompt says that it is local, and that nothing costs anything", .timeLimit(.minutes(1)))
    func greeting() async throws {
        try await withProgram { program in
            let (status, seen) = try await type(["quit"], in: program, arguments: [])
            #expect(seen.contains("no API key: this is the embedded local service"), "\(seen.debugDescription)")
            #expect(status == 0)
        }
    }
}

/// A pseudo-terminal: what a person sees and types on one side, what a program takes for a terminal on the other.
private final class Terminal: Sendable {
    /// The person's side.
    private let person: Int32
    /// The program's side.
    let end: Int32

    init() throws {
        var sides: (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&sides.0, &sides.1, nil, nil, &size) == 0)
        (person, end) = sides
    }

    /// Types each line when `prompt` has appeared after what was typed before.
    ///
    /// - Returns: all that was to be seen, when the program's side is closed or says nothing for long.
    func type(_ lines: [String], at prompt: String) async -> String {
        // On a thread of its own, since it waits for bytes.
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "typing").async {
                continuation.resume(returning: self.exchange(lines, at: prompt))
            }
        }
    }

    private func exchange(_ lines: [String], at prompt: String) -> String {
        var seen = ""
        var sinceTyped = ""
        var left = lines[...]
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            var ready = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 20_000) > 0 else { return seen }
            let count = read(person, &bytes, bytes.count)
            guard count > 0 else { return seen }
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            seen += text
            sinceTyped += text
            if sinceTyped.contains(Terminal.ending) { return seen }
            guard sinceTyped.contains(prompt), let line = left.popFirst() else { continue }
            sinceTyped = ""
            let typed = Array((line + "\r").utf8)
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
