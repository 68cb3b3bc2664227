import NexusFlowAPI
import ShellLanguage

/// A setting of the session as it is declared, once.
package struct Setting: Sendable {
    package let name: String
    package let aliases: [String]
    package let kind: ValueKind
    /// What holds while nobody set it; `nil` where there is nothing.
    package let fallback: String?
    package let summary: String

    init(_ name: String, _ kind: ValueKind, aliases: [String] = [], fallback: String? = nil, _ summary: String) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.fallback = fallback
        self.summary = summary
    }

    init(_ parameter: Parameter, fallback: String? = nil) {
        self.init(
            parameter.name, .parameter(parameter), aliases: parameter.aliases, fallback: fallback, parameter.summary)
    }

    /// The prefix of settings that stand for parameters beyond the documented ones: `extra.audio`.
    package static let extraPrefix = "extra."

    /// Every setting, in the order in which `set` lists them.
    package static let all: [Setting] = [
        Setting(.model, fallback: "wan2.6-t2v"),
        Setting(.prompt),
        Setting(.resolution, fallback: ResolutionRule.fallback),
        Setting(.ratio, fallback: RatioRule.fallback),
        Setting(.duration, fallback: String(DurationRule.fallback)),
        Setting(.imgURL),
        Setting(.watermark, fallback: WatermarkRule.fallback ? "on" : "off"),
        Setting(.seed),
        Setting("tag", .text, "word put on every task that is submitted"),
        Setting("note", .text, "note put on every task that is submitted"),
        Setting("output", .choice(OutputFormat.allCases.map(\.rawValue)), fallback: "table", "form of results"),
        Setting("color", .choice(["auto", "always", "never"]), fallback: "auto", "colour on a terminal"),
        Setting("jobs", .count(1...64), fallback: "4", "requests and transfers at once"),
        Setting("poll", .timeSpan, "time between two questions to the service; without it 10 to 15 s"),
        Setting("downloads", .path(extensions: []), fallback: ".", "folder that videos are downloaded to"),
        Setting("name", .template, fallback: "{number}-{model}-{slug}.mp4", "template of a video's file name"),
        Setting(
            "exists", .choice(["skip", "rename", "overwrite"]), fallback: "rename", "what to do where a file is there"),
        Setting("autodownload", .onOff, fallback: "on", "download what succeeded while it is watched"),
        Setting("budget", .money, "ceiling on billed and committed of this session"),
        Setting("confirm", .money, "price above which a submit asks first"),
        Setting("advice", .onOff, fallback: "on", "say before a submit what may save money"),
        Setting("on_error", .choice(["stop", "continue"]), "what an error does; a script stops, the prompt goes on"),
        Setting("timing", .onOff, fallback: "off", "print how long each command took"),
        Setting(
            "pager", .pager, fallback: "auto", "what long results are read in at the prompt; auto is $PAGER, or less"),
        Setting(
            "notify", .choice(TerminalKnowledge.Notice.allCases.map(\.rawValue)), fallback: "desktop",
            "how the terminal tells that a task ended, if it can; off keeps its title and progress as they are too"),
        Setting("hints", .onOff, fallback: "on", "show in grey, behind what is typed, how it could go on"),
    ]

    /// Extra parameters with rules of their own. Their short names stay free for variables.
    static let ofImages: [Setting] = ImageParameter.allCases.map { parameter in
        Setting(parameter.settingName, .image(parameter), parameter.forPeople)
    }

    /// The setting of that name or alias; `extra.NAME` is one for every name.
    package static func named(_ name: String) -> Setting? {
        if let setting = byName[name] { return setting }
        if name.hasPrefix(extraPrefix), name.count > extraPrefix.count {
            return Setting(name, .extra, "sent with every request as it is")
        }
        return nil
    }

    /// The defaults by name.
    static let fallbacks: [String: String] = all.reduce(into: [:]) { $0[$1.name] = $1.fallback }

    /// By name and alias.
    private static let byName: [String: Setting] = Dictionary(
        (all + ofImages).flatMap { setting in ([setting.name] + setting.aliases).map { ($0, setting) } },
        uniquingKeysWith: { first, _ in first })

    package static func suggestion(for name: String) -> String? {
        Suggestion.nearest(name, in: (all + ofImages).flatMap { [$0.name] + $0.aliases })
    }
}
