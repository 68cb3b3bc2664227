import FoundationEssentials
import Media
import NexusFlowAPI
import Synchronization
import Testing

@testable import Shell

@Suite("Files that are checked before running")
struct CheckFilesTests {
    @Test(
        "a file that is not there is found before anything runs, with the near one",
        arguments: [
            ("let a=@breif.txt", 7), ("submit prompt=@breif.txt", 15), ("submit a boat note=@breif.txt", 20),
            ("sweep prompt=@breif.txt", 14), ("sweep a boat seed=@breif.txt", 19), ("set prompt=@breif.txt", 12),
        ])
    func missing(_ line: String, _ column: Int) async throws {
        try await withShell { shell in
            try shell.write("a boat\n", to: "brief.txt")
            #expect(await shell.run("echo before\n" + line) == .check)
            #expect(shell.messages.contains("breif.txt: no such file or directory\n --> <command>:2:\(column)\n"))
            #expect(shell.messages.contains("did you mean 'brief.txt'?"), "\(shell.messages)")
            #expect(shell.results == "")
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("a text that is none is found too")
    func noText() async throws {
        try await withShell { shell in
            try Data([0x61, 0xFF]).write(to: URL(filePath: "\(shell.folder)/brief.txt"))
            #expect(await shell.run("submit prompt=@brief.txt") == .check)
            #expect(shell.messages.contains("brief.txt is not UTF-8 text"))
        }
    }

    @Test("a file stands beside the script that names it, for the check as for the run")
    func besideScript() async throws {
        try await withShell { shell in
            try shell.write("source parts/b.nfs\n", to: "shots/a.nfs")
            try shell.write("let t=@text.txt\neach rows.csv echo $row.x $t\n", to: "shots/parts/b.nfs")
            try shell.write("here\n", to: "shots/parts/text.txt")
            try shell.write("x\n1\n", to: "shots/parts/rows.csv")
            #expect(await shell.run(file: "shots/a.nfs") == .done, "\(shell.messages)")
            #expect(shell.results == "1 here\n")
            #expect(ScriptCheck(environment: shell.environment).report("shots/a.nfs"))
        }
    }

    @Test(
        "what the script itself makes is left to the run",
        arguments: [
            "echo 'let b=1' > made.nfs\nsource made.nfs\necho $b",
            "echo 'let b=1' >> ./made.nfs\nsource made.nfs\necho $b",
            "!echo let b=1 > FOLDER/made.nfs\nsource made.nfs\necho $b",
            "echo 'let b=1' | cat > FOLDER/made.nfs\nsource made.nfs\necho $b",
            "let f=made.nfs\necho 'let b=1' > $f\nsource made.nfs\necho $b",
            "echo x > made.csv\neach made.csv echo 1",
            "echo 1 > made.txt\nlet b=@made.txt\necho $b",
            "!echo 1 > FOLDER/made.txt\nlet b=@made.txt\necho $b",
            "env > made.nfs\nsource made.nfs\necho 1",
            "try source none.nfs\ntry let a=@none.txt\necho 1",
        ])
    func made(_ script: String) async throws {
        try await withShell { shell in
            let script = script.replacing("FOLDER", with: shell.folder)
            let status = await shell.run(script)
            #expect(status == .done, "\(shell.messages)")
            // The header is the only line of the file of rows, which has no rows then.
            #expect(shell.results == (script.contains("each") ? "" : "1\n"), "\(shell.messages)")
        }
    }

    @Test("what the script makes anew is not judged by what is there before")
    func replaced() async throws {
        try await withShell { shell in
            try shell.write("frob\n", to: "made.nfs")
            #expect(await shell.run("echo 'echo new' > made.nfs\nsource made.nfs") == .done, "\(shell.messages)")
            #expect(shell.results == "new\n")
            // After a command of the system's shell nobody knows, so what is there is worth a warning.
            try shell.write("frob\n", to: "made.nfs")
            #expect(await shell.run("!echo echo newer > '\(shell.folder)/made.nfs'\nsource made.nfs") == .done)
            #expect(shell.messages.contains("warning: there is no command 'frob'"), "\(shell.messages)")
            #expect(shell.results == "new\nnewer\n")
        }
    }

    @Test("a sourced script that the run has made is checked as a whole before its first line")
    func checkedWhenItComes() async throws {
        try await withShell { shell in
            #expect(await shell.run("echo \"echo one\\nfrob\" > made.nfs\nsource made.nfs") == .check)
            #expect(shell.results == "")
            #expect(
                shell.messages.contains(" --> made.nfs:2:1\n     included from <command>:2:8\n"), "\(shell.messages)")
        }
    }

    @Test("what was checked is what runs, whatever becomes of the files meanwhile")
    func snapshot() async throws {
        let console = ActingConsole()
        try await withShell { shell in
            let environment = ShellEnvironment(
                console: console, backend: shell.environment.backend, clock: shell.environment.clock, variables: [:],
                workingDirectory: shell.folder, home: shell.folder, cataloguePath: nil)
            try shell.write("echo now\nsource b.nfs\necho end\n", to: "a.nfs")
            try shell.write("echo checked\nsource c.nfs\n", to: "b.nfs")
            try shell.write("echo checked too\n", to: "c.nfs")
            console.act { text in
                guard text == "now\n" else { return }
                for name in ["a.nfs", "b.nfs", "c.nfs"] {
                    try? Data("echo never checked\n".utf8).write(to: URL(filePath: "\(shell.folder)/\(name)"))
                }
            }
            let interpreter = Interpreter(environment: environment, options: SessionOptions())
            let script = try ScriptFile.load("a.nfs", workingDirectory: shell.folder).get()
            #expect(await interpreter.run(script))
            #expect(console.text == "now\nchecked\nchecked too\nend\n")
        }
    }

    @Test("a mistake at the run in a sourced script shows who sourced it")
    func chainAtRun() async throws {
        try await withShell { shell in
            try shell.write("source b.nfs\n", to: "a.nfs")
            try shell.write("let n=many\nlist limit=$n\n", to: "b.nfs")
            #expect(await shell.run(file: "a.nfs") == .check)
            #expect(
                shell.messages.contains(" --> b.nfs:2:12\n     included from a.nfs:1:8\n"), "\(shell.messages)")
        }
    }

    @Test("a cycle is shown as the way round")
    func cycle() async throws {
        try await withShell { shell in
            try shell.write("source b.nfs\n", to: "a.nfs")
            try shell.write("source c.nfs\n", to: "b.nfs")
            try shell.write("source a.nfs\n", to: "c.nfs")
            #expect(await shell.run(file: "a.nfs") == .check)
            #expect(
                shell.messages.hasPrefix(
                    """
                    error: a.nfs is already being read: it would source itself for ever
                     --> c.nfs:1:8
                         included from b.nfs:1:8
                         included from a.nfs:1:8
                    """), "\(shell.messages)")
            #expect(shell.messages.contains("a.nfs → b.nfs → c.nfs → a.nfs"))
        }
    }

    @Test("ten thousand nested scripts are one clear error before anything runs")
    func depth() async throws {
        try await withShell { shell in
            for index in 0..<10_000 {
                try shell.write("echo \(index)\nsource s\(index + 1).nfs\n", to: "s\(index).nfs")
            }
            #expect(await shell.run(file: "s0.nfs") == .check)
            #expect(shell.messages.contains("files source each other more than 64 deep"))
            #expect(shell.results == "")
        }
    }

    @Test("scripts that source each other twice over are checked once each")
    func doubling() async throws {
        try await withShell { shell in
            for index in 0..<40 {
                try shell.write("source s\(index + 1).nfs\nsource s\(index + 1).nfs\n", to: "s\(index).nfs")
            }
            try shell.write("quit\n", to: "s40.nfs")
            #expect(await shell.run(file: "s0.nfs") == .done, "\(shell.messages)")
        }
    }
}

/// A console that lets a test act on what is printed, at once.
private final class ActingConsole: Console {
    private let action = Mutex<@Sendable (String) -> Void>({ _ in })
    private let printed = Mutex("")

    let resultIsTerminal = false
    let messageIsTerminal = false
    let width = 100
    let height = 24

    var text: String { printed.withLock { $0 } }

    func act(_ action: @escaping @Sendable (String) -> Void) { self.action.withLock { $0 = action } }

    func result(_ text: String) {
        printed.withLock { $0 += text }
        action.withLock { $0 }(text)
    }

    func hold() {}
    func release() {}
    func message(_ text: String) { printed.withLock { $0 += text } }
    func live(_ lines: [String]) {}
    func control(_ sequence: String) {}
    func lendTerminal() {}
    func takeBackTerminal() {}
    let terminal = TerminalKnowledge([:])
    func ask(_ question: String) async -> String? { nil }
    func askSecretly(_ question: String) async -> String? { nil }
    let canAsk = false
    let cellSize: CellSize? = nil
    func query(_ question: String, until isWhole: @Sendable ([UInt8]) -> Bool) async -> [UInt8] { [] }
    func takeResultFailure() -> String? { nil }
}
