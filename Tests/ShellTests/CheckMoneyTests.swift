import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Budgets and names of files that are checked before running")
struct CheckMoneyTests {
    @Test(
        "a budget below what surely follows is told before anything is sent, with 6",
        arguments: [
            "set budget=0.40\nsubmit a boat",
            "set budget=1\nsubmit a\nsubmit b\nsubmit c",
            "set budget=1\nsweep \"a boat\" seed=1..4",
            "set budget=1\nsweep \"a {red|blue} boat\" seed=1,2 duration=3",
            "set budget=1.30\nsweep \"a boat\" seed=1..3 duration=5,10,15 zip=on",
            "set budget=1\neach shots.csv submit $row.prompt",
            "set budget=0.70\neach shots.csv submit $row.prompt duration=$row.seconds model=$row.model resolution=1080P",
            "set budget=0.30 duration=10\nlet m=pixverse-v6\nsubmit a boat model=$m",
            "set budget=0.24 model=pixverse-v6\nsubmit a boat",
            "set duration=15 resolution=1080P\nset budget=2\nsubmit a boat",
            "submit a\nset budget=0.50\nsubmit b",
            "set budget=0.10\ntry submit a boat",
            "source money.nfs\nsubmit a boat",
        ])
    func tooSmall(_ script: String) async throws {
        try await withShell { shell in
            try shell.write(Self.rows, to: "shots.csv")
            try shell.write("set budget=0.40\n", to: "money.nfs")
            #expect(await shell.run("echo before\n" + script) == .refused)
            #expect(shell.messages.contains("cannot hold"), "\(shell.messages)")
            #expect(shell.messages.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
            #expect(shell.results == "")
            #expect(shell.service.log.isEmpty)
        }
    }

    private static let rows = "prompt,seconds,model\na,3,x\nb,3,x\nc,3,x\n"

    @Test("check without a run tells it too, and is no less sure for it")
    func checkAlone() async throws {
        try await withShell { shell in
            // No model is cheaper than four cents, no video shorter than three seconds.
            for (script, isRight) in [
                ("set budget=0.11\nsubmit a boat\n", false), ("set budget=0.12\nsubmit a boat\n", true),
                ("set budget=0.40 duration=5 model=wan2.6-t2v resolution=720p\nsubmit a boat\n", false),
            ] {
                try shell.write(script, to: "a.nfs")
                #expect(ScriptCheck(environment: shell.environment).report("a.nfs") == isRight, "\(script)")
            }
        }
    }

    @Test(
        "a budget that may hold is left to the run",
        arguments: [
            "set budget=0.45\nsubmit a boat", "let b=0.10\nset budget=0.50\nset budget=1\nsubmit a\nsubmit b",
            "set budget=0.10\nset budget=1\nsubmit a", "set budget=0.10\nunset budget\nsubmit a",
            "set budget=0.10\nreset\nsubmit a", "set budget=1 duration=15\nset duration=3\nsubmit a\nsubmit b",
            "set budget=0.20 model=pixverse-v6 extra.audio=false\nsubmit a boat",
            "set budget=0.20 model=pixverse-v6\nsubmit a boat extra.audio=false",
            "let d=3\nset budget=0.30\nsubmit a boat duration=$d",
            "set budget=0.10\nquit\nsubmit a boat",
        ])
    func enough(_ script: String) async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            #expect(await shell.run(script) == .done, "\(shell.messages)")
        }
    }

    @Test("what a failed task leaves of a budget may be spent again")
    func freeAgain() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            shell.service.says("t-1", "failed", error: "Busy: no machine")
            #expect(await shell.run("set budget=0.50\nsubmit a\ntry wait\nsubmit b") == .done, "\(shell.messages)")
            #expect(shell.service.submits.count == 2)
        }
    }

    /// What is said of a script in a fresh session.
    private func findings(_ script: String, _ shell: TestShell) -> [Finding] {
        let source = Source(name: "a.nfs", text: script)
        var context = CheckContext.later(script: nil)
        context.settings = Settings()
        return ScriptCheck(environment: shell.environment).check(
            parse(source, shapes: CommandTable.shape), of: source, in: context
        ).findings
    }

    @Test(
        "two videos that would get one name are a warning at the second",
        arguments: [
            ("set name=clip.mp4\nsubmit a\nsubmit b", "3:1", "this video and that of line 2 would be named clip.mp4"),
            ("set name=clip\nsweep \"a boat\" seed=1,2", "2:1", "every video of this line would be named clip.mp4"),
            ("set name={seed}.mp4 seed=7\nsubmit a\nsubmit b", "3:1", "would be named 7.mp4"),
            (
                "set autodownload=off\na = submit a\nb = submit b\ndownload $a to=x/c.mp4\ndownload $b to=x/c.mp4",
                "5:16", "this video and that of line 4 would be named x/c.mp4"
            ),
        ])
    func collisions(_ script: String, _ place: String, _ message: String) async throws {
        try await withShell { shell in
            try shell.write(script + "\n", to: "a.nfs")
            #expect(ScriptCheck(environment: shell.environment).report("a.nfs"))
            let findings = findings(script, shell)
            #expect(findings.map(\.diagnostic.severity) == [.warning])
            let finding = try #require(findings.first)
            #expect(finding.diagnostic.message.hasSuffix(message), "\(finding.diagnostic.message)")
            let position = LineIndex(finding.source).position(at: finding.diagnostic.span.start)
            #expect("\(position.line):\(position.column)" == place)
        }
    }

    @Test(
        "names that may differ are no warning",
        arguments: [
            "submit a\nsubmit b", "set name={slug}.mp4\nsubmit a\nsubmit b", "set name=clip.mp4\nsubmit a",
            "set name=clip.mp4\nsubmit a\nset name=other.mp4\nsubmit b", "set name={seed}.mp4\nsubmit a\nsubmit b",
            "set name=clip.mp4 autodownload=off\nsubmit a\nsubmit b",
            "set name=clip.mp4\nsubmit a\nset downloads=other\nsubmit b",
            "a = submit a\nb = submit b\ndownload $a to=a.mp4\ndownload $b to=b.mp4",
            "a = submit a\ndownload $a to=a.mp4\ndownload $a to=a.mp4",
        ])
    func different(_ script: String) async throws {
        try await withShell { shell in
            let findings = findings(script, shell)
            #expect(findings.isEmpty, "\(findings.map(\.diagnostic.message))")
        }
    }
}
