import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Help, from the table of commands")
struct HelpTests {
    private static let commands = CommandTable.all.map { $0.spec.name }

    /// The lines to be run that each page of help has.
    private static let examples: [(name: String, lines: [String])] = {
        let topics = HelpTopic.all.map { topic in
            let lines = topic.parts.flatMap { part in
                if case .lines(let lines) = part { lines } else { [String]() }
            }
            return (name: topic.name, lines: lines)
        }
        return CommandTable.all.map { (name: $0.spec.name, lines: $0.spec.examples) } + topics
            + [(name: "first steps", lines: HelpText.firstSteps.map(\.line))]
    }()

    private func help(_ topic: String) async throws -> String {
        try await withShell { shell in
            #expect(await shell.run("help \(topic)") == .done, "\(shell.messages)")
            return shell.results
        }
    }

    /// The words of a text, however its lines are broken.
    private func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("no two commands share a name, and no command one with a setting that a line could confuse")
    func names() {
        #expect(Set(CommandTable.names).count == CommandTable.names.count)
        for type in CommandTable.all {
            let names = type.spec.options.flatMap { [$0.name] + $0.aliases }
            #expect(Set(names).count == names.count, "\(type.spec.name)")
            #expect(!type.spec.summary.isEmpty)
            #expect(!type.spec.examples.isEmpty, "\(type.spec.name) has no example")
        }
    }

    @Test("the overview has every command")
    func overview() async throws {
        let text = try await help("")
        for name in Self.commands {
            #expect(text.split(separator: "\n").contains { $0.hasPrefix("  \(name)") }, "\(name) is missing")
        }
    }

    @Test("help for a command has its usage, every option with its meaning, and its examples", arguments: commands)
    func command(_ name: String) async throws {
        let spec = try #require(CommandTable.command(name)?.spec)
        let text = try await help(name)
        #expect(text.hasPrefix(spec.usage))
        #expect(words(text).contains(spec.summary))
        #expect(words(text).contains(words(spec.details)))
        for option in spec.options {
            #expect(text.contains("\n  \(option.name)"), "\(option.name)")
            #expect(words(text).contains(option.summary), "\(option.name)")
        }
        for example in spec.examples { #expect(text.contains(example)) }
        for alias in spec.aliases { #expect(try await help(alias) == text) }
    }

    @Test("help for a setting has its meaning, default and what is allowed", arguments: Setting.all.map(\.name))
    func setting(_ name: String) async throws {
        guard CommandTable.command(name) == nil, let setting = Setting.named(name) else { return }
        let text = try await help(name)
        #expect(text.contains("set \(name)="))
        #expect(words(text).contains(setting.summary))
        if let fallback = setting.fallback { #expect(text.contains("default: \(fallback)")) }
        if let parameter = Parameter(name: name) {
            #expect(words(text).contains("allowed: \(parameter.allowed) (documented)"))
        }
    }

    @Test("what nothing is known of suggests the near one")
    func unknownTopic() async throws {
        try await withShell { shell in
            #expect(await shell.run("help sumbit") == .check)
            #expect(shell.messages.contains("did you mean 'submit'?"))
        }
    }

    @Test("a topic is a page of its own, listed in the overview", arguments: HelpTopic.all.map(\.name))
    func topic(_ name: String) async throws {
        let topic = try #require(HelpTopic.named(name))
        let text = try await help(name)
        #expect(words(text).hasPrefix("\(name) \(topic.summary)"))
        #expect(words(try await help("")).contains("\(name) \(topic.summary)"))
        #expect(CommandTable.command(name) == nil && Setting.named(name) == nil)
    }

    @Test("a text that is no name is looked for everywhere, and what has it in its name comes first")
    func search() async throws {
        let found = try await help("24 HOURS").split(separator: "\n")
        #expect(found.first == "'24 HOURS' is in the help on:")
        #expect(found.contains { $0.hasPrefix("  tasks") && $0.contains("topic: ") })
        let lines = try await help("load").split(separator: "\n").dropFirst()
        #expect(
            Array(lines.prefix(3)).map { $0.split(separator: " ")[0] } == ["download", "downloads", "autodownload"])
        #expect(lines.contains { $0.hasPrefix("  rescue") })
        // A setting tells which commands take it.
        #expect(try await help("seed").contains("also as an option of: submit, sweep, again"))
    }

    @Test("where there is no UTF-8, help marks what is left out in ASCII")
    func ascii() async throws {
        let console = RecordingConsole(isTerminal: true, variables: ["TERM": "xterm", "LANG": "C"])
        try await withShell(console: console) { shell in
            await shell.run("set color=never\nhelp submit\nhelp watch\nhelp")
            #expect(shell.results.contains("watch [TASKS...]"))
            #expect(!shell.results.contains("…"))
        }
    }

    @Test("words with a wide gap behind them are a list, and paragraphs stay apart")
    func prose() async throws {
        let text = try await help("verify")
        #expect(text.contains("\n\n  whole           it is, to the byte"), "\(text)")
        #expect(text.contains("\n  not downloaded  nothing was published\n\n"))
    }

    @Test("no line is wider than the terminal, or than is easily read", arguments: [40, 80, 250])
    func width(_ width: Int) async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: width)) { shell in
            let topics = ["", "deadline"] + CommandTable.names + HelpTopic.all.map(\.name) + Setting.all.map(\.name)
            // These stand as they are.
            var asTheyAre: Set<String> = Set(Self.examples.flatMap(\.lines))
            for topic in HelpTopic.all {
                for case .system(let lines) in topic.parts { asTheyAre.formUnion(lines) }
            }
            for type in CommandTable.all { asTheyAre.insert(type.spec.usage) }
            for setting in Setting.all { asTheyAre.insert("set \(setting.name)=\(setting.kind.placeholder)") }
            await shell.run("set color=never")
            for topic in topics { _ = await shell.run("help \(topic)") }
            for line in shell.results.split(separator: "\n") {
                let text = String(line.drop { $0 == " " })
                if asTheyAre.contains(text) { continue }
                // A word that is longer stands alone.
                #expect(displayWidth(of: String(line)) <= min(width, 100) || !text.contains(" "), "\(line)")
            }
        }
    }

    @Test(
        "every example parses and checks without an error",
        arguments: examples)
    func everyExample(_ name: String, _ examples: [String]) async throws {
        try await withShell { shell in
            try shell.write("", to: "start.nfs")
            try shell.write("prompt,seed\na boat,7\n", to: "shots.csv")
            try shell.write("a boat\n", to: "brief.txt")
            for example in examples {
                let source = Source(name: "<example>", text: example)
                let parsed = parse(source, shapes: CommandTable.shape)
                var context = CheckContext.later(script: nil)
                context.bindings = ["hero": Binding(kinds: [.task]), "subject": .text, "grid": Binding(kinds: [.set])]
                let findings = ScriptCheck(environment: shell.environment).check(
                    parsed, of: source, in: context
                ).findings
                #expect(findings.isEmpty, "\(example): \(findings.map(\.diagnostic.message))")
            }
        }
    }
}
