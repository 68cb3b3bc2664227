import ShellLanguage

/// `args NAME[=DEFAULT]…`
enum ArgsCommand: ShellCommand {
    static let spec = CommandSpec(
        "args", summary: "name the script's arguments, with defaults",
        operands: [CommandSpec.Operand("NAME", .variable, .many)], prints: false,
        isPlanned: true,
        details: """
            Arguments written NAME=VALUE on the command line go to that name, the others to the names that are left, in \
            order. A name without a default must get one; an argument too many is an error.
            """,
        examples: ["args subject count=3"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let declared = call.command.arguments.map(\.argumentName)
        var values: [String: String] = [:]
        var rest: [String] = []
        for argument in session.options.arguments {
            let name = String(argument.prefix { $0 != "=" })
            if argument.contains("="), declared.contains(name) {
                values[name] = String(argument.dropFirst(name.count + 1))
            } else {
                rest.append(argument)
            }
        }
        var open = declared.filter { values[$0] == nil }[...]
        for argument in rest {
            guard let name = open.popFirst() else {
                throw ShellError(
                    .check, "there is no name for the argument '\(sanitised(argument))'", remedy: usage(call))
            }
            values[name] = argument
        }
        for name in open {
            guard let fallback = call.option(name) else {
                throw ShellError(.check, "the argument \(name) is missing", remedy: usage(call))
            }
            values[name] = fallback.text
        }
        for (name, value) in values { session.variables[name] = .text(value) }
    }

    private static func usage(_ call: CommandCall) -> String {
        let words = call.command.arguments.map { argument in
            switch argument {
            case .operand: argument.argumentName.uppercased()
            case .option: "[\(argument.argumentName.uppercased())]"
            }
        }
        return "give: \(call.source.name) \(words.joined(separator: " "))"
    }
}

extension Argument {
    /// The name that `args` binds by it.
    var argumentName: String {
        switch self {
        case .operand(let word): word.literal ?? ""
        case .option(let option): option.name.text
        }
    }
}
