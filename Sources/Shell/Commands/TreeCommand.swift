import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `tree [TASK] [limit=N] [all=on]`
enum TreeCommand: ShellCommand {
    /// How many tasks are shown unless the line says otherwise.
    private static let defaultLimit = 200
    /// How many families are shown where no task is named.
    private static let familyLimit = 20

    static let spec = CommandSpec(
        "tree", summary: "which task came from which, and what changed",
        operands: [CommandSpec.Operand("TASK", .task, .optional)],
        options: [
            CommandSpec.Option(
                "limit", .count(1...1_000_000), "at most so many tasks; \(defaultLimit) unless given"),
            CommandSpec.Option("all", .onOff, "no limit"),
        ],
        details: """
            The whole family of TASK, from its first ancestor on. Alone, the families of this session, or the newest of the \
            ledger. An only child stands below its parent with ↓, several hang on branches. again and edit make children.
            """,
        examples: ["tree @last", "tree", "tree @12 all=on"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let ledger = try await session.ledger()
        var asked: Int?
        let roots: [Int]
        if let operand = call.operands.first {
            let task = try await session.task(operand)
            asked = task.number
            roots = [try ledger.root(of: task.number)]
        } else {
            roots = try families(session, ledger)
        }
        let catalogue = try session.catalogue()
        let isUnlimited =
            try call.option("all").map { try session.canonical($0, option: "all", of: spec, in: catalogue) == "on" }
            ?? false
        let limit =
            try call.option("limit").map { try session.canonical($0, option: "limit", of: spec, in: catalogue) }
            .flatMap { Int($0) } ?? defaultLimit
        var lines: [FamilyTree.Line] = []
        for root in roots {
            let tree = FamilyTree(root: root, tasks: try ledger.descendants(of: root))
            if asked != nil || tree.lines.count > 1 { lines += tree.lines }
        }
        if lines.isEmpty { session.note("no task has come from another yet: again and edit make such") }
        if !isUnlimited, lines.count > limit {
            session.note("the first \(limit) of \(lines.count); all=on shows every one")
            lines.removeLast(lines.count - limit)
        }
        let shown = Set(lines.flatMap { [$0.number, $0.parent].compactMap(\.self) })
        let tasks = try await session.records(shown.sorted())
        call.output.print(
            ResultSet(
                families: lines, Dictionary(tasks.map { ($0.number, $0) }) { first, _ in first }, asked: asked))
    }

    /// The first tasks of the families of this session, or of the ledger; the newest family last.
    private static func families(_ session: Session, _ ledger: Ledger) throws -> [Int] {
        guard !session.submitted.isEmpty else { return try ledger.roots(limit: familyLimit).reversed() }
        var roots: Set<Int> = []
        for number in session.submitted.suffix(defaultLimit).reversed() where roots.count < familyLimit {
            roots.insert(try ledger.root(of: number))
        }
        return roots.sorted()
    }
}
