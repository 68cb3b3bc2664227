import NexusFlowAPI
import ShellLanguage

/// What `help` prints, made from the declarations of commands and settings.
enum HelpText {
    /// The commands by what people want to do.
    private static let chapters: [(title: String, commands: [any ShellCommand.Type])] = [
        (
            "Make videos",
            [
                SubmitCommand.self, SweepCommand.self, EachCommand.self, AgainCommand.self, CostCommand.self,
                BudgetCommand.self, ModelsCommand.self,
            ]
        ),
        (
            "Look after tasks",
            [
                WatchCommand.self, WaitCommand.self, ListCommand.self, InfoCommand.self, DownloadCommand.self,
                RescueCommand.self, VerifyCommand.self, ReconcileCommand.self, ImportCommand.self,
                IntegrityCommand.self,
            ]
        ),
        (
            "Session",
            [
                SetCommand.self, UnsetCommand.self, ResetCommand.self, EnvCommand.self, LoginCommand.self,
                LogoutCommand.self, ClearCommand.self,
            ]
        ),
        (
            "Scripts",
            [
                LetCommand.self, ArgsCommand.self, EchoCommand.self, ExpectCommand.self, SleepCommand.self,
                SourceCommand.self, RecordCommand.self,
            ]
        ),
        ("Help", [HelpCommand.self, QuitCommand.self]),
    ]

    static func overview(_ palette: Palette) -> String {
        let width = CommandTable.all.map { $0.spec.usage.count }.filter { $0 < 40 }.max() ?? 0
        var text = ""
        for chapter in chapters {
            text += palette.paint(chapter.title, .bold) + "\n"
            for command in chapter.commands {
                text += "  " + command.spec.usage.padded(to: width) + "  " + command.spec.summary + "\n"
            }
            text += "\n"
        }
        return text + """
            Tasks are named @12, @12..15, @last, @-2, @running, @failed, @all, $capture, or by the beginning of an id.
            A line may begin with `name =` to keep its task as $name; !COMMAND runs the system's shell.
            help COMMAND tells more, with examples.

            """
    }

    static func command(_ spec: CommandSpec, _ palette: Palette) -> String {
        var text = palette.paint(spec.usage, .bold) + "\n  \(spec.summary)\n"
        if !spec.aliases.isEmpty { text += "  also: \(spec.aliases.joined(separator: ", "))\n" }
        if !spec.details.isEmpty { text += "\n\(spec.details)\n" }
        if !spec.options.isEmpty {
            text += "\n" + palette.paint("Options", .bold) + "\n"
            let names = spec.options.map { "\($0.name)\($0.isFamily ? "NAME" : "")=\($0.kind.placeholder)" }
            let width = min(names.map(\.count).max() ?? 0, 32)
            for (option, name) in zip(spec.options, names) {
                text += "  " + name.padded(to: width) + "  " + option.summary + "\n"
            }
        }
        if !spec.examples.isEmpty {
            text += "\n" + palette.paint("Examples", .bold) + "\n"
            text += spec.examples.map { "  \($0)\n" }.joined()
        }
        return text
    }

    static func setting(_ setting: Setting, _ palette: Palette) -> String {
        var text = palette.paint("set \(setting.name)=\(setting.kind.placeholder)", .bold) + "\n  \(setting.summary)\n"
        if let fallback = setting.fallback { text += "  default: \(fallback)\n" }
        if case .parameter(let parameter) = setting.kind {
            text += "  allowed: \(parameter.allowed) (\(parameter.provenance.rawValue))\n"
        }
        return text
    }
}
