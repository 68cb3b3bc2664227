import ShellLanguage

/// `help [TOPIC]`
enum HelpCommand: ShellCommand {
    static let spec = CommandSpec(
        "help", aliases: ["?"], summary: "list the commands, or explain one",
        operands: [CommandSpec.Operand("TOPIC", .topic, .optional)], examples: ["help", "help submit", "help seed"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let palette = call.output.palette
        guard let topic = call.operands.first else {
            return call.output.write(HelpText.overview(palette))
        }
        if let command = CommandTable.command(topic.text) {
            return call.output.write(HelpText.command(command.spec, palette))
        }
        if let setting = Setting.named(topic.text) {
            return call.output.write(HelpText.setting(setting, palette))
        }
        let near = Suggestion.nearest(topic.text, in: CommandTable.names + Setting.all.map(\.name))
        throw ShellError(
            .check, "there is no help on '\(sanitised(topic.text))'",
            remedy: near.map { "did you mean '\($0)'?" } ?? "help lists the commands", at: topic.span)
    }
}
