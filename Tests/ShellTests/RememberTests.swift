import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Tags, notes and ratings")
struct RememberTests {
    /// A shell with a ledger of four tasks of an earlier session.
    private func withTasks(_ body: (TestShell) async throws -> Void) async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4")
            await shell.run(
                "submit a paper boat\nsubmit 雨天的纸船 tag=\"blue hour\"\nsubmit a lighthouse\nsubmit a boat at dawn")
            let later = shell.another(SessionOptions())
            try await body(later)
        }
    }

    private func numbers(_ line: String, _ shell: TestShell) async -> [Int] {
        shell.console.forget()
        await shell.run("set output=json\n\(line)\nset output=table")
        return shell.rows.compactMap { $0["number"]?.integer }
    }

    @Test("a tag is put on several, changed, and taken away")
    func tags() async throws {
        try await withTasks { shell in
            #expect(await shell.run("tag @1 @3..4 hero") == .done, "\(shell.messages)")
            #expect(shell.results == "3 tasks are tagged 'hero'\n")
            #expect(await numbers("list tag=hero", shell) == [1, 3, 4])
            #expect(await numbers("list tag=\"blue hour\"", shell) == [2])
            #expect(await numbers("tag @tag:hero \"🚤 harbour\"", shell) == [1, 3, 4])
            #expect(shell.messages.contains("in the place of 'hero'"))
            #expect(await numbers("list tag=hero", shell) == [])
            #expect(await numbers("tag @1 off", shell) == [1])
            #expect(shell.task(1)?.tag == nil)
            #expect(await numbers("tag @1 \"off\"", shell) == [1])
            #expect(shell.task(1)?.tag == "off")
        }
    }

    @Test(
        "selectors name tasks of the whole ledger by tag and rating",
        arguments: [
            ("@tag:hero", [1, 3]), ("@tag:\"blue hour\"", [2]), ("@tag:'blue hour'", [2]), ("@tag:$t", [2]),
            ("@tag:\"$t\" @tag:hero", [1, 2, 3]), ("@rated:4", [1, 2]), ("@rated:5", [2]),
            ("@rated:1 @tag:hero", [1, 2, 3]),
        ])
    func selectors(_ words: String, _ expected: [Int]) async throws {
        try await withTasks { shell in
            await shell.run("tag @1 @3 hero\nrate @1 4\nrate @2 5\nrate @3 2\nlet t=\"blue hour\"")
            shell.service.takes("t-9")
            // Whatever this session has submitted.
            await shell.run("submit another")
            let found = await numbers("rate \(words) 3", shell)
            #expect(found.sorted() == expected, "\(shell.messages)")
        }
    }

    @Test(
        "what names nothing is told where it stands",
        arguments: [
            ("info @tag:hreo", ExitStatus.trouble, "did you mean 'hero'?"),
            ("info @tag:", .check, "names no task"), ("info @rated:0", .check, "names no task"),
            ("info @rated:6", .check, "names no task"), ("info @rated:", .check, "names no task"),
            ("info @tag:\"hero", .check, "this quote is not closed"), ("info @rated:5", .trouble, "names 0 tasks"),
            ("info @tag:\"a\"b", .check, "a closing quote ends the word"),
            ("rate @1 6", .check, "it may be 1, 2, 3, 4, 5, off"), ("rate @1", .check, "rate needs RATING"),
            ("rate 5", .check, "rate needs RATING"), ("rate @1 @2", .check, "RATING"),
            ("tag @1", .check, "tag needs TAG"), ("tag @1 \"\"", .check, "a tag has at least one letter"),
            ("tag @1 \"  \"", .check, "a tag has at least one letter"),
            ("tag @1 blue hour", .trouble, "a tag of several words stands in quotes"),
            ("list rated=6", .check, "whole number from 1 to 5"), ("note", .check, "note needs TASK"),
            ("note @9 x", .trouble, "the ledger has no task @9"), ("find", .check, "find needs TEXT"),
            ("find !!!", .check, "no letter, digit or emoji"),
        ])
    func wrong(_ line: String, _ status: ExitStatus, _ message: String) async throws {
        try await withTasks { shell in
            await shell.run("tag @3 hero")
            #expect(await shell.run(line) == status, "\(shell.messages)")
            #expect(shell.messages.contains(message), "\(shell.messages)")
            #expect(shell.task(1)?.tag == nil && shell.task(1)?.rating == nil)
        }
    }

    @Test("ratings choose in list, cost and download, and are taken away")
    func ratings() async throws {
        try await withTasks { shell in
            #expect(await shell.run("rate @1..2 4\nrate @4 5") == .done, "\(shell.messages)")
            #expect(shell.results == "2 tasks are rated 4\n@4 is rated 5\n")
            #expect(await numbers("list rated=4", shell) == [1, 2, 4])
            #expect(await numbers("list rated=5", shell) == [4])
            shell.console.forget()
            await shell.run(
                "set output=json\ncost rated=4\ncost @1..4 rated=5\ncost tag=\"blue hour\" rated=4\nset output=table")
            #expect(
                shell.results.split(separator: "\n").filter { $0.contains("\"tasks\"") }.map { $0.filter(\.isNumber) }
                    == ["3", "1", "1"])
            #expect(await numbers("rate @4 off", shell) == [4])
            #expect(await numbers("list rated=5", shell) == [])
            await shell.run("list")
            #expect(shell.results.contains("RATED"))
        }
    }

    @Test("a note is kept as it is typed, shown, changed and taken away")
    func notes() async throws {
        try await withTasks { shell in
            await shell.run("note @1 the light is right, it's the hands\nnote @1")
            #expect(shell.results == "@1 has a note\nthe light is right, it's the hands\n", "\(shell.messages)")
            await shell.run("note @1 <<END\ntwo\nlines\nEND")
            #expect(shell.task(1)?.note == "two\nlines")
            await shell.run("note @1 off course")
            #expect(shell.task(1)?.note == "off course")
            await shell.run("note @1 off")
            #expect(shell.task(1)?.note == nil)
            shell.console.forget()
            await shell.run("note @1")
            #expect(shell.messages == "@1 has no note\n")
            await shell.run("note @1 \"off\"")
            #expect(shell.task(1)?.note == "off")
        }
    }

    @Test("a key is written into no tag and no note")
    func keys() async throws {
        try await withShell(key: "sk-air-secret0123") { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat")
            for line in ["tag @1 sk-air-secret0123", "note @1 it is sk-air-secret0123"] {
                #expect(await shell.run(line) != .done)
            }
            #expect(shell.task(1)?.tag == nil && shell.task(1)?.note == nil)
            #expect(!shell.console.everything.contains("secret0123"))
        }
    }

    @Test("a search shows where it found what, and gives tasks to programs")
    func find() async throws {
        try await withTasks { shell in
            await shell.run("note @3 the boat is missing\nrate @3 5")
            #expect(await numbers("find boat", shell) == [1, 4, 3], "\(shell.messages)")
            #expect(await numbers("find boat limit=1", shell) == [1])
            #expect(shell.messages.contains("the best 1; limit= shows more"))
            #expect(await numbers("find \"paper boat\"", shell) == [1])
            #expect(await numbers("find PAPER bo", shell) == [])
            #expect(await numbers("find 纸船", shell) == [2])
            #expect(await numbers("find blue", shell) == [2])
            #expect(await numbers("find boat rated=5", shell) == [3])
            #expect(await numbers("find boat model=pixverse-v6", shell) == [])
            #expect(shell.messages.contains("no task has that"))
            #expect(await numbers("find wan2.6 since=1h", shell).count == 4)
            #expect(await shell.run("find \"\\\"NEAR(* AND\"") == .done, "\(shell.messages)")
        }
    }

    @Test("matches stand out in colour, and nothing of a text reaches the terminal as a control")
    func highlights() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: 80)) { shell in
            shell.service.takes("t-1")
            await shell.run("set color=always\nsubmit 'a 雨 boat at dawn'\nfind boat dawn 雨")
            let yellow = { (text: String) in "\u{1B}[33m\(text)\u{1B}[0m" }
            #expect(
                shell.results.contains("a \(yellow("雨")) \(yellow("boat")) at \(yellow("dawn"))\n"), "\(shell.results)")
        }
    }

    @Test("marks are cut with the text that they are in")
    func marks() {
        let cell = ResultSet.Cell("a boat at dawn", marks: [2..<6, 10..<14])
        let coloured = Palette(isColoured: true)
        #expect(cell.painted("a bo…", coloured) == "a \u{1B}[33mbo…\u{1B}[0m")
        #expect(cell.painted("a boat at dawn", .plain) == "a boat at dawn")
        #expect(cell.painted("", coloured) == "")
    }

    @Test("ten thousand tags are grouped, found and completed")
    func manyTags() async throws {
        try await withShell { shell in
            let request = GenerationRequest(model: "wan2.6-t2v", prompt: "p", duration: 5)
            let intents = (0..<10_000).map { index in
                TaskIntent(
                    request: request, estimate: PriceRange(Money(microdollars: 450_000)), tag: "tag \(index + 10_000)",
                    origin: "https://nexusflow.vip", account: "none", folder: "/", template: "{number}.mp4",
                    exists: .rename, autodownload: true)
            }
            _ = try await shell.ledger.intend(intents, within: nil, by: .current, at: shell.environment.clock.now)
            #expect(await numbers("rate @tag:\"tag 15000\" 5", shell) == [5001])
            #expect(await shell.run("info @tag:\"tag 9999\"") == .trouble)
            shell.console.forget()
            await shell.run("set output=csv\ncost by=tag")
            #expect(shell.results.split(separator: "\n").count == 10_001)
            let context = await shell.interpreter.completionContext()
            let completer = Completer(catalogue: try Catalogue.builtIn())
            let answer = completer.answer(for: "info @tag:\"tag 1500", cursor: 19, in: context)
            #expect(answer.candidates.prefix(2).map(\.insertion) == ["@tag:'tag 15000'", "@tag:'tag 15001'"])
        }
    }

    @Test("completion knows tags, ratings and the selectors")
    func completion() async throws {
        try await withTasks { shell in
            await shell.run("tag @1 hero")
            let context = await shell.interpreter.completionContext()
            let completer = Completer(catalogue: try Catalogue.builtIn())
            func candidates(_ line: String) -> [String] {
                let answer = completer.answer(for: line, cursor: line.utf8.count, in: context)
                return answer.candidates.filter { $0.text.hasPrefix(answer.typed) }.map { $0.insertion + $0.suffix }
            }
            #expect(candidates("info @ta") == ["@tag:"])
            #expect(candidates("info @ra") == ["@rated:"])
            #expect(candidates("info @rated:") == (1...5).map { "@rated:\($0) " })
            #expect(candidates("info @tag:") == ["@tag:'blue hour' ", "@tag:hero "])
            #expect(candidates("again @tag:bl") == ["@tag:'blue hour' "])
            #expect(candidates("again @tag:'blue h") == ["@tag:'blue hour' "])
            #expect(candidates("tag @1 her") == ["hero "])
            #expect(candidates("rate @1 ").contains("5 "))
            #expect(candidates("rate @1 ").contains("@2 "))
            #expect(!candidates("rate ").contains("5 "))
            #expect(candidates("list rat") == ["rated="])
            #expect(candidates("find boat tag=") == ["'blue hour' ", "hero "])
        }
    }
}
