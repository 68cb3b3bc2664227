import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// `list [status= model= tag= rated= since= limit= all=on]`
enum ListCommand: ShellCommand {
    /// How many tasks are listed unless the line says otherwise.
    private static let defaultLimit = 20

    static let spec = CommandSpec(
        "list", summary: "list the tasks of the ledger, newest last",
        options: [
            CommandSpec.Option("status", .text, "only this status; several with commas"),
            CommandSpec.Option("model", .parameter(.model), "only this model"),
        ] + TaskConditions.options + [
            CommandSpec.Option("since", .moment, "only what was submitted since: 2h, 3d, 2026-06-01"),
            CommandSpec.Option(
                "limit", .count(1...1_000_000), "at most so many, the newest; \(defaultLimit) unless given"),
            CommandSpec.Option("all", .onOff, "no limit"),
        ],
        isPaged: true,
        details: """
            Of a task that runs, TO GO is how much longer it will take as a rule, by your own past tasks: an estimate, \
            marked with ~. LEFT is how long its video can still be fetched.
            """,
        examples: ["list", "list status=running", "list since=2h", "list tag=hero rated=4 all=on"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let catalogue = try session.catalogue()
        var filter = TaskFilter()
        if let status = call.option("status") {
            filter.statuses = Set(status.text.split(separator: ",").map { TaskStatus(String($0)) })
        }
        filter.model = try call.option("model").map {
            try session.canonical($0, name: "model", kind: .parameter(.model), in: catalogue)
        }
        try TaskConditions(call, in: session).add(to: &filter)
        filter.since = try call.option("since").map { try session.moment($0) }
        let isUnlimited =
            try call.option("all").map {
                try session.canonical($0, name: "all", kind: .onOff, in: catalogue) == "on"
            } ?? false
        let limit =
            try call.option("limit").map { try session.canonical($0, option: "limit", of: spec, in: catalogue) }
            .flatMap { Int($0) } ?? defaultLimit
        // One more than shown, to know whether there is more.
        if !isUnlimited { filter.limit = limit + 1 }
        var tasks = try await session.ledger().tasks(filter)
        if !isUnlimited, tasks.count > limit {
            tasks.removeFirst(tasks.count - limit)
            session.note("the newest \(limit); all=on lists every one")
        }
        if tasks.isEmpty { session.note("no tasks") }
        let running = tasks.filter(\.status.isRunning)
        let history =
            session.settings.output == .table && !running.isEmpty
            ? TaskHistory.read(for: running, from: try await session.ledger()) : nil
        call.output.print(ResultSet(tasks: tasks, at: session.now, history: history))
    }
}

extension Session {
    /// A point in time: an ISO 8601 time, a date (midnight UTC), or a stretch before now.
    func moment(_ word: Expanded) throws -> Date {
        if let date = Date(iso8601: word.text) ?? Date(iso8601: word.text + "T00:00:00Z") { return date }
        if let span = TimeSpan(word.text) { return environment.clock.now.addingTimeInterval(-span.seconds) }
        throw ShellError(
            .check, "'\(word.text)' is no point in time", remedy: "write 2h, 3d, 2026-06-01 or 2026-06-01T10:00:00Z",
            at: word.span)
    }
}
