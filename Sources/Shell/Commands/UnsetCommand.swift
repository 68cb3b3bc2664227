/// `unset NAME…`
enum UnsetCommand: ShellCommand {
    static let spec = CommandSpec(
        "unset", summary: "give settings back their defaults",
        operands: [CommandSpec.Operand("NAME", .setting, .some)], prints: false,
        isPlanned: true,
        examples: ["unset seed", "unset resolution duration"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let settings = try call.operands.map { operand in
            guard let setting = Setting.named(operand.text) else {
                throw ShellError(.check, "there is no setting '\(operand.text)'", at: operand.span)
            }
            return setting
        }
        for setting in settings { session.settings.set(setting.name, to: nil) }
    }
}
