import ShellLanguage

/// `echo [WORD…]`
enum EchoCommand: ShellCommand {
    static let spec = CommandSpec(
        "echo", summary: "print words, variables expanded", operands: [CommandSpec.Operand("WORD", .text, .many)],
        examples: ["echo hello", "echo \"task $hero.number is $hero.status\""])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let text = call.operands.map(\.text).joined(separator: " ")
        call.output.write((call.output.isTerminal ? sanitised(text, lines: .many) : text) + "\n")
    }
}
