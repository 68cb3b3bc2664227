import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("The exit status, in every combination")
struct ExitStatusTests {
    /// A line that ends with each status, whatever was before it.
    private static let lines: [(status: ExitStatus, line: String)] = [
        (.trouble, "info @99"), (.expectation, "expect 1 == 2"), (.taskFailed, "submit refused"),
        (.refused, "submit dear model=unheard-of"), (.interrupted, "wait @1 timeout=1s"),
        (.unknownOutcome, "submit lost"),
    ]

    /// Each two of them, in both orders, and all of them.
    private static let combinations: [[Int]] =
        lines.indices.flatMap { first in lines.indices.map { [first, $0] } }
        + [Array(lines.indices), lines.indices.reversed()]

    /// A shell in which a task runs and every line of the table ends as it says.
    private func withTroubles(_ body: (TestShell) async -> Void) async throws {
        let settled = options { options in
            options.maximumCost = Money("50")
            options.jobs = 1
        }
        try await withShell(options: settled) { shell in
            shell.service.takes("t-1")
            await shell.run("set on_error=continue\nsubmit runs")
            shell.service.says("t-1", "running")
            await body(shell)
        }
    }

    private func prepare(_ shell: TestShell, _ line: String) {
        if line == "submit refused" { shell.service.on("POST /tasks", .answer(400, ["error": "no"])) }
        if line == "submit lost" { shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer"))) }
    }

    @Test("of 3 to 8 the highest applies", arguments: combinations)
    func highest(_ combination: [Int]) async throws {
        try await withTroubles { shell in
            for index in combination {
                prepare(shell, Self.lines[index].line)
                await shell.run(Self.lines[index].line)
            }
            #expect(await shell.interpreter.exitStatus == combination.map { Self.lines[$0].status }.max())
        }
    }

    @Test("try counts for nothing, but for a refusal over money and an unknown outcome", arguments: lines.indices)
    func tried(_ index: Int) async throws {
        let (status, line) = Self.lines[index]
        try await withTroubles { shell in
            prepare(shell, line)
            await shell.run("try \(line)")
            let isForgiven = status != .refused && status != .unknownOutcome
            #expect(await shell.interpreter.exitStatus == (isForgiven ? .done : status), "\(shell.messages)")
        }
    }

    @Test("try before source forgives as it does before the line itself", arguments: lines.indices)
    func triedSource(_ index: Int) async throws {
        let (status, line) = Self.lines[index]
        try await withTroubles { shell in
            prepare(shell, line)
            do { try shell.write(line + "\n", to: "part.nfs") } catch { Issue.record(error) }
            await shell.run("try source part.nfs")
            let isForgiven = status != .refused && status != .unknownOutcome
            #expect(await shell.interpreter.exitStatus == (isForgiven ? .done : status), "\(shell.messages)")
        }
    }

    @Test(
        "try within each row and behind each is one line",
        arguments: ["try each rows.csv submit \"$row.s\" seed=$row.n"])
    func triedEach(_ line: String) async throws {
        try await withTroubles { shell in
            do { try shell.write("s,n\na,1\nb,none\n", to: "rows.csv") } catch { Issue.record(error) }
            #expect(await shell.run(line) == .done, "\(shell.messages)")
            #expect(shell.service.submits.count == 1, "nothing of a set is sent that has a mistake in it")
        }
    }

    @Test(
        "a mistake is 2 while nothing was sent, and 3 after",
        arguments: [
            "submit $1", "set seed=$big", "args a", "source part.nfs", "let a=$hero.none", "again @1 seed=$big",
        ])
    func mistakes(_ line: String) async throws {
        let known = options { $0.arguments = [] }
        try await withShell(options: known) { shell in
            try shell.write("frob\n", to: "part.nfs")
            await shell.run("let big=9999999999")
            if line.hasPrefix("again") || line.contains("hero") { return }
            #expect(await shell.run(line) == .check, "\(shell.messages)")
            #expect(shell.service.log.isEmpty)
        }
        try await withShell(options: known) { shell in
            try shell.write("frob\n", to: "part.nfs")
            shell.service.takes("t-1")
            await shell.run("let big=9999999999\nhero = submit a boat")
            #expect(await shell.run(line) == .trouble, "\(shell.messages)")
        }
    }

    @Test("quit says the status, whatever was before; without one the highest applies", arguments: lines.indices)
    func quit(_ index: Int) async throws {
        let (status, line) = Self.lines[index]
        for (command, expected) in [("quit", status), ("quit 0", .done), ("quit 7", .interrupted), ("exit 2", .check)] {
            try await withTroubles { shell in
                prepare(shell, line)
                await shell.run("\(line)\n\(command)\ninfo @98")
                #expect(await shell.interpreter.exitStatus == expected)
            }
        }
    }
}
