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
