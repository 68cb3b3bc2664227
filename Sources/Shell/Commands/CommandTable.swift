package import ShellLanguage

/// Every command there is. Nothing else lists them.
package enum CommandTable {
    package static let all: [any ShellCommand.Type] = [
        SubmitCommand.self, SweepCommand.self, EachCommand.self, AgainCommand.self, EditCommand.self, WatchCommand.self,
        WaitCommand.self,
        ListCommand.self, InfoCommand.self, CostCommand.self, BudgetCommand.self, DownloadCommand.self,
        RescueCommand.self, VerifyCommand.self, PreviewCommand.self, SheetCommand.self, CompareCommand.self,
        GalleryCommand.self, OpenCommand.self, ReconcileCommand.self, ImportCommand.self, IntegrityCommand.self,
        FindCommand.self, DiffCommand.self, TreeCommand.self, TagCommand.self, NoteCommand.self, RateCommand.self,
        ModelsCommand.self, APICommand.self, CurlCommand.self, ExplainCommand.self,
        SetCommand.self, UnsetCommand.self, ResetCommand.self, EnvCommand.self, ProfileCommand.self, LetCommand.self,
        ArgsCommand.self,
        EchoCommand.self, ExpectCommand.self,
        SourceCommand.self, RecordCommand.self, HistoryCommand.self, SleepCommand.self, LoginCommand.self,
        LogoutCommand.self,
        ClearCommand.self, HelpCommand.self, QuitCommand.self,
    ]

    /// By name and alias: a script of many lines asks for the same ones again and again.
    private static let byName: [String: any ShellCommand.Type] = Dictionary(
        all.flatMap { command in ([command.spec.name] + command.spec.aliases).map { ($0, command) } },
        uniquingKeysWith: { first, _ in first })
    private static let shapes = byName.mapValues { $0.spec.shape }

    /// The command of that name or alias.
    package static func command(_ name: String) -> (any ShellCommand.Type)? { byName[name] }

    /// What the parser must know of the command of that name.
    @Sendable
    package static func shape(_ name: String) -> CommandShape? { shapes[name] }

    /// Every name and alias, for suggestions and completion.
    package static var names: [String] {
        all.flatMap { [$0.spec.name] + $0.spec.aliases }
    }
}
