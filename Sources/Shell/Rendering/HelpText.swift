import NexusFlowAPI
import ShellLanguage

/// What `help` prints, made from the declarations of commands, settings and topics.
struct HelpText {
    /// The commands by what people want to do.
    private static let chapters: [(title: String, commands: [any ShellCommand.Type])] = [
        (
            "Make videos",
            [
                SubmitCommand.self, SweepCommand.self, EachCommand.self, AgainCommand.self, EditCommand.self,
                CostCommand.self, BudgetCommand.self,
            ]
        ),
        (
            "Compare and remember",
            [
                DiffCommand.self, TreeCommand.self, FindCommand.self, TagCommand.self, NoteCommand.self,
                RateCommand.self,
            ]
        ),
        ("Explore the API", [ExplainCommand.self, ModelsCommand.self, APICommand.self, CurlCommand.self]),
        (
            "Look after tasks",
            [
                WatchCommand.self, WaitCommand.self, ListCommand.self, InfoCommand.self, DownloadCommand.self,
                RescueCommand.self, VerifyCommand.self, ReconcileCommand.self, ImportCommand.self,
                IntegrityCommand.self,
            ]
        ),
        (
            "Look at results",
            [PreviewCommand.self, SheetCommand.self, CompareCommand.self, GalleryCommand.self, OpenCommand.self]
        ),
        (
            "Session",
            [
                SetCommand.self, UnsetCommand.self, ResetCommand.self, EnvCommand.self, ProfileCommand.self,
                LoginCommand.self,
                LogoutCommand.self, ClearCommand.self,
            ]
        ),
        (
            "Scripts",
            [
                LetCommand.self, ArgsCommand.self, EchoCommand.self, ExpectCommand.self, SleepCommand.self,
                SourceCommand.self, RecordCommand.self, HistoryCommand.self,
            ]
        ),
        ("Help", [HelpCommand.self, QuitCommand.self]),
    ]

    /// What it is written for: the width of the terminal, with at most so many columns that a line is easily read.
    let width: Int
    let palette: Palette
    /// Whether it may hold what ASCII has not.
    private let isUnicode: Bool

    private static let widest = 100
    private static let usual = 80

    /// - Parameters:
    ///   - terminalWidth: `nil` where no terminal shows it.
    ///   - isUnicode: whether it may hold what ASCII has not.
    init(terminalWidth: Int?, palette: Palette, isUnicode: Bool = true) {
        width = min(terminalWidth ?? Self.usual, Self.widest)
        self.palette = palette
        self.isUnicode = isUnicode
    }

    /// What somebody types who never did, in this order; lines that can be run.
    static let firstSteps = [
        (line: "submit a paper boat, it's raining", meaning: "make a video; its price is shown first"),
        (line: "watch", meaning: "see it come; its file is here when it is done"),
        (line: "again @last duration=10", meaning: "the same once more, with a change"),
        (line: "sweep a boat at {dawn|noon|dusk}", meaning: "several variations, priced together"),
        (line: "diff @1 @2", meaning: "how two differ; compare shows their pictures"),
        (line: "rate @2 5", meaning: "remember what pleased; find dusk finds it by a word"),
        (line: "cost by=day", meaning: "what was spent, as bars"),
        (line: "help submit", meaning: "how any command is written, with examples"),
    ]

    func overview() -> String {
        var text = palette.paint("First steps", .bold) + "\n"
        text += WrappedText.list(Self.firstSteps.map { ($0.line, $0.meaning) }, width: width) + "\n"
        // The names stand in one column through all chapters, where the eye finds them.
        let names = Self.chapters.flatMap(\.commands).map { $0.spec.name } + HelpTopic.all.map(\.name)
        let column = names.map(\.count).max() ?? 0
        for chapter in Self.chapters {
            text += palette.paint(chapter.title, .bold) + "\n"
            text +=
                WrappedText.list(
                    chapter.commands.map { ($0.spec.name.padded(to: column), $0.spec.summary) }, width: width) + "\n"
        }
        text += palette.paint("Topics", .bold) + "\n"
        text += WrappedText.list(HelpTopic.all.map { ($0.name.padded(to: column), $0.summary) }, width: width) + "\n"
        return readable(
            text
                + paragraph(
                    "help NAME tells more of a command, a setting or a topic; help TEXT looks for a text in all of them."
                ))
    }

    /// In ASCII where the terminal knows nothing else.
    private func readable(_ text: String) -> String { isUnicode ? text : text.replacing("…", with: "...") }

    func command(_ spec: CommandSpec) -> String {
        var text = palette.paint(spec.usage, .bold) + "\n"
        text += indented(spec.summary)
        if !spec.aliases.isEmpty { text += indented("also: \(spec.aliases.joined(separator: ", "))") }
        if !spec.details.isEmpty { text += "\n" + prose(spec.details) }
        if !spec.options.isEmpty {
            text += heading("Options")
            let options = spec.options.map {
                ("\($0.name)\($0.isFamily ? "NAME" : "")=\($0.kind.placeholder)", $0.summary)
            }
            text += WrappedText.list(options, width: width)
        }
        if !spec.examples.isEmpty {
            text += heading("Examples") + spec.examples.map { "  \($0)\n" }.joined()
        }
        return readable(text)
    }

    func setting(_ setting: Setting) -> String {
        var text = palette.paint("set \(setting.name)=\(setting.kind.placeholder)", .bold) + "\n"
        text += indented(setting.summary)
        if let fallback = setting.fallback { text += indented("default: \(fallback)") }
        if case .parameter(let parameter) = setting.kind {
            text += indented("allowed: \(parameter.allowed) (\(parameter.provenance.rawValue))")
        }
        let takers = CommandTable.all.map { $0.spec }.filter { spec in
            spec.name != SetCommand.spec.name && spec.options.contains { $0.name == setting.name }
        }
        if !takers.isEmpty {
            text += indented("also as an option of: \(takers.map(\.name).joined(separator: ", "))")
        }
        return text
    }

    func topic(_ topic: HelpTopic) -> String {
        let parts = topic.parts.map { part in
            switch part {
            case .text(let text): paragraph(text)
            case .lines(let lines), .system(let lines): lines.map { "  \($0)\n" }.joined()
            case .list(let items): WrappedText.list(items.map { (name: $0, meaning: $1) }, width: width)
            }
        }
        return readable(
            palette.paint(topic.name, .bold) + "\n" + indented(topic.summary) + "\n" + parts.joined(separator: "\n"))
    }

    /// Where a text stands, in commands, settings and topics, those whose name has it first; `nil` if nowhere.
    func search(_ text: String) -> String? {
        let wanted = text.lowercased()
        let pages: [(name: String, summary: String, text: String)] =
            CommandTable.all.map { $0.spec }.map { spec in
                let options = spec.options.map { "\($0.name) \($0.summary)" }
                let all = spec.aliases + [spec.details] + options
                return (spec.name, spec.summary, all.joined(separator: "\n"))
            } + Setting.all.map { ($0.name, "setting: \($0.summary)", $0.aliases.joined(separator: "\n")) }
            + HelpTopic.all.map { ($0.name, "topic: \($0.summary)", $0.text) }
        let found = pages.filter { page in
            [page.name, page.summary, page.text].contains { $0.lowercased().contains(wanted) }
        }
        guard !found.isEmpty else { return nil }
        let named = found.filter { $0.name.lowercased().contains(wanted) }
        let others = found.filter { !$0.name.lowercased().contains(wanted) }
        return paragraph("'\(sanitised(text))' is in the help on:")
            + WrappedText.list((named + others).map { ($0.name, $0.summary) }, width: width)
    }

    private func heading(_ title: String) -> String { "\n" + palette.paint(title, .bold) + "\n" }

    private func indented(_ text: String) -> String {
        "  " + WrappedText.lines(text, width: width, margin: 2, first: 2) + "\n"
    }

    /// Paragraphs between empty lines; a line with a wide gap is a word and what it means.
    private func prose(_ text: String) -> String {
        text.split(separator: "\n\n").map { part in
            let lines = part.split(separator: "\n").map(String.init)
            let items = lines.compactMap { line -> (name: String, meaning: String)? in
                guard let gap = line.firstRange(of: "  ") else { return nil }
                return (
                    String(line[..<gap.lowerBound]), String(line[gap.upperBound...].drop { $0 == " " })
                )
            }
            return items.count == lines.count
                ? WrappedText.list(items, width: width) : paragraph(lines.joined(separator: " "))
        }.joined(separator: "\n")
    }

    private func paragraph(_ text: String) -> String { WrappedText.lines(text, width: width) + "\n" }
}
