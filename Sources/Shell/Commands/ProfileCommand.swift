import NexusFlowAPI
import ShellLanguage

/// `profile save|use|list|remove [NAME]`
enum ProfileCommand: ShellCommand {
    private enum Action: String, CaseIterable {
        case save, use, list, remove
    }

    static let spec = CommandSpec(
        "profile", summary: "keep the settings under a name, and take them up again anywhere",
        operands: [
            CommandSpec.Operand("ACTION", .choice(Action.allCases.map(\.rawValue))),
            CommandSpec.Operand("NAME", .profile, .optional),
        ],
        options: [CommandSpec.Option("replace", .onOff, "save in place of a profile that is there, without asking")],
        isPlanned: true,
        details: """
            ACTION is save, use, list or remove. set changes the settings, save keeps what they then are. A profile is a script of its own, \
            ~/.config/nfsh/profiles/NAME.nfs, with the lines that env prints: read it, change it, give it to others. With \
            use, what it does not say goes back to its default, but a budget and a confirm stay until the profile says \
            otherwise; one that cannot be read changes nothing. nfsh --profile NAME starts with it. The prompt shows the \
            name, with a star once the settings differ.
            """,
        examples: [
            "set resolution=1080P ratio=4:3", "profile save cinema", "profile use cinema", "profile list",
            "profile save cinema replace=on",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let word = call.operands.first else { return }
        let action: Action
        do {
            action = Action(rawValue: try ValueKind.choice(word.text, of: Action.allCases.map(\.rawValue))) ?? .list
        } catch {
            throw ShellError(.check, "'\(sanitised(word.text))' \(error.clause)", at: word.span)
        }
        // A plan takes settings over, and changes no file.
        if session.isPlanning, action != .use { return }
        let store = session.environment.profiles
        guard action != .list else {
            guard call.operands.count == 1 else {
                throw ShellError(.check, "profile list takes no name", at: call.operands[1].span)
            }
            return list(store, call, session)
        }
        guard let name = call.operands.dropFirst().first else {
            throw ShellError(.check, "profile \(action.rawValue) needs NAME", remedy: "write: profile \(action) NAME")
        }
        switch action {
        case .save: try await save(name, store, call, session)
        case .use: try await use(name, store, call, session)
        case .remove:
            do {
                try store.remove(name.text)
            } catch {
                throw error.at(name.span)
            }
            if session.profile?.name == name.text { session.profile = nil }
        case .list: break
        }
    }

    private static func save(
        _ name: Expanded, _ store: ProfileStore, _ call: CommandCall, _ session: Session
    ) async throws {
        if let fault = ProfileStore.fault(inName: name.text) {
            throw ShellError(
                .check, "'\(sanitised(name.text))' cannot be the name of a profile: \(fault)", at: name.span)
        }
        let text = session.settings.lines.map { $0 + "\n" }.joined()
        guard !session.environment.keyGuard.holdsKey(text) else {
            throw ShellError(.check, "a setting holds an API key", remedy: "nothing was saved; unset it")
        }
        if store.exists(name.text) {
            let old = try? FileAccess.read(store.path(name.text))
            if old != Array(text.utf8) { try await allowReplacing(name, call, session) }
        }
        try store.save(text, as: name.text)
        session.profile = SessionProfile(name: name.text, settings: session.settings)
        session.note("saved: \(store.path(name.text))")
    }

    private static func allowReplacing(_ name: Expanded, _ call: CommandCall, _ session: Session) async throws {
        let replaces = try call.option("replace").map { value in
            try session.canonical(value, option: "replace", of: spec, in: session.catalogue()) == "on"
        }
        if replaces == true { return }
        if replaces == nil, session.console.canAsk {
            let answer = await session.console.ask("replace the profile \(name.text)? [y/N] ")
            if ["y", "yes"].contains(answer?.lowercased()) { return }
        }
        throw ShellError(
            .trouble, "there is a profile '\(name.text)' already, and it says something else",
            remedy: "nothing was saved; write replace=on, or choose another name", at: name.span)
    }

    private static func use(
        _ name: Expanded, _ store: ProfileStore, _ call: CommandCall, _ session: Session
    ) async throws {
        let path = store.path(name.text)
        guard !session.sourcing.contains(path) else {
            throw ShellError(.check, "the profile \(name.text) is being read already", at: name.span)
        }
        switch store.load(name.text) {
        case .failure(let error): throw error.at(name.span)
        case .success(let script):
            var runner = SourceRunner(session: session, record: call.record)
            runner.chain =
                [
                    Inclusion(
                        name: call.source.name, position: LineIndex(call.source).position(at: name.span.start))
                ] + call.chain
            let chain = runner.chain
            let isDone = await session.use(profile: name.text) {
                guard script.diagnostics.isEmpty else {
                    Reporter(session.environment, palette: session.messagePalette).report(
                        script.diagnostics.map { Finding(source: script.source, diagnostic: $0, chain: chain) })
                    return false
                }
                session.sourcing.append(path)
                defer { session.sourcing.removeLast() }
                return await runner.run(script.source)
            }
            guard !isDone else { return }
            throw ShellError(
                .check, "the profile \(name.text) could not be used; the settings are as they were", at: name.span)
        }
    }

    // MARK: List

    private static func list(_ store: ProfileStore, _ call: CommandCall, _ session: Session) {
        let names = store.names()
        if names.isEmpty { session.note("no profiles; profile save NAME makes one of the settings") }
        call.output.print(
            ResultSet(
                columns: [
                    ResultSet.Column("name", title: "PROFILE") { ResultSet.Cell($0.string ?? "", .bold) },
                    ResultSet.Column("current", title: "USED") { ResultSet.Cell($0.bool == true ? "yes" : "") },
                    ResultSet.Column("settings", title: "SETTINGS", isFlexible: true, cell: settingsCell),
                    ResultSet.Column("problem", title: "PROBLEM", isFlexible: true) {
                        ResultSet.Cell($0.string ?? "", .red)
                    },
                    ResultSet.Column("file"),
                ],
                rows: names.map { name in
                    let content = content(of: name, store)
                    return [
                        .string(name), .bool(session.profile?.name == name), .object(content.settings),
                        content.problem.map { .string($0) } ?? .null, .string(store.path(name)),
                    ]
                }))
    }

    /// The settings that a profile's lines name, as far as they are written out.
    private static func content(of name: String, _ store: ProfileStore) -> (settings: JSONObject, problem: String?) {
        switch store.load(name) {
        case .failure(let error): return (JSONObject(), error.message)
        case .success(let loaded):
            let parsed = parse(loaded.source, shapes: CommandTable.shape)
            var settings = JSONObject()
            for case .command(let command) in parsed.script.statements where command.name.text == SetCommand.spec.name {
                for case .option(let option) in command.arguments {
                    guard let text = option.value.literal, option.value.form != .at else { continue }
                    settings[Setting.named(option.name.text)?.name ?? option.name.text] = .string(text)
                }
            }
            return (settings, (loaded.diagnostics + parsed.diagnostics).first?.message)
        }
    }

    @Sendable
    private static func settingsCell(_ value: JSONValue) -> ResultSet.Cell {
        let members = value.object?.members ?? []
        return ResultSet.Cell(members.map { "\($0.name)=\($0.value.plainText)" }.joined(separator: " "))
    }
}

extension ShellError {
    /// The same, said of a place in the line.
    func at(_ span: Span) -> ShellError { ShellError(status, message, remedy: remedy, at: span) }
}
