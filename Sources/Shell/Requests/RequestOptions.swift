import NexusFlowAPI

/// The options that shape a request, shared by every command that submits.
enum RequestOptions {
    static let all: [CommandSpec.Option] =
        Parameter.allCases.map { parameter in
            CommandSpec.Option(
                parameter.name, .parameter(parameter), aliases: parameter.aliases, parameter.summary)
        } + [
            CommandSpec.Option("tag", .text, "word to find the task by"),
            CommandSpec.Option("note", .text, "note kept with the task"),
            CommandSpec.Option(Setting.extraPrefix, .extra, "any other parameter, JSON-typed, sent as it is"),
        ]
}
