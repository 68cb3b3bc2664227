import ShellLanguage

/// `help [TOPIC|TEXT]`
enum HelpCommand: ShellCommand {
    static let spec = CommandSpec(
        "help", aliases: ["?"], summary: "list the commands, explain one, or search",
        operands: [CommandSpec.Operand("TOPIC", .topic, .many)],
        isPaged: true,
        details: """
            TOPIC is a command, a setting or one of: \(HelpTopic.all.map(\.name).joined(separator: ", ")). Any other text is \
            looked for in all of these.
            """,
        examples: ["help", "help submit", "help money", "help 24 hours"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let help = HelpText(
            terminalWidth: call.output.isTerminal ? session.console.width : nil, palette: call.output.palette,
            isUnicode: call.output.isUnicode)
        guard let topic = call.joinedOperands else { return call.output.write(help.overview()) }
        let pages = [
            CommandTable.command(topic).map { help.command($0.spec) }, Setting.named(topic).map(help.setting),
            HelpTopic.named(topic).map(help.topic),
        ].compactMap(\.self)
        if !pages.isEmpty { return call.output.write(pages.joined(separator: "\n")) }
        let names = CommandTable.names + Setting.all.map(\.name) + HelpTopic.all.map(\.name)
        if let found = help.search(topic) { return call.output.write(found) }
        let near = Suggestion.nearest(topic, in: names)
        throw ShellError(
            .check, "there is no help on '\(sanitised(topic))'",
            remedy: near.map { "did you mean '\($0)'?" } ?? "help lists the commands", at: call.operands.first?.span)
    }
}
