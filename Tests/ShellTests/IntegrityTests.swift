import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("integrity")
struct IntegrityTests {
    @Test("a sound ledger is a table for people and rows for programs", arguments: ["table", "jsonl", "csv"])
    func sound(_ format: String) async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat\nset output=\(format)\nintegrity") == .done, "\(shell.messages)")
            let expected =
                switch format {
                case "jsonl": #"{"check":"tasks","result":"ok","detail":"1: 1 running"}"#
                case "csv": "tasks,ok,1: 1 running"
                default: "1: 1 running"
                }
            #expect(shell.results.contains(expected), "\(shell.results)")
        }
    }

    @Test("an index of find that lacks a task is told with what makes it anew, which then does")
    func search() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat")
            let spoil = "INSERT INTO task_search (task_search) VALUES ('delete-all')"
            await shell.run("!sqlite3 \(shell.folder)/ledger.sqlite \"\(spoil)\"\nfind boat\nintegrity")
            #expect(shell.messages.contains("no task has that"), "\(shell.messages)")
            #expect(shell.results.contains("lacks 1 tasks: integrity search=rebuild makes it anew"), "\(shell.results)")
            shell.console.forget()
            #expect(await shell.run("integrity search=rebuild\nfind boat") == .done, "\(shell.messages)")
            #expect(!shell.results.contains("doubtful"))
            #expect(shell.results.contains("FOUND"))
        }
    }

    @Test("what is doubtful is told, and is no error")
    func doubtful() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            #expect(await shell.run("submit a boat\nwait\n!rm \(shell.folder)/*.mp4\nintegrity") == .done)
            #expect(shell.results.contains("doubtful"), "\(shell.results)")
            #expect(shell.results.contains("its file is no longer there"), "\(shell.results)")
        }
    }
}
