import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Planning a script")
struct PlanTests {
    private static let scripts: [String] = [
        "submit a paper boat, it's raining",
        """
        submit "a boat" seed=7 duration=3 resolution=1080P ratio=9:16 watermark=off tag=x note=n extra.audio=true
        submit "a boat" extra.style='"cut"' extra.n=1.50 extra.deep='{"a":[1,null]}' seed=0
        """,
        """
        hero = submit "a boat"
        again $hero duration=10
        again $hero seed=+1
        again @last seed=random prompt="a ship"
        again @-2 extra.a=1
        let other=$hero
        again $other seed=3
        """,
        """
        set ratio=1:1
        grid = sweep "a {calm|stormy} sea at {dawn|night}" seed=1..2 model=wan2.6-t2v,pixverse-v6
        sweep a {red|blue} boat duration=3,5 resolution=720P,1080P zip=on
        sweep prompt=@prompts.txt tag=list
        submit "$grid.count boats"
        """,
        """
        hero = submit "the hero" seed=5
        shots = each rows.csv submit "$row.subject, $hero.prompt" duration=$row.seconds
        each rows.csv sweep "$row.subject {by day|by night}" seed=1,2
        each rows.csv again $hero duration=$row.seconds
        submit "$shots.count shots"
        """,
        """
        let place=harbour
        source part.nfs
        submit "$place and $brief"
        """,
        """
        args subject seconds=4
        submit "$subject $1 $@ ${env.PLACE} ${none:-nothing}" duration=$seconds
        """,
        """
        set model=pixverse-v6 extra.a=2 seed=3 tag=t
        submit one
        unset extra.a seed
        submit two
        reset
        submit three
        """,
        """
        submit drift model=wan2.6-i2v image=https://x.test/a.png
        again @last model=wan2.6-t2v
        submit push model=wan2.6-i2v img_url=$service/samples/boat.png
        """,
        """
        submit prompt=<<A note=<<'B' seed=2
        two lines
        of $1
        A
        raw $1
        B
        submit <<A
        a {brace} and a \\$
        A
        """,
        """
        try again @99
        set on_error=continue
        again @98
        budget ${env.CEILING}
        submit "fits" duration=5
        try again @last duration=${env.LONG}
        submit "fits again" duration=4
        submit "not reached"
        """,
        "submit before\nquit\nsubmit never",
        "submit 'one\u{301} \u{1F6A2} & < > \u{2028}'\nsubmit \"a\\tb \\\\ \\\"c\\\"\"",
    ]

    private func withScripts(
        _ change: (inout SessionOptions) -> Void = { _ in }, _ body: (TestShell, SessionOptions) async throws -> Void
    ) async throws {
        let settled = options { options in
            options.output = .json
            options.arguments = ["a lamp", "4"]
            options.jobs = 1
            options.maximumCost = Money("100")
            change(&options)
        }
        try await withShell(local: false, variables: ["PLACE": "Oslo", "CEILING": "1", "LONG": "15"], options: settled)
        { shell in
            try shell.write("subject,seconds\na cup,3\n\"a \"\"tin\"\", old\",7\n", to: "rows.csv")
            try shell.write("first\nsecond, with a comma\n", to: "prompts.txt")
            try shell.write("let brief=@text.txt\nset duration=6\nsubmit \"$place\"\n", to: "part.nfs")
            try shell.write("from a file\n", to: "text.txt")
            try await body(shell, settled)
        }
    }

    /// The request that a row of a plan tells of, without a seed where it is still to be drawn.
    private func request(_ row: JSONObject) -> [String: String] {
        var members: [String: String] = [:]
        for parameter in Parameter.allCases {
            if let value = row[parameter.name], !value.isNull { members[parameter.name] = value.text() }
        }
        if case .object(let extra)? = row["extra"] {
            for member in extra.members { members[member.name] = member.value.text() }
        }
        return members
    }

    @Test("its rows are the requests that a run then sends", arguments: scripts)
    func sameRequests(_ script: String) async throws {
        try await withScripts { shell, options in
            let files = shell.files()
            let status = await shell.plan(script)
            let rows = shell.rows
            #expect(!rows.isEmpty, "\(shell.messages)")
            #expect(shell.service.log.isEmpty)
            #expect(shell.hasNoTask)
            #expect(shell.files() == files)

            let run = shell.another(options)
            for number in 1...30 { run.service.takes("t-\(number)") }
            #expect(await run.run(script) == status, "\(run.messages)")
            let sent = run.service.submits
            try #require(sent.count == rows.count, "\(run.messages)")
            for (row, sent) in zip(rows, sent) {
                guard case .object(var body) = sent else { continue }
                if row["seed"]?.isNull ?? true {
                    #expect([42, 43].contains(body["seed"]?.integer))
                    body["seed"] = nil
                }
                #expect(
                    request(row) == Dictionary(uniqueKeysWithValues: body.members.map { ($0.name, $0.value.text()) }))
            }
            for (number, row) in rows.enumerated() {
                let task = shell.task(number + 1)
                #expect(task?.estimate?.json == row["estimate"])
                #expect(task?.tag == row["tag"]?.string)
                #expect(task?.note == row["note"]?.string)
            }
        }
    }

    @Test("nothing is sent, written, waited for or printed of the script")
    func inert() async throws {
        try await withScripts({ $0.output = nil }) { shell, _ in
            let script = """
                set advice=off
                set output=csv timing=on
                echo never
                echo never > a.txt
                models | tee b.txt
                !touch c.txt
                record d.nfs
                hero = submit "a boat" > e.json
                wait
                watch $hero
                sleep 1000h
                expect $hero.status == succeeded
                download $hero to=f.mp4
                info $hero
                cost
                each rows.csv echo $row.subject
                each rows.csv sleep 1000h
                each rows.csv download $hero
                each rows.csv expect $row.subject == nobody
                list
                rescue
                reconcile
                """
            let files = shell.files()
            let before = shell.environment.clock.now
            #expect(await shell.plan(script) == .done, "\(shell.messages)")
            #expect(shell.environment.clock.now == before)
            #expect(shell.files() == files)
            #expect(shell.service.log.isEmpty)
            #expect(shell.hasNoTask)
            #expect(shell.messages == "1 submit, $0.45\n")
            #expect(shell.results.split(separator: "\n").count == 2, "\(shell.results)")
            #expect(shell.results.hasSuffix("drawn  on    $0.45  a boat\n"), "\(shell.results)")
            #expect(!shell.console.everything.contains("never"))
        }
    }

    @Test("what only a run knows shows as a placeholder, and stops nothing")
    func placeholders() async throws {
        try await withScripts { shell, _ in
            let status = await shell.plan(
                """
                hero = submit "a boat"
                grid = sweep "{a|b}"
                submit "like $hero.id, $hero.seed, $hero, $grid.succeeded of $grid.count, $hero.prompt" tag=$hero.number
                submit "the same dice" seed=$hero.seed
                set seed=$hero.seed
                submit "again the same dice"
                sweep "{c|d}" seed=$hero.seed
                again $hero seed=$hero.seed
                reset
                submit drift model=wan2.6-i2v image=$hero.video_url
                child = again $hero
                submit "child of $child.parent"
                """)
            #expect(status == .done, "\(shell.messages)")
            let rows = shell.rows
            try #require(rows.count == 12)
            #expect(
                rows[3]["prompt"]?.string
                    == "like ‹$hero.id›, ‹$hero.seed›, ‹$hero›, ‹$grid.succeeded› of 2, a boat")
            #expect(rows[3]["tag"]?.string == "‹$hero.number›")
            #expect(rows[..<9].allSatisfy { $0["seed"]?.isNull == true })
            #expect(rows[9]["img_url"]?.string == "https://not-yet.invalid/hero")
            #expect(rows[11]["prompt"]?.string == "child of ‹$child.parent›")
        }
    }

    @Test(
        "a ceiling refuses at the same line, with the words of the run",
        arguments: [
            "budget 1\nsubmit one\nsubmit two\nsubmit three\nsubmit four",
            "budget ${env.CEILING}\nsubmit one\nsubmit two\nsubmit three\nsubmit four",
            "submit one\nset budget=0.89\nsubmit two\nsubmit three",
            "submit one\nsweep \"{a|b}\" seed=1..3\nsubmit two",
            "budget 1\nsubmit one\ntry submit two duration=15\nsubmit three",
            "budget 5\nsubmit one model=unheard-of\nsubmit two",
        ])
    func ceilings(_ script: String) async throws {
        try await withScripts({ $0.maximumCost = Money("2") }) { shell, options in
            #expect(await shell.plan(script) == .refused)
            let run = shell.another(options)
            for number in 1...4 { run.service.takes("t-\(number)") }
            #expect(await run.run(script) == .refused)
            #expect(run.service.submits.count == shell.rows.count)
            func error(_ messages: String) -> Substring {
                messages[(messages.firstRange(of: "error: ")?.lowerBound ?? messages.endIndex)...]
                    .prefix { $0 != "\u{0}" }
            }
            #expect(error(shell.messages).hasPrefix(error(run.messages)), "\(shell.messages)\n---\n\(run.messages)")
        }
    }

    @Test(
        "an error has the status that it has in a run",
        arguments: [
            "submit one resolutoin=720P", "again @9", "submit one\nagain @9",
            "submit one\nagain @last model=wan2.6-i2v",
            "let a=@missing.txt", "submit one\nsubmit $1 seed=$1", "quit 5", "submit one\nexpect 1 == 1\nquit 3",
            "each missing.csv submit x", "args a", "source missing.nfs", "submit one\nlet n=@prompts.txt\nset seed=$n",
        ])
    func errors(_ script: String) async throws {
        try await withScripts { shell, options in
            let status = await shell.plan(script)
            let run = shell.another(options)
            run.service.takes("t-1")
            #expect(await run.run(script) == status, "\(shell.messages)\n---\n\(run.messages)")
            #expect(shell.rows.count == run.service.submits.count)
            #expect(shell.another(options).service.log.allSatisfy { $0 == "POST /tasks" })
        }
    }

    @Test("the script's own output setting does not change what a plan is printed as")
    func format() async throws {
        try await withScripts { shell, _ in
            await shell.plan("set output=table\nsubmit a boat")
            #expect(shell.rows.count == 1, "\(shell.results)")
        }
    }

    @Test("nobody needs to say yes to a plan")
    func unattended() async throws {
        try await withScripts({ $0.maximumCost = nil }) { shell, _ in
            #expect(await shell.plan("set confirm=0.10\nsubmit a boat") == .done, "\(shell.messages)")
            #expect(shell.console.questions.isEmpty)
        }
    }
}
