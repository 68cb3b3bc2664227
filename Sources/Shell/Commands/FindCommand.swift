import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `find TEXT [model=] [tag=] [rated=] [since=] [limit=]`
enum FindCommand: ShellCommand {
    private static let defaultLimit = 20

    static let spec = CommandSpec(
        "find", summary: "find tasks by the words of their prompts, notes, tags and models",
        operands: [CommandSpec.Operand("TEXT", .text, .some)],
        options: [
            CommandSpec.Option("model", .parameter(.model), "only this model")
        ] + TaskConditions.options + [
            CommandSpec.Option("since", .moment, "only what was submitted since: 2h, 3d, 2026-06-01"),
            CommandSpec.Option("limit", .count(1...1000), "at most so many, the best; \(defaultLimit) unless given"),
        ],
        details: """
            Every word must be there, in any case and accent; one of three letters or more may go on where it is written. \
            What stands in quotes stands together. Chinese, Japanese, Korean, Thai and emoji are found by any part of them. \
            The best match comes first, the newest of equal ones.
            """,
        examples: ["find paper boat", "find \"slow push in\" rated=4", "find lighthouse model=pixverse-v6 since=7d"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard call.operands.count <= SearchQuery.termLimit else {
            throw ShellError(
                .check, "more than \(SearchQuery.termLimit) words are too many to look for",
                at: call.operands[SearchQuery.termLimit].span)
        }
        guard let query = SearchQuery(call.operands.map(\.text)) else {
            throw ShellError(
                .check, "there is no letter, digit or emoji in it that could be looked for",
                at: call.operands.first?.span)
        }
        let catalogue = try session.catalogue()
        var filter = TaskFilter()
        filter.model = try call.option("model").map {
            try session.canonical($0, option: "model", of: spec, in: catalogue)
        }
        try TaskConditions(call, in: session).add(to: &filter)
        filter.since = try call.option("since").map { try session.moment($0) }
        let limit =
            try call.option("limit").map { try session.canonical($0, option: "limit", of: spec, in: catalogue) }
            .flatMap { Int($0) } ?? defaultLimit
        // One more than shown, to know whether there is more.
        var found = try await session.ledger().search(query, filter, limit: limit + 1)
        if found.count > limit {
            found.removeLast(found.count - limit)
            session.note("the best \(limit); limit= shows more")
        }
        if found.isEmpty { session.note("no task has that") }
        call.output.print(result(found))
    }

    /// All fields for programs; people see where it was found.
    private static func result(_ found: [FoundTask]) -> ResultSet {
        let shown: Set<TaskField> = [.number, .status, .model, .resolution, .rating, .tag]
        let fields = TaskField.allCases
        let columns = fields.map { shown.contains($0) ? $0.column : ResultSet.Column($0.name) }
        return ResultSet(
            columns: columns,
            rows: found.map { found in fields.map { $0.value(of: found.task) } }
        ).adding(
            excerptColumn, found.map { JSONValue.array($0.excerpt.map { [.string($0.text), .bool($0.isMatch)] }) })
    }

    private static let excerptColumn = ResultSet.Column(
        "found", title: "FOUND", isFlexible: true, isForPeople: true
    ) { value in
        guard case .array(let parts) = value else { return ResultSet.Cell("") }
        var text = ""
        var marks: [Range<Int>] = []
        for case .array(let part) in parts {
            let start = text.count
            text += sanitised(part.first?.string ?? "")
            if part.last == .bool(true), start < text.count { marks.append(start..<text.count) }
        }
        return ResultSet.Cell(text, marks: marks)
    }
}
