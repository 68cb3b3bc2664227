import NexusFlowAPI

/// `set [NAME=VALUE…]`
enum SetCommand: ShellCommand {
    static let spec = CommandSpec(
        "set", summary: "change settings of the session, or list them",
        options: (Setting.all + Setting.ofImages).map { setting in
            CommandSpec.Option(setting.name, setting.kind, aliases: setting.aliases, setting.summary)
        } + [
            CommandSpec.Option(Setting.extraPrefix, .extra, "any other parameter, JSON-typed, sent as it is")
        ],
        isPaged: true, isPlanned: true,
        details: """
            Settings hold from now on, until the shell ends. The parameters of submit are settings too: what is set here \
            need not be said with every submit. Without arguments, lists every setting with its value, default and meaning.
            """,
        examples: ["set model=wan2.6-t2v duration=3", "set seed=42", "set output=json", "set"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard !call.options.isEmpty else { return list(call, session) }
        let catalogue = try session.catalogue()
        // All values are read before any is set: a line holds as a whole or not at all.
        let values = try call.options.map { name, value in
            let kind = Setting.named(name)?.kind ?? .text
            return (name: name, text: try session.canonical(value, name: name, kind: kind, in: catalogue))
        }
        for value in values { session.settings.set(value.name, to: value.text) }
        if values.contains(where: { $0.name == "poll" }) { await warnOfPolling(session) }
    }

    /// The documentation asks for 10 to 15 seconds between two questions; the local service does not mind.
    private static func warnOfPolling(_ session: Session) async {
        guard !session.isLocal, let poll = session.settings.poll, poll < .seconds(10),
            (try? await session.environment.backend.address())?.isLoopback == false
        else { return }
        session.warn(
            "poll=\(session.settings["poll"] ?? "") is below the documented 10 to 15 s; the service may turn you away")
    }

    private static func list(_ call: CommandCall, _ session: Session) {
        let extra = session.settings.extraNames.compactMap(Setting.named)
        call.output.print(
            ResultSet(
                columns: [
                    ResultSet.Column("name", title: "SETTING") { ResultSet.Cell($0.string ?? "", .bold) },
                    ResultSet.Column("value", title: "VALUE", isFlexible: true),
                    ResultSet.Column("default", title: "DEFAULT", isFlexible: true) {
                        ResultSet.Cell($0.string ?? "", .dim)
                    },
                    ResultSet.Column("summary", title: "MEANING", isFlexible: true),
                ],
                rows: (Setting.all + extra).map { setting in
                    [
                        .string(setting.name), session.settings[setting.name].map { .string($0) } ?? .null,
                        setting.fallback.map { .string($0) } ?? .null, .string(setting.summary),
                    ]
                }))
    }
}
