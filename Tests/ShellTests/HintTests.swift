import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("What a line that is typed lacks, and what it would cost")
struct HintTests {
    @Test(
        "behind the text stand the operands and options that are still to come",
        arguments: [
            ("", ""), ("frob ", ""), ("su", ""), ("!ls ", ""), ("# a ", ""), ("list | ", ""), ("try ", ""),
            ("cost", " [TASKS…] [by=model|day|tag|status|run] [tag=TEXT] [rated=N] [since=SINCE]"),
            ("cost by=model ", "[TASKS…] [tag=TEXT] [rated=N] [since=SINCE]"), ("cost by=", "model|day|tag|status|run"),
            ("cost by=m", " [TASKS…] [tag=TEXT] [rated=N] [since=SINCE]"),
            ("cost @1 ", "[by=model|day|tag|status|run] [tag=TEXT] [rated=N] [since=SINCE]"),
            ("record ", "[FILE|off]"), ("record off", ""), ("each ", "FILE COMMAND"), ("each a.csv ", "COMMAND"),
            ("each a.csv record ", "[FILE|off]"),
            (
                "hero = again ",
                "TASKS… [model= prompt= resolution= ratio= duration= img_url= watermark= seed= tag= note= extra.NAME= size= n= negative_prompt=]"
            ),
            (
                "submit",
                " [PROMPT…] [model= prompt= resolution= ratio= duration= img_url= watermark= seed= tag= note= extra.NAME= size= n= negative_prompt=]"
            ),
            (
                "submit a boat seed=7 image=$x",
                " [model= resolution= ratio= duration= watermark= tag= note= extra.NAME= size= n= negative_prompt=]"
            ),
            (
                "submit prompt=a ",
                "[model= resolution= ratio= duration= img_url= watermark= seed= tag= note= extra.NAME= size= n= negative_prompt=]"
            ),
            ("submit 'a ", ""), ("submit resolution=", "720P|1080P"), ("list > ", "FILE"), ("list > a", ""),
            ("list > a ", ""),
            ("echo a\ncost by=model ", "[TASKS…] [tag=TEXT] [rated=N] [since=SINCE]"), ("submit <<END\ncost ", ""),
        ])
    func hints(typed: String, expected: String) {
        #expect(ArgumentHint(behind: typed).text == expected)
    }

    @Test("behind a very long text there is none")
    func longText() {
        #expect(ArgumentHint(behind: "submit " + String(repeating: "word ", count: 2_000)).text == "")
    }

    private func price(_ line: String, _ context: HintContext = HintContext()) throws -> String? {
        try LinePrice(of: line, in: context, catalogue: Catalogue.builtIn())?.description
    }

    @Test(
        "the price is that of what is typed over the session, and a range where that is not all",
        arguments: [
            ("submit", "$0.45"), ("submit a boat", "$0.45"), ("submit a boat, it's", "$0.45"),
            ("submit \"a bo", "$0.45"),
            ("submit a boat duration=10", "$0.90"), ("submit duration=", "$0.27–$1.35"),
            ("submit duration=1", "$0.90–$1.35"),
            ("submit duration=99", "no price"), ("submit a boat durat", "$0.45"),
            ("submit a boat resolution=1080p", "$0.70"),
            ("submit a boat resolution=7", "$0.45"), ("submit resolution=", "$0.45–$0.70"),
            ("submit model=wan2.6-t2", "$0.45"), ("submit model=nothing", "no price"), ("submit seed= tag=", "$0.45"),
            ("submit model=pixverse-v6", "$0.20–$0.25"), ("submit model=pixverse-v6 extra.audio=false", "$0.20"),
            ("submit <<END duration=3\na boat", "$0.27"), ("try hero = submit a", "$0.45"),
            ("sweep a {calm|stormy} sea", "2 tasks $0.90"), ("sweep a {calm|", "$0.45"),
            ("sweep a seed=1..4 model=wan2.6-t2v,pixverse-v6", "8 tasks $2.60–$2.80"),
            ("sweep a duration=3,5,", "3 tasks $0.99–$2.07"),
            ("sweep a duration=3,5 resolution=720P,1080P", "4 tasks $1.84"),
            ("sweep a duration=3,5 resolution=720P,1080P zip=on", "2 tasks $0.97"),
            ("sweep a seed=1..4 zip=on", "4 tasks $1.80"),
            ("sweep a seed=1..9000 duration=3,5", nil),
            ("each shots.csv submit $row.prompt", "$0.45 a row"),
            ("each shots.csv submit duration=$row.d", "$0.27–$1.35 a row"),
            ("list", nil), ("", nil), ("sub", nil), ("submit a\nlist", "$0.45"), ("submit a\nfrob", nil),
            ("submit a\nsubmit b duration=3", "2 tasks $0.72"),
            ("submit a\nwatch @last\n!ls\nsweep {b|c} duration=3\n", "3 tasks $0.99"),
            ("submit a\nsubmit b duration=99", "no price"), ("each a.csv submit model=nothing", "no price"),
            ("submit a\neach a.csv submit $row.x\neach b.csv submit $row.x duration=3", "$0.45 and $0.72 a row"),
            ("set duration=3\nsubmit a", nil), ("submit a\nx = submit b\nset duration=3", nil), ("!echo", nil),
            ("again", nil), ("again @9", nil),
        ] as [(String, String?)])
    func prices(line: String, expected: String?) throws {
        #expect(try price(line) == expected)
    }

    @Test("settings, texts of variables and the parent of again decide it, as they do when the line is run")
    func session() async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(202, ScriptedService.task("task-a", "running")))
            await shell.run(
                "set duration=3\nlet d=10 m=pixverse-v6\nhero = submit a boat resolution=1080P\nset model=wan2.6-i2v")
            let context = await shell.interpreter.hintContext()
            let parent = try #require(shell.task(1)?.estimate?.description)
            for line in ["again @1", "again 1", "again @last", "again $hero", "again task-a", "again @1 seed=+1"] {
                #expect(try price(line, context) == parent, "\(line)")
            }
            #expect(try price("again @1 model=$m duration=$d resolution=720p", context) == "$0.40–$0.50")
            #expect(try price("again @1\nagain $hero", context) == "2 tasks $0.84")
            // These are about tasks that only the entry itself would make.
            #expect(try price("submit a\nagain @last", context) == nil)
            #expect(try price("hero = submit a\nagain $hero", context) == nil)
            #expect(try price("again @2", context) == nil)
            #expect(try price("again @1 @1", context) == nil)
            #expect(try price("submit a boat duration=$unset", context) == price("submit a boat duration=", context))
            #expect(try price("sweep a model=$m duration=$d,$d", context) == "2 tasks $0.24–$1.50")
        }
    }

    @Test(
        "what a line is said to cost is what running it costs",
        arguments: [
            "submit a boat", "submit a boat duration=7 resolution=1080P", "submit a model=pixverse-v6",
            "sweep a {b|c} duration=3,5 seed=1..2", "sweep a model=pixverse-v6,wan2.6-t2v duration=4,6 zip=on",
            "sweep a resolution=720P,1080P extra.audio=true model=pixverse-v6",
        ])
    func agreement(_ line: String) async throws {
        try await withShell { shell in
            for id in 1...16 {
                shell.service.on("POST /tasks", .answer(202, ScriptedService.task("task-\(id)", "running")))
            }
            let said = try #require(
                try LinePrice(of: line, in: await shell.interpreter.hintContext(), catalogue: Catalogue.builtIn()))
            #expect(await shell.run("set jobs=1\n" + line) == .done)
            let tasks = try shell.ledger.tasks(TaskFilter())
            #expect(said.tasks == tasks.count)
            #expect(said.sum == tasks.compactMap(\.estimate).reduce(.zero, +))
        }
    }

    @Test("what a ceiling leaves goes down with what was sent; a price beyond it alarms")
    func figures() async throws {
        try await withShell { shell in
            shell.willSucceed("task-a")
            #expect(await shell.interpreter.hintContext().left == nil)
            await shell.run("budget 1\nsubmit a boat")
            let context = await shell.interpreter.hintContext()
            #expect(context.left == Money("0.55"))
            let price = try LinePrice(of: "submit a duration=10", in: context, catalogue: Catalogue.builtIn())
            let figures = PromptFigure.all(running: 1, left: context.left, price: price)
            #expect(figures.map(\.text) == ["1 running", "$0.55 left", "$0.90"])
            #expect(figures.map(\.isAlarming) == [false, true, true])
            #expect(PromptFigure.all(running: 0, left: nil, price: nil) == [])
        }
    }

    @Test("hints are a setting, on unless it is said otherwise")
    func setting() async throws {
        try await withShell { shell in
            #expect(await shell.interpreter.hintContext().settings.hints)
            await shell.run("set hints=no")
            #expect(await !shell.interpreter.hintContext().settings.hints)
            #expect(await shell.run("set hints=maybe") == .check)
        }
    }
}
