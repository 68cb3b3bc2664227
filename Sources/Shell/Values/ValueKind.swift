package import NexusFlowAPI

/// What an operand, an option or a setting takes. It decides what is forgiven, what is refused, and what is offered.
package enum ValueKind: Hashable, Sendable {
    /// A parameter of the API, with the API's rules.
    case parameter(Parameter)
    /// A member of the request beyond the documented ones: JSON where it is JSON, else a string.
    case extra
    /// A parameter of image models, kept as the JSON that is sent.
    case image(ImageParameter)
    case text
    /// One of these words, in any case.
    case choice([String])
    case onOff
    /// A whole number in this range.
    case count(ClosedRange<Int>)
    /// An amount of dollars.
    case money
    /// A stretch of time: `200ms`, `5s`, `10m`, `2h`, a bare number is seconds.
    case timeSpan
    /// What `again` makes of a seed.
    case seedChange
    /// A point in time: a date, an ISO 8601 time, or a stretch before now (`2h`).
    case moment
    /// A path; `~/` is the home folder.
    case path(extensions: [String])
    /// A template of a download's name.
    case template
    /// One task, or (`many`) any number.
    case task
    case tasks
    /// The name of a setting.
    case setting
    /// The name of a variable.
    case variable
    /// `auto`, `on`, `off`, or a command of the system's shell.
    case pager
    /// A word of the API that can be explained, or a task.
    case term
    /// The name of a profile.
    case profile
    /// A topic of `help`.
    case topic

    /// The word for it in usage lines.
    package var placeholder: String {
        switch self {
        case .parameter(let parameter): parameter.placeholder
        case .extra: "JSON"
        case .image(.size): "W*H"
        case .image(.count): "\(ImageParameter.counts.lowerBound)..\(ImageParameter.counts.upperBound)"
        case .image(.negativePrompt): "TEXT"
        case .text: "TEXT"
        case .choice(let words): words.joined(separator: "|")
        case .onOff: "on|off"
        case .count: "N"
        case .money: "USD"
        case .timeSpan: "TIME"
        case .moment: "SINCE"
        case .seedChange: "N|random|+N"
        case .path: "FILE"
        case .template: "TEMPLATE"
        case .task: "TASK"
        case .tasks: "TASKS"
        case .setting, .variable, .profile, .term: "NAME"
        case .pager: "auto|on|off|COMMAND"
        case .topic: "TOPIC"
        }
    }

    /// The values that can be listed, for completion.
    package var choices: [String] {
        switch self {
        case .parameter(let parameter): parameter.choices
        case .image(.size): ImageParameter.sizes
        case .image(.count): ImageParameter.counts.map(String.init)
        case .choice(let words): words
        case .onOff: ["on", "off"]
        case .pager: ["auto", "on", "off", "less"]
        default: []
        }
    }
}

extension Parameter {
    fileprivate var placeholder: String {
        switch self {
        case .model: "MODEL"
        case .prompt: "TEXT"
        case .resolution, .ratio: choices.joined(separator: "|")
        case .duration: "SECONDS"
        case .imgURL: "URL"
        case .watermark: "on|off"
        case .seed: "N"
        }
    }
}
