import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Names that are checked before running")
struct CheckNamesTests {
    private static let captures = "hero = submit a boat\ngrid = sweep \"a boat\" seed=1..2\n"

    @Test(
        "a field that what is captured does not have is found before anything is sent, with the near one",
        arguments: [
            ("echo $hero.fil", "$hero is a task, which has no field 'fil'", "did you mean 'file'?"),
            ("echo ${hero.count:-x}", "$hero is a task, which has no field 'count'", "it has number, id"),
            ("expect $grid.suceeded == 2", "$grid is a set of tasks, which has no field", "did you mean 'succeeded'?"),
            ("echo $grid.status", "$grid is a set of tasks, which has no field 'status'", "it has count, succeeded"),
            ("let same=$grid\necho $same.id", "$same is a set of tasks", ""),
            (
                "echo $hero.file.mp4", "$hero.file is a field of a task, which has no field 'mp4'",
                "write ${hero.file}.mp4"
            ),
            ("echo > $hero.notee.txt", "has no field 'notee'", "did you mean 'note'?"),
            ("echo $her.id", "$her is not set", "did you mean $hero?"),
        ])
    func fields(_ line: String, _ message: String, _ hint: String) async throws {
        try await withShell { shell in
            #expect(await shell.run(Self.captures + line) == .check)
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.messages.contains(hint), "\(shell.messages)")
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("a name counts from the line that binds it, in a sourced file from there on")
    func order() async throws {
        try await withShell { shell in
            try shell.write("hero = submit a boat\nlet part=1\n", to: "part.nfs")
            #expect(await shell.run("echo $hero.id\nhero = submit a boat") == .check)
            #expect(await shell.run("echo $part\nsource part.nfs") == .check)
            #expect(shell.service.log.isEmpty)
            shell.service.takes("t-1")
            #expect(await shell.run("source part.nfs\necho $part $hero.seed") == .check, "what happened before counts")
            #expect(shell.results.hasSuffix("1 42\n"), "\(shell.messages)")
        }
    }

    @Test("$row is bound only in the command behind each, and has the columns of the file")
    func rows() async throws {
        try await withShell { shell in
            try shell.write("prompt,größe\na boat,7\n", to: "shots.csv")
            for (line, message) in [
                ("each shots.csv echo $row.promt", "did you mean 'prompt'?"),
                ("each shots.csv echo $row.seed", "it has prompt, größe"),
                ("each shots.csv echo $row", "$row is a row; name a column of it"),
                ("each shots.csv echo $row.prompt.x", "$row.prompt is a text, which has no field 'x'"),
                ("echo $row.prompt", "it is bound in the command behind each FILE"),
                ("each shots.csv echo x\necho $row.prompt", "$row is not set"),
                ("each shots.csv", "each needs a command behind its file"),
                ("each shots.csv source a.nfs", "each cannot source one"),
                ("each shot.csv echo x", "did you mean 'shots.csv'?"),
            ] {
                shell.console.forget()
                #expect(await shell.run(line) == .check)
                #expect(shell.messages.contains(message), "\(line): \(shell.messages)")
            }
            #expect(shell.results == "")
        }
        try await withShell { shell in
            try shell.write("prompt,größe\na boat,7\n", to: "shots.csv")
            #expect(await shell.run("each shots.csv echo $row.prompt ${row.größe} ${row.none:-x}") == .done)
            #expect(shell.results == "a boat 7 x\n")
        }
    }

    @Test(
        "a file of rows that cannot be read is found before the run",
        arguments: [
            ("a,b\n1\n", "line 2: there are 1 fields under 2 columns"), ("", "line 1: the file is empty"),
            ("a\u{0}\n", "cannot be read: NUL stands in the text"),
        ])
    func brokenRows(_ text: String, _ message: String) async throws {
        try await withShell { shell in
            try shell.write(text, to: "shots.csv")
            #expect(await shell.run("echo before\neach shots.csv echo x") == .check)
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.results == "")
        }
    }

    @Test("a variable of the environment that is not there is found when the environment is known")
    func environment() async throws {
        try await withShell(variables: ["SHOT_NAME": "boat"]) { shell in
            #expect(await shell.run("echo before\necho $env.SHOT_NMAE") == .check)
            #expect(shell.messages.contains("did you mean $env.SHOT_NAME?"), "\(shell.messages)")
            #expect(await shell.run("echo $env") == .check)
            #expect(shell.results == "")
            // Whoever checks may not be who runs.
            try shell.write("echo $env.OTHER $1\n", to: "a.nfs")
            #expect(ScriptCheck(environment: shell.environment).report("a.nfs"))
        }
    }

    @Test("names that only the run knows are left to it")
    func unknownNames() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            try shell.write("let b=2\nset seed=7\n", to: "b.nfs")
            #expect(await shell.run("let f=b.nfs\nsource $f\necho $b") == .done, "\(shell.messages)")
            #expect(await shell.run("let x=text\ntry x = submit a boat\necho $x.status") == .done, "\(shell.messages)")
            #expect(shell.results.hasSuffix("2\n@1 running  wan2.6-t2v  720P  5 s  seed 7  $0.45\nrunning\n"))
        }
    }
}
