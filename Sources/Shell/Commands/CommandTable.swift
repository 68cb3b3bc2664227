package import ShellLanguage

/// Every command there is. Nothing else lists them.
package enum CommandTable {
    package static let all: [any ShellCommand.Type] = [
        SubmitCommand.self, SweepCommand.self, EachCommand.self, AgainCommand.self, WatchCommand.self, WaitCommand.self,
        ListCommand.self, InfoCommand.self, IntegrityCommand.self,
        CostCommand.self, BudgetCommand.self, DownloadCommand.self, RescueCommand.self, ReconcileCommand.self,
        ImportCommand.self, ModelsCommand.self,
        SetCommand.self, UnsetCommand.self, ResetCommand.self, EnvCommand.self, LetCommand.self, ArgsCommand.self,
        EchoCommand.self, ExpectCommand.self,
        SourceCommand.self, RecordCommand.self, SleepCommand.self, LoginCommand.self, LogoutCommand.self,
        ClearCommand.self, HelpCommand.self, QuitCommand.self,
    ]

    /// The command of that name or alias.
    package static func command(_ name: String) -> (any ShellCommand.Type)? {
        all.first { $0.spec.name == name || $0.spec.aliases.contains(name) }
    }

    /// What the parser must know of the command of that name.
    @Sendable
    package static func shape(_ name: String) -> CommandShape? {
        command(name)?.spec.shape
    }

    /// Every name and alias, for suggestions and completion.
    package static var names: [String] {
        all.flatMap { [$0.spec.name] + $0.spec.aliases }
    }
}
