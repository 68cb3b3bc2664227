import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Many tasks again")
struct ManyAgainTests {
    @Test("each goes out with its own parent, and what differs and costs is shown before")
    func many() async throws {
        try await withShell(options: options { $0.jobs = 1 }) { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4", "t-5", "t-6")
            await shell.run(
                "submit a boat seed=7\nsubmit a kite seed=9 duration=3\nsubmit a lamp seed=1\nrate @1 4\nrate @2 5")
            await shell.run("finals = again @rated:4 seed=+1 resolution=1080P\necho $finals.count\nagain @3 @3 seed=+1")
            #expect(shell.service.submits.dropFirst(3).map { $0["seed"]?.integer } == [8, 10, 2], "\(shell.messages)")
            #expect((4...6).map { shell.task($0)?.parent } == [1, 2, 3])
            #expect(shell.results.contains("\n2\n"))
            #expect(
                shell.messages.contains("again @1: resolution 720P → 1080P, seed 7 → 8; $0.70\n"), "\(shell.messages)")
            #expect(shell.messages.contains("again @2: resolution 720P → 1080P, seed 9 → 10; $0.42\n"))
            #expect(shell.messages.contains("2 tasks, $1.12\n"))
        }
    }

    @Test("the ceilings hold for all of them together, and nothing is sent then")
    func ceiling() async throws {
        try await withShell(local: false) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("set budget=1.00\nsubmit a seed=1\nsubmit b seed=1")
            let status = await shell.run("again @1..2 seed=2")
            #expect(status == .refused)
            #expect(shell.service.submits.count == 2)
        }
    }

    @Test("one task gives a task to a name, a selection a set, however many are in it")
    func bindings() async throws {
        try await withShell(options: options { $0.jobs = 1 }) { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4", "t-5")
            let status = await shell.run(
                """
                a = submit a boat seed=7
                b = again $a seed=+1
                c = again @1..1 seed=+2
                d = again $c seed=+1
                e = again @1 @1
                echo $b.seed $c.count $d.count $e.count
                """)
            #expect(status == .done, "\(shell.messages)")
            #expect(shell.results.hasSuffix("8 1 1 1\n"))
        }
    }

    @Test(
        "a name is checked by the form of the words before anything is sent",
        arguments: [
            ("x = again @1\necho $x.count", "which has no field 'count'"),
            ("x = again @1..2\necho $x.seed", "which has no field 'seed'"),
            ("x = again @rated:4\necho $x.seed", "which has no field 'seed'"),
            ("x = again @1 @2\necho $x.seed", "which has no field 'seed'"),
        ])
    func checked(_ lines: String, _ message: String) async throws {
        try await withShell { shell in
            #expect(await shell.run(lines) == .check)
            #expect(shell.messages.contains(message), "\(shell.messages)")
        }
    }

    @Test("a selection of nothing sends nothing, and no budget is held against it beforehand")
    func nothing() async throws {
        try await withShell(local: false) { shell in
            #expect(
                await shell.run("set budget=0\nagain @rated:5\nagain @failed seed=+1") == .done, "\(shell.messages)")
            #expect(shell.messages.contains("no task to submit again"))
            #expect(shell.hasNoTask)
        }
    }

    @Test("one of them that breaks a rule keeps all from being sent")
    func oneIsWrong() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a seed=5\nsubmit b seed=0\nagain @1..2 seed=-1")
            #expect(shell.service.submits.count == 2)
        }
    }

    @Test("many children are told in few lines")
    func told() async throws {
        try await withShell(options: options { $0.jobs = 1 }) { shell in
            for index in 1...24 { shell.service.takes("t-\(index)") }
            await shell.run("sweep a seed=1..12\nagain @1..12 seed=random")
            #expect(shell.messages.split(separator: "\n").count { $0.hasPrefix("again @") } == 10)
            #expect(shell.messages.contains("and 2 more\n"))
        }
    }
}

@Suite("How two tasks differ")
struct DiffTests {
    private func withTwo(width: Int? = nil, _ body: (TestShell) async throws -> Void) async throws {
        let console = RecordingConsole(isTerminal: width != nil, width: width ?? 80)
        try await withShell(console: console) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run(
                """
                set color=never
                submit "a paper boat on a rainy street, slowly" seed=7
                again @1 seed=8 resolution=1080P prompt="a paper ship on a street, slowly at dawn" extra.style=ink
                """)
            shell.console.forget()
            try await body(shell)
        }
    }

    @Test("words are held against words, signs and scripts without blanks on their own")
    func words() {
        func hunks(_ old: String, _ new: String) -> [[String]] {
            WordDiff(from: old, to: new).hunks.map { [$0.removed, $0.added] }
        }
        #expect(hunks("a boat", "a boat") == [])
        #expect(hunks("a  boat", "a boat") == [])
        #expect(hunks("a boat", "a ship") == [["boat", "ship"]])
        #expect(hunks("a boat, slowly", "a boat slowly") == [[",", ""]])
        #expect(hunks("a boat", "a red paper boat") == [["", "red paper"]])
        #expect(hunks("", "a boat") == [["", "a boat"]])
        #expect(hunks("雨天的纸船", "雨天的灯船") == [["纸", "灯"]])
        #expect(hunks("🚤 out", "🌧 out") == [["🚤", "🌧"]])
        #expect(hunks("one two three", "one 2 three 4") == [["two", "2"], ["", "4"]])
    }

    @Test("on a narrow terminal one below the other, with signs for what went and what came")
    func narrow() async throws {
        try await withTwo(width: 60) { shell in
            await shell.run("diff @1 @2")
            #expect(
                shell.results == """
                    @1 → @2
                    prompt       a paper [-boat-] {+ship+} on a [-rainy-]
                                 street, slowly {+at dawn+}
                    resolution   720P → 1080P
                    seed         7 → 8
                    extra.style  – → ink
                    estimate     $0.45 → $0.70

                    """, "\(shell.results)")
        }
    }

    @Test("on a wide one side by side")
    func wide() async throws {
        try await withTwo(width: 100) { shell in
            await shell.run("diff @1 @2 all=on")
            let lines = shell.results.split(separator: "\n").map(String.init)
            #expect(lines[0].hasPrefix("             @1"))
            let column = try #require(lines[0].firstRange(of: "@2")).lowerBound.utf16Offset(in: lines[0])
            #expect(lines[1].hasPrefix("prompt       a paper [-boat-] on a [-rainy-] street,  "), "\(lines[1])")
            #expect(String(lines[1].dropFirst(column)) == "a paper {+ship+} on a street, slowly {+at", "\(lines[1])")
            #expect(String(lines[2].dropFirst(column)) == "dawn+}", "\(lines[2])")
            #expect(lines.contains { $0.hasPrefix("model        wan2.6-t2v") && $0.hasSuffix(" wan2.6-t2v") })
            #expect(lines.allSatisfy { displayWidth(of: $0) <= 100 })
        }
    }

    @Test(
        "a word that is longer than the line is cut, and nothing is wider than the terminal",
        arguments: [40, 99, 100, 200])
    func longWords(_ width: Int) async throws {
        let console = RecordingConsole(isTerminal: true, width: width)
        try await withShell(console: console) { shell in
            shell.service.takes("t-1", "t-2")
            let long = String(repeating: "雨", count: 200) + String(repeating: "x", count: 300)
            await shell.run("set color=never\nsubmit '\(long) a' seed=1\nagain @1 prompt='\(long) b \(long)'")
            shell.console.forget()
            await shell.run("diff @1 @2")
            for line in shell.results.split(separator: "\n") {
                #expect(displayWidth(of: String(line)) <= width)
            }
        }
    }

    @Test("programs get the fields that differ, the words of the prompt with them; all=on gives all")
    func formats() async throws {
        try await withTwo { shell in
            await shell.run("set output=json\ndiff @1 @2")
            #expect(
                shell.rows.compactMap { $0["field"]?.string } == [
                    "prompt", "resolution", "seed", "extra.style", "estimate",
                ])
            #expect(
                shell.rows.first?["words"] == [
                    ["removed": "boat", "added": "ship"], ["removed": "rainy", "added": ""],
                    ["removed": "", "added": "at dawn"],
                ])
            #expect(shell.rows.dropFirst(2).first?["first"] == 7)
            shell.console.forget()
            await shell.run("set output=csv\ndiff @1 @2\nset output=markdown\ndiff 1 2 all=on")
            #expect(shell.results.hasPrefix("field,first,second,same,words\nprompt,"))
            #expect(shell.results.contains("\nseed,7,8,false,\n"))
            #expect(shell.results.contains("| model | wan2.6-t2v | wan2.6-t2v | true |  |"))
        }
    }

    @Test("a task and itself are alike, and what is no two tasks is an error")
    func alike() async throws {
        try await withTwo { shell in
            await shell.run("diff @1 @1")
            #expect(shell.results == "@1 and @1 are alike in everything that was asked for\n")
            #expect(await shell.run("diff @1") == .trouble)
            #expect(await shell.run("diff @1 @2 @1") == .trouble)
            #expect(await shell.run("diff @1 @9") == .trouble)
        }
    }
}

@Suite("Which task came from which, as it is shown")
struct TreeTests {
    private func drawn(_ parents: [Int: Int?], root: Int = 1) -> [String] {
        let tasks = parents.sorted { $0.key < $1.key }.map { Kinship(number: $0.key, parent: $0.value) }
        return FamilyTree(root: root, tasks: tasks).lines.map { "\($0.branch)@\($0.number)" }
    }

    @Test("an only child stands below its parent, several hang on branches")
    func branches() {
        #expect(drawn([1: nil]) == ["@1"])
        #expect(drawn([1: nil, 2: 1, 3: 2]) == ["@1", "↓ @2", "↓ @3"])
        #expect(
            drawn([1: nil, 2: 1, 3: 2, 4: 2, 5: 3, 6: 1, 7: 6, 8: 7, 9: 7]) == [
                "@1", "├─ @2", "│  ├─ @3", "│  │  ↓ @5", "│  └─ @4", "└─ @6", "   ↓ @7", "   ├─ @8", "   └─ @9",
            ])
    }

    @Test("a circle, which only a damaged file holds, is drawn once")
    func circles() {
        #expect(drawn([1: 3, 2: 1, 3: 2]) == ["@1", "↓ @2", "↓ @3"])
        #expect(drawn([1: 1, 2: 1]) == ["@1", "↓ @2"])
        #expect(drawn([2: 1], root: 1) == [])
    }

    @Test("a chain of ten thousand and a thousand children are drawn")
    func large() {
        let chain = Dictionary(uniqueKeysWithValues: (1...10_000).map { ($0, $0 == 1 ? nil : $0 - 1) })
        #expect(drawn(chain).last == "↓ @10000")
        let children = Dictionary(uniqueKeysWithValues: (1...1001).map { ($0, $0 == 1 ? nil : 1) })
        #expect(drawn(children).count == 1001)
        #expect(drawn(children).last == "└─ @1001")
        // Each the parent of two: no branch is drawn longer than anybody looks.
        let deep = Dictionary(uniqueKeysWithValues: (1...10_000).map { ($0, $0 == 1 ? nil : max(1, ($0 - 1) / 2 * 2)) })
        #expect(drawn(deep).count == 10_000)
        #expect(drawn(deep).allSatisfy { $0.count < 50 })
    }

    @Test("edges say what changed, with state, rating and price")
    func edges() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: 100)) { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4")
            await shell.run(
                """
                set color=never
                submit "a paper boat" seed=7
                again @1 seed=+1
                again @2 prompt="a paper ship at dawn" resolution=1080P
                again @2 duration=3
                rate @2 5
                """)
            shell.console.forget()
            await shell.run("tree @3")
            #expect(
                shell.results == """
                    TREE   STATUS   RATED  PRICE  CHANGE
                    @1     running         $0.45  a paper boat
                    ↓ @2   running      5  $0.45  seed 7 → 8
                    ├─ @3  running         $0.70  prompt boat → ship at dawn, resolution 720P → 1080P
                    └─ @4  running         $0.27  duration 5 → 3

                    """, "\(shell.results)")
        }
    }

    @Test("programs get every task with its parent, its depth and its changes")
    func formats() async throws {
        try await withShell(options: options { $0.jobs = 1 }) { shell in
            shell.service.takes("t-1", "t-2", "t-3", "t-4")
            await shell.run("submit a seed=1\nagain @1 seed=2\nsubmit b seed=1\nagain @2 seed=3\nset output=json")
            shell.console.forget()
            await shell.run("tree")
            #expect(shell.rows.map { $0["number"]?.integer } == [1, 2, 4])
            #expect(shell.rows.map { $0["depth"]?.integer } == [0, 1, 2])
            #expect(shell.rows.map { $0["parent"]?.integer } == [nil, 1, 2])
            #expect(shell.rows.last?["changes"] == [["field": "seed", "from": 2, "to": 3]])
            #expect(shell.rows.first?["changes"] == .null)
            shell.console.forget()
            await shell.run("set output=csv\ntree @4 limit=2")
            #expect(
                shell.results.hasPrefix(
                    "number,parent,depth,status,rating,estimate,cost,tag,changes,prompt\n1,,0,running,"))
            #expect(shell.results.split(separator: "\n").count == 3)
            #expect(shell.messages.contains("the first 2 of 3; all=on shows every one"))
        }
    }

    @Test("a thousand children are told of, and shown when they are asked for")
    func thousand() async throws {
        try await withShell { shell in
            let request = GenerationRequest(model: "wan2.6-t2v", prompt: "p", duration: 5)
            let intents = (0...1000).map { index in
                TaskIntent(
                    request: request, parent: index == 0 ? nil : 1, origin: "o", account: "none", folder: "/",
                    template: "{number}.mp4", exists: .rename, autodownload: true)
            }
            _ = try await shell.ledger.intend(intents, within: nil, by: .current, at: shell.environment.clock.now)
            await shell.run("tree @500")
            #expect(shell.messages.contains("the first 200 of 1001; all=on shows every one"))
            shell.console.forget()
            await shell.run("tree all=on")
            #expect(shell.results.split(separator: "\n").count == 1002)
        }
    }

    @Test("where nothing came from anything it is said so")
    func none() async throws {
        try await withShell { shell in
            #expect(await shell.run("tree") == .done)
            #expect(shell.messages.contains("no task has come from another yet"))
            shell.service.takes("t-1")
            await shell.run("submit a\ntree\nset output=json")
            shell.console.forget()
            await shell.run("tree @1")
            #expect(shell.rows.count == 1)
        }
    }
}
