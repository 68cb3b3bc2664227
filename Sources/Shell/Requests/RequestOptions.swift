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
        ] + ImageParameter.allCases.map { CommandSpec.Option($0.name, .image($0), $0.forPeople) }
}

extension ImageParameter {
    /// What it means, with whom it is for.
    var forPeople: String { isForImagesAlone ? "of image models: \(summary)" : summary }

    /// What it is called among a session's and a draft's values: it is sent with the extra parameters.
    var settingName: String { Setting.extraPrefix + name }
}
