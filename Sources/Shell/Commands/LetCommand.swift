import ShellLanguage

/// `let NAME=VALUE…`
enum LetCommand: ShellCommand {
    static let spec = CommandSpec(
        "let", summary: "bind names to texts, for use as $name", prints: false,
        isPlanned: true,
        details: "A value may be `@path`: the text of that file. Without arguments, it does nothing.",
        examples: ["let subject=\"a paper boat\"", "let brief=@brief.txt"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let catalogue = try session.catalogue()
        let values = try call.options.map { name, value in
            if let reason = Checker.reservedReason(name) {
                throw ShellError(.check, "'\(name)' cannot be a name: \(reason)", at: value.span)
            }
            if let capture = value.capture { return (name: name, value: capture) }
            let text = try session.canonical(value, name: name, kind: .variable, in: catalogue)
            return (name: name, value: Value.text(text))
        }
        for (name, value) in values { session.variables[name] = value }
    }
}
