import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Completion, from the commands, the session and the ledger")
struct CompletionTests {
    private static let commands = CommandTable.all.map { $0.spec.name }

    private func answer(
        _ line: String, _ context: CompletionContext = CompletionContext()
    ) throws -> Completer.Answer {
        try Completer(catalogue: Catalogue.builtIn()).answer(for: line, cursor: line.utf8.count, in: context)
    }

    private func texts(_ line: String, _ context: CompletionContext = CompletionContext()) throws -> [String] {
        try answer(line, context).candidates.map(\.text)
    }

    /// What those come to that begin as typed.
    private func insertions(_ line: String, _ context: CompletionContext) throws -> [String] {
        let answer = try answer(line, context)
        return answer.candidates.filter { $0.text.hasPrefix(answer.typed) }.map { $0.insertion + $0.suffix }
    }

    /// Some names, and folders as a test of them needs.
    private static let context: CompletionContext = {
        var context = CompletionContext()
        context.variables = ["hero": .task(12), "grid": .tasks([3, 4]), "subject": .text("a boat")]
        context.environmentNames = ["HOME", "USER"]
        context.tags = { first, limit in Array(["night", "rainy day", "storm"].filter { $0 >= first }.prefix(limit)) }
        context.entries = { folder in
            let entries: [(String, Bool)] =
                switch folder {
                case "": [("shots", true), ("my films", true), ("a.nfs", false), ("b.csv", false), (".rc.nfs", false)]
                case "shots/": [("one.nfs", false), ("it's.nfs", false)]
                case "my films/": [("two.nfs", false)]
                case "~/": [("home.nfs", false)]
                default: []
                }
            return entries.map { CompletionContext.FolderEntry(name: $0.0, isFolder: $0.1) }
        }
        return context
    }()

    @Test(
        "a command is completed first on a line, behind try, behind a capture, and in each",
        arguments: ["", "try ", "hero = ", "try hero = ", "echo a\n", "each b.csv "])
    func completesCommands(_ before: String) throws {
        let answer = try answer(before + "su")
        #expect(answer.start == before.utf8.count)
        #expect(answer.typed == "su")
        #expect(answer.candidates.map(\.text).filter { $0 != "try" } == Self.commands)
    }

    @Test("behind a command come its options, those that stand there already left out", arguments: commands)
    func options(_ name: String) throws {
        let spec = try #require(CommandTable.command(name)?.spec)
        let texts = try texts("\(name) ")
        for option in spec.options { #expect(texts.contains(option.isFamily ? option.name : option.name + "=")) }
        for option in spec.options where !option.isFamily {
            for spelling in [option.name] + option.aliases {
                #expect(try !self.texts("\(name) \(spelling)='a b' ").contains("\(option.name)="))
            }
        }
    }

    @Test("behind an option come the values it takes")
    func values() throws {
        #expect(try texts("submit resolution=") == ["720P", "1080P"])
        #expect(try answer("submit resolution=7").start == "submit resolution=".utf8.count)
        #expect(try texts("set model=") == Catalogue.builtIn().models.map(\.id))
        #expect(try texts("set output=") == OutputFormat.allCases.map(\.rawValue))
        #expect(try texts("again @last watermark=") == ["on", "off"])
        #expect(try texts("list status=") == TaskStatus.named.map(\.word))
        #expect(try texts("unset ") == (Setting.all + Setting.ofImages).map(\.name))
        for topic in ["resolution", "submit", "money"] { #expect(try texts("help ").contains(topic)) }
        #expect(try texts("frob ") == [])
        let model = try #require(try answer("set model=").candidates.first { $0.text == "wan2.6-i2v" })
        #expect(model.summary.hasPrefix("image-to-video, "))
    }

    @Test("of a list the last item is completed, where lists are")
    func lists() throws {
        let line = "sweep model=wan2.6-t2v,"
        #expect(try answer(line + "pix").start == line.utf8.count)
        #expect(try answer(line + "pix").typed == "pix")
        #expect(try answer("submit model=a,b").start == "submit model=".utf8.count)
    }

    @Test(
        "what is no line of the language is left alone",
        arguments: [
            "!ls ", "list | gr", "# su", "submit <<END\nsu", "submit <<'E N'\nsu",
        ])
    func foreignText(_ line: String) throws {
        #expect(try texts(line) == [])
    }

    @Test("what is completed stands in a line of its own, after text of any width")
    func laterLines() throws {
        let before = "submit <<END seed=7\nset\nEND\necho 船 \\\n  'a\nb'\nset "
        let answer = try answer(before + "out")
        #expect(answer.start == before.utf8.count)
        #expect(answer.candidates.map(\.text).contains("output="))
    }

    // MARK: Names

    @Test("variables are completed anywhere, in words, values and double quotes, but not where they are text")
    func variables() throws {
        let all = ["$grid", "$hero", "$subject", "$service", "$env."]
        for line in ["echo $", "submit prompt=$", "submit \"a $", "watch $", "set tag=x-$"] {
            let answer = try answer(line, Self.context)
            #expect(answer.candidates.map(\.text) == all, "\(line)")
            #expect((answer.start, answer.typed) == (line.utf8.count - 1, "$"))
        }
        #expect(try texts("echo ${su", Self.context).contains("${subject}"))
        #expect(try texts("echo $env.", Self.context) == ["$env.HOME", "$env.USER"])
        #expect(try texts("echo $hero.", Self.context) == TaskField.allCases.map { "$hero.\($0.name)" })
        #expect(try texts("echo ${grid.", Self.context) == SetField.allCases.map { "${grid.\($0.rawValue)}" })
        #expect(try texts("echo $subject.", Self.context) == [])
        #expect(try texts("echo 'a $", Self.context) == [])
        #expect(try !texts("echo \"\\$", Self.context).contains("$hero"))
        #expect(try insertions("echo $su", Self.context) == ["$subject "])
        #expect(try insertions("echo \"$su", Self.context) == ["$subject"])
    }

    @Test("inside each, the columns of its file are completed behind $row., from the first line alone")
    func columns() async throws {
        try await withShell { shell in
            try shell.write("\u{FEFF}prompt,seed,a b,2nd,\"quo\nted\"\r\nbroken \"row", to: "shots.csv")
            try shell.write("", to: "empty.csv")
            let context = await shell.interpreter.completionContext()
            #expect(try texts("each shots.csv submit $row.", context) == ["$row.prompt", "$row.seed"])
            #expect(try texts("each shots.csv submit seed=${row.s", context) == ["${row.prompt}", "${row.seed}"])
            #expect(try insertions("each shots.csv submit \"a $row.p", context) == ["$row.prompt"])
            #expect(try texts("batch = each 'shots.csv' submit $r", context).contains("$row."))
            for line in ["each empty.csv submit $row.", "each nowhere.csv echo $row.", "submit $row."] {
                #expect(try texts(line, context) == [], "\(line)")
            }
        }
    }

    @Test("record is turned off by a word, and images are those that the service has to try")
    func words() throws {
        #expect(try texts("record ", Self.context).contains("off"))
        var context = Self.context
        context.images = ["$service/samples/boat.png"]
        #expect(try insertions("submit img_url=", context) == ["$service/samples/boat.png "])
        #expect(try insertions("set image=$ser", context) == ["$service ", "$service/samples/boat.png "])
        #expect(try insertions("submit a boat img_url=$service/sam", context) == ["$service/samples/boat.png "])
        #expect(try texts("submit img_url=", Self.context) == [])
    }

    @Test("the parts of an expectation follow each other")
    func expectations() throws {
        #expect(try texts("expect ", Self.context) == ["$grid", "$hero", "$subject"])
        #expect(try texts("expect $hero.status ").contains("contains"))
        #expect(try texts("expect $hero.status == ").contains("succeeded"))
        #expect(try texts("expect $hero.seed > ") == [])
    }

    // MARK: The ledger

    @Test("tasks are completed by words, captures, numbers and ids, the newest first, with status and prompt")
    func tasks() async throws {
        try await withShell { shell in
            shell.service.on("POST /tasks", .answer(202, ScriptedService.task("task-a", "running")))
            shell.service.on("POST /tasks", .answer(202, ScriptedService.task("other", "pending")))
            await shell.run(
                "hero = submit \"a paper boat\\nin the rain\" tag=\"rainy day\"\nsubmit dunes tag=dry\nlet a=b")
            let context = await shell.interpreter.completionContext()
            #expect(context.variables == ["hero": .task(1), "a": .text("b")])
            let answer = try answer("watch ", context)
            #expect(
                answer.candidates.map(\.text) == [
                    "@last", "@running", "@failed", "@all", "@tag:", "@rated:", "$hero", "@2", "@1",
                ])
            #expect(answer.candidates.last?.summary == "running  a paper boat in the rain")
            #expect(try texts("info @1", context).contains("@1"))
            #expect(try texts("info 2", context) == ["2"])
            #expect(try texts("info task", context) == ["task-a"])
            #expect(try texts("info zzz", context) == [])
            #expect(try insertions("list tag=r", context) == ["'rainy day' "])
            #expect(try insertions("list tag=\"r", context) == ["\"rainy day\" "])
            #expect(try texts("list tag=", context) == ["dry", "rainy day"])
            try shell.write("", to: "in/x y.nfs")
            #expect(try insertions("source ", await shell.interpreter.completionContext()) == ["in/"])
            #expect(try insertions("source in/", context) == ["'in/x y.nfs' "])
        }
    }

    @Test("what the ledger holds more of than is listed is marked, so that nothing is filled in for the rest")
    func many() throws {
        let urls = (100..<200).map { "https://a.example/\($0).png" } + ["https://b.example/1.png"]
        var context = CompletionContext()
        context.tags = { first, limit in Array((0..<99).map { "a\($0 + 100)" }.filter { $0 >= first }.prefix(limit)) }
        context.imageURLs = { first, limit in Array(urls.filter { $0 >= first }.prefix(limit)) }
        for (line, isCut) in [
            ("list tag=a", true), ("list tag=a1", true), ("list tag=a17", false), ("info @tag:a", true),
            ("info @tag:a17", false), ("submit img_url=https://a", true),
            ("submit img_url=https://a.example/19", false),
            ("submit img_url=https://b", false),
        ] {
            let answer = try answer(line, context)
            let typed = answer.candidates.filter { $0.text.hasPrefix(answer.typed) }
            #expect(!typed.isEmpty && typed.allSatisfy { $0.isOneOfMany == isCut }, "\(line)")
        }
    }

    // MARK: Files

    @Test(
        "files are those that fit; folders go on; a name that needs quotes gets them",
        arguments: [
            ("source a", ["a.nfs "]), ("source my", ["'my films/"]), ("source 'my films/", ["'my films/two.nfs' "]),
            ("source \"my films/", ["\"my films/two.nfs\" "]), ("source shots/o", ["shots/one.nfs "]),
            ("source shots/", ["\"shots/it's.nfs\" ", "shots/one.nfs "]), ("source ~/", ["~/home.nfs "]),
            ("source .", [".rc.nfs "]), ("each ", ["b.csv ", "'my films/", "shots/"]),
            ("submit prompt=@a", ["a.nfs "]), ("let x=@b", ["b.csv "]), ("list > b", ["b.csv "]),
            ("list >b", ["b.csv "]),
            ("download to=s", ["shots/"]), ("source nowhere/", []),
        ])
    func paths(_ line: String, _ expected: [String]) throws {
        #expect(try insertions(line, Self.context) == expected)
    }
}
