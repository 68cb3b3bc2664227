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
        ],
        details: """
            Without TASKS, every success that has no file yet: of this session, or of the ledger. A video is checked \
            against its length, its checksum and its own structure, and only then gets its final name.
            """,
        examples: ["download", "download @last to=shots/", "download $hero to=hero-{seed}.mp4 exists=overwrite"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let tasks = try await selection(call, session)
        guard !tasks.isEmpty else { return session.note("nothing to download") }
        let engine = try await session.engine()
        var done: [TaskRecord] = []
        var failures: [any Error] = []
        for task in tasks {
            try Task.checkCancellation()
            let target = try target(call, for: task, session)
            do {
                done.append(try await download(task, target, engine, session))
            } catch {
                failures.append(error)
                session.warn(ShellError(error, nothingSent: false).message)
            }
        }
        session.console.live([])
        call.output.print(ResultSet(tasks: done))
        if let error = failures.first {
            guard tasks.count > 1 else { throw error }
            throw ShellError(
                ShellError(error, nothingSent: false).status, "\(failures.count) of \(tasks.count) downloads failed",
                remedy: "run download again: what is complete is kept")
        }
    }

    private static func selection(_ call: CommandCall, _ session: Session) async throws -> [TaskRecord] {
        guard call.operands.isEmpty else {
            let tasks = try await session.tasks(call.operands)
            if let task = tasks.first(where: { $0.status != .succeeded }) {
                throw ShellError(
                    .trouble, "task @\(task.number) is \(task.status.word), and only a success has a video",
                    remedy: task.status.isRunning ? "wait for it: watch @\(task.number)" : nil)
            }
            return tasks
        }
        return try await session.tasksOfSession { $0 == .succeeded }.filter { $0.file == nil }
    }

    private static func target(
        _ call: CommandCall, for task: TaskRecord, _ session: Session
    ) throws -> DownloadTarget {
        var target = DownloadTarget(folder: task.folder, template: task.template, exists: task.exists)
        if let policy = try call.option("exists").map({
            try session.canonical($0, option: "exists", of: spec, in: session.catalogue())
        }).flatMap(ExistingFilePolicy.init(rawValue:)) {
            target.exists = policy
        }
        guard let to = call.option("to") else { return target }
        // Fields may stand in the folders too, so the whole path is the template.
        let path = to.text.hasPrefix("~/") ? session.environment.absolutePath(to.text) : to.text
        target.folder = session.environment.workingDirectory
        target.template = to.text.hasSuffix("/") ? path + (session.settings["name"] ?? target.template) : path
        return target
    }

    private static func download(
        _ task: TaskRecord, _ target: DownloadTarget, _ engine: TaskEngine, _ session: Session
    ) async throws -> TaskRecord {
        let console = session.console
        let palette = session.messagePalette
        let width = console.width
        let outcome = try await engine.download(task.number, to: target) { progress in
            console.live([TransferLine.text(task, progress, width: width, palette: palette)])
        }
        switch outcome {
        case .downloaded(let task): return task
        case .alreadyThere(let task):
            session.note("@\(task.number) is here already: \(sanitised(task.file ?? ""))")
            return task
        }
    }
}
