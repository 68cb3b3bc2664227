import NexusFlowAPI
import Testing

@testable import Shell

@Suite("How tasks are named")
struct TaskReferenceTests {
    /// A shell with a ledger of five tasks of an earlier session: 2 failed, the others still run.
    private func withLedger(_ body: (TestShell) async throws -> Void) async throws {
        try await withShell { shell in
            shell.service.takes("task_aa1", "task_aa2", "task_ab3", "task_b4", "12ab5")
            for id in ["task_aa1", "task_ab3", "task_b4", "12ab5"] { shell.service.says(id, "running", progress: 10) }
            shell.service.says("task_aa2", "failed", error: "Busy: no machine")
            await shell.run("submit a\nsubmit b\nsubmit c\nsubmit d\nsubmit e\ninfo @2")
            shell.console.forget()
            let later = Interpreter(environment: shell.environment, options: SessionOptions())
            try await body(
                TestShell(
                    folder: shell.folder, console: shell.console, service: shell.service, store: shell.store,
                    ledger: shell.ledger, environment: shell.environment, interpreter: later))
        }
    }

    /// The numbers that words name, through `cost`, which asks nobody.
    private func count(_ words: String, _ shell: TestShell) async -> Int? {
        shell.console.forget()
        await shell.run("set output=json\ncost \(words)")
        return (try? JSONValue(parsing: Array(shell.results.utf8)))?["tasks"]?.integer
    }

    @Test(
        "numbers, ranges, words, ids and prefixes of ids name tasks, each once",
        arguments: [
            ("@3", 1), ("3", 1), ("@2..4", 3), ("2..4", 3), ("@4..99", 2), ("@last", 1), ("@-2", 1), ("@running", 4),
            ("@failed", 1), ("@all", 5), ("task_aa1", 1), ("task_b", 1), ("12ab", 1), ("@1 1 task_aa1 @1..2", 2),
            ("@all @failed", 5),
        ])
    func named(_ words: String, _ expected: Int) async throws {
        try await withLedger { shell in
            let found = await count(words, shell)
            #expect(found == expected, "\(shell.messages)")
        }
    }

    @Test("@last and @-2 count from the newest of the ledger while the session has none")
    func newestOfLedger() async throws {
        try await withLedger { shell in
            await shell.run("set output=csv\ninfo @last\ninfo @-5")
            let ids = shell.results.split(separator: "\n").filter { !$0.hasPrefix("number") }
                .map { $0.split(separator: ",")[1] }
            #expect(ids == ["12ab5", "task_aa1"])
        }
    }

    @Test("@last, @-2, @all and @running are of this session as soon as it has submitted")
    func newestOfSession() async throws {
        try await withLedger { shell in
            shell.service.takes("t-6", "t-7")
            shell.service.says("t-6", "running")
            shell.service.says("t-7", "running")
            await shell.run("submit f\nsubmit g")
            #expect(await count("@all", shell) == 2)
            #expect(await count("@running", shell) == 2)
            await shell.run("set output=csv\ninfo @-2")
            #expect(shell.results.contains("\n6,t-6,"), "\(shell.results)")
            #expect(await shell.run("info @-3") == .trouble)
            #expect(shell.messages.contains("there is no task that far back"))
        }
    }

    @Test(
        "what names no task is an error at its place",
        arguments: [
            ("info @0", ExitStatus.check, "@0 names no task"),
            ("info @lsat", .check, "did you mean '@last'?"),
            ("info @5..2", .check, "names no task"),
            ("info @99999999999999999999", .check, "names no task"),
            ("info @9", .trouble, "the ledger has no task @9"),
            ("cost @7..9", .trouble, "the ledger has no task from @7 to @9"),
            ("info task_x", .trouble, "the ledger knows no task whose id begins with 'task_x'"),
            ("info task_a", .trouble, "more than one id begins with 'task_a'"),
            ("info @all", .trouble, "names 5 tasks, and one is needed"),
            ("info", .check, "info needs TASK"),
            ("info @1 @2", .check, "info takes no further word"),
        ])
    func wrongNames(_ line: String, _ status: ExitStatus, _ message: String) async throws {
        try await withLedger { shell in
            #expect(await shell.run(line) == status, "\(shell.messages)")
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.messages.contains(" --> <command>:1:"))
        }
    }

    @Test("a word that a variable brings in is read as it would be written bare")
    func throughVariable() async throws {
        try await withLedger { shell in
            #expect(await count("@1", shell) == 1)
            await shell.run("let which=task_b")
            #expect(await count("$which", shell) == 1)
        }
    }
}
