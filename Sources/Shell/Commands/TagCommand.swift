import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `tag TASKS TAG|off`
enum TagCommand: ShellCommand {
    static let spec = CommandSpec(
        "tag", summary: "put a tag on tasks, to find them by",
        operands: [CommandSpec.Operand("TASKS", .tasks, .some), CommandSpec.Operand("TAG", .text)],
        details: """
            A task has one tag, any text: a new one takes the place of the old, and off takes it away ("off" in quotes is a \
            tag). A tag of several words stands in quotes. submit tag= puts one on from the start; @tag:NAME names the tasks \
            that have it, and list, find, cost and download choose by tag=.
            """,
        examples: ["tag @12..15 hero", "tag @last \"blue hour\"", "tag @tag:draft off", "list tag=hero"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let word = call.operands.last else { return }
        let isOff = call.isOff
        if !isOff {
            guard word.text.contains(where: { !$0.isWhitespace }) else {
                throw ShellError(.check, "a tag has at least one letter", remedy: "off takes it away", at: word.span)
            }
            try session.environment.keyGuard.requireStorable(word.text, name: "tag")
        }
        let tasks = try await session.tasks(taggedWords: call.operands.dropLast())
        let others = Set(tasks.compactMap(\.tag)).subtracting([word.text])
        let changed = try await session.ledger().annotate(tasks.map(\.number), .tag(isOff ? nil : word.text))
        if let old = others.sorted().first {
            session.note(
                others.count == 1
                    ? "in the place of '\(sanitised(old))'" : "in the place of \(others.count) other tags")
        }
        call.output.print(
            ResultSet(
                tasks: changed,
                sentence: isOff
                    ? Session.sentence(changed, "has no tag", "have no tag")
                    : Session.sentence(changed, "is tagged", "are tagged") + " '\(sanitised(word.text))'"))
    }
}

extension CommandCall {
    /// Whether the last word is `off`, written out and without quotes.
    var isOff: Bool {
        guard case .operand(let word)? = command.arguments.last(where: \.isOperand), word.form == .bare else {
            return false
        }
        return word.literal?.lowercased() == "off"
    }
}

extension Session {
    /// The tasks before a tag; a word that names none may be the beginning of a tag without its quotes.
    fileprivate func tasks(taggedWords words: ArraySlice<Expanded>) async throws -> [TaskRecord] {
        do {
            return try await tasks(Array(words))
        } catch let error as ShellError where words.count > 1 && error.span == words.last?.span {
            throw ShellError(
                error.status, error.message, remedy: "a tag of several words stands in quotes", at: error.span)
        }
    }

    /// Such as `@3 is rated` or `12 tasks are rated`.
    static func sentence(_ tasks: [TaskRecord], _ one: String, _ many: String) -> String {
        switch tasks.count {
        case 0: "no task"
        case 1: "@\(tasks[0].number) \(one)"
        default: "\(tasks.count) tasks \(many)"
        }
    }
}
