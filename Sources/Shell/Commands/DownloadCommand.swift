import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// `download [TASKS] [to=TEMPLATE] [exists=…]`
enum DownloadCommand: ShellCommand {
    static let spec = CommandSpec(
        "download", summary: "fetch videos, verify them, and put them under their names",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        options: [
            CommandSpec.Option("to", .template, "file name template; a folder if it ends in /"),
            CommandSpec.Option(
                "exists", .choice(ExistingFilePolicy.allCases.map(\.rawValue)), "what to do where a file is there"),
        ] + TaskConditions.options,
        details: """
            Without TASKS, every success that has no file yet: of this session, or of the ledger; with tag= or rated= of \
            the whole ledger. The one with the nearest \
            deadline goes first, as many at once as jobs says. A video is checked against its length, its checksum and its \
            own structure, and only then gets its final name.
            """,
        examples: [
            "download", "download @last to=shots/", "download rated=4 to=best/",
            "download $hero to=hero-{seed}.mp4 exists=overwrite",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let tasks = try await selection(call, session)
        if tasks.isEmpty { session.note("nothing to download") }
        try await session.download(tasks, call, spec: spec)
    }

    private static func selection(_ call: CommandCall, _ session: Session) async throws -> [TaskRecord] {
        let conditions = try TaskConditions(call, in: session)
        guard call.operands.isEmpty else {
            let tasks = try await session.tasks(call.operands).filter(conditions.fits)
            let others = tasks.filter { $0.status != .succeeded }
            guard let task = others.first else { return tasks }
            guard others.count < tasks.count else {
                throw ShellError(
                    .trouble, "task @\(task.number) is \(task.status.word), and only a success has a video",
                    remedy: task.status.isRunning ? "wait for it: watch @\(task.number)" : nil)
            }
            session.note("left out, since only a success has a video: \(Session.names(others.map(\.number)))")
            return tasks.filter { $0.status == .succeeded }
        }
        guard conditions.isEmpty else {
            var filter = TaskFilter()
            filter.statuses = [.succeeded]
            conditions.add(to: &filter)
            return try await session.ledger().tasks(filter).filter { $0.file == nil }
        }
        return try await session.tasksOfSession { $0 == .succeeded }.filter { $0.file == nil }
    }
}
