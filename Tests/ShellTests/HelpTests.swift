import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Help and completion, from the table of commands")
struct HelpTests {
    private static let commands = CommandTable.all.map { $0.spec.name }

    private func help(_ topic: String) async throws -> String {
        try await withShell { shell in
            #expect(await shell.run("help \(topic)") == .done, "\(shell.messages)")
            return shell.results
        }
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
        #expect(text.contains(spec.summary))
        for option in spec.options {
            #expect(text.contains("\n  \(option.name)"), "\(option.name)")
            #expect(text.contains(option.summary), "\(option.name)")
        }
        for example in spec.examples { #expect(text.contains(example)) }
        for alias in spec.aliases { #expect(try await help(alias) == text) }
    }

    @Test("help for a setting has its meaning, default and what is allowed", arguments: Setting.all.map(\.name))
    func setting(_ name: String) async throws {
        guard CommandTable.command(name) == nil, let setting = Setting.named(name) else { return }
        let text = try await help(name)
        #expect(text.contains("set \(name)="))
        #expect(text.contains(setting.summary))
        if let fallback = setting.fallback { #expect(text.contains("default: \(fallback)")) }
        if let parameter = Parameter(name: name) {
            #expect(text.contains("allowed: \(parameter.allowed) (documented)"))
        }
    }

    @Test("what nothing is known of suggests the near one")
    func unknownTopic() async throws {
        try await withShell { shell in
            #expect(await shell.run("help sumbit") == .check)
            #expect(shell.messages.contains("did you mean 'submit'?"))
        }
    }

    @Test("every example parses and checks without an error", arguments: commands)
    func examples(_ name: String) async throws {
        let spec = try #require(CommandTable.command(name)?.spec)
        try await withShell { shell in
            try shell.write("", to: "start.nfs")
            try shell.write("prompt,seed\na boat,7\n", to: "shots.csv")
            try shell.write("a boat\n", to: "brief.txt")
            for example in spec.examples {
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

    // MARK: Completion

    private func complete(_ line: String) throws -> (start: Int, texts: [String]) {
        let (start, candidates) = Completer(catalogue: try Catalogue.builtIn())
            .candidates(for: line, cursor: line.utf8.count)
        return (start, candidates.map(\.text))
    }

    @Test(
        "a command is completed first on a line, behind try and behind a capture", arguments: ["", "try ", "hero = "])
    func completesCommands(_ before: String) throws {
        let (start, texts) = try complete(before + "su")
        #expect(start == before.utf8.count)
        #expect(texts == Self.commands)
    }

    @Test("behind a command come its options, those that stand there already left out", arguments: commands)
    func completesOptions(_ name: String) throws {
        let spec = try #require(CommandTable.command(name)?.spec)
        let texts = try complete("\(name) ").texts
        for option in spec.options { #expect(texts.contains(option.isFamily ? option.name : option.name + "=")) }
        guard let first = spec.options.first, !first.isFamily else { return }
        #expect(try !complete("\(name) \(first.name)=x ").texts.contains("\(first.name)="))
    }

    @Test("behind an option come the values it takes")
    func completesValues() throws {
        #expect(try complete("submit resolution=").texts == ["720P", "1080P"])
        #expect(try complete("submit resolution=7").start == "submit resolution=".utf8.count)
        #expect(try complete("set model=").texts == Catalogue.builtIn().models.map(\.id))
        #expect(try complete("set output=").texts == OutputFormat.allCases.map(\.rawValue))
        #expect(try complete("again @last watermark=").texts == ["on", "off"])
        #expect(try complete("watch ").texts == ["@last", "@running", "@failed", "@all"])
        #expect(try complete("unset ").texts == Setting.all.map(\.name))
        #expect(try complete("help ").texts.contains("resolution"))
        #expect(try complete("frob ").texts == [])
    }

    @Test("what is completed stands in a line of its own, after text of any width")
    func completesLaterLines() throws {
        let line = "echo 船\nset out"
        let (start, texts) = try complete(line)
        #expect(start == "echo 船\nset ".utf8.count)
        #expect(texts.contains("output="))
    }
}
