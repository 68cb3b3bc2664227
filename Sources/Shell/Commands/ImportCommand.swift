import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// `import [ID…]`
enum ImportCommand: ShellCommand {
    static let spec = CommandSpec(
        "import", summary: "take tasks of the service into the ledger that it lacks",
        operands: [CommandSpec.Operand("ID", .text, .many)],
        isPaged: true,
        details: """
            Alone, the newest tasks that the service lists, such as those of another machine or of curl; with IDs, these. \
            From then on they are watched and downloaded like all others. What the service does not show (often the \
            prompt) stays empty, and so does the price. A task that may be one whose outcome is unknown is left to \
            reconcile.
            """,
        examples: ["import", "import task-8f3a"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let engine = try await session.engine()
        let found = try await engine.strangers()
        var tasks = found.tasks
        var receivedAt = found.receivedAt
        if !call.operands.isEmpty {
            tasks = []
            for operand in call.operands {
                guard try await session.ledger().tasks(idPrefix: operand.text, limit: 1).first?.id != operand.text
                else {
                    session.note("\(sanitised(operand.text)) is in the ledger already")
                    continue
                }
                if found.doubtful.contains(where: { $0.id == operand.text }) {
                    throw ShellError(
                        .trouble, "\(sanitised(operand.text)) may be a task whose outcome is unknown",
                        remedy: "see reconcile", at: operand.span)
                }
                let reply = try await engine.remoteTask(operand.text)
                tasks.append(reply.value)
                receivedAt = reply.serverTime ?? receivedAt
            }
        }
        let catalogue = try session.catalogue()
        let taken = try await engine.takeIn(
            tasks.map { (order: session.order(for: $0, in: catalogue), task: $0) }, receivedAt: receivedAt)
        for task in taken { session.remember(task) }
        if taken.isEmpty { session.note("the ledger has all that the service lists") }
        if call.operands.isEmpty, !found.doubtful.isEmpty {
            session.note("\(found.doubtful.count) may be tasks whose outcome is unknown: see reconcile")
        }
        call.output.print(ResultSet(tasks: taken, at: session.now))
    }
}

extension Session {
    /// What a task of the service would have been ordered as, as far as the service shows it.
    fileprivate func order(for task: RemoteTask, in catalogue: Catalogue) -> SubmitOrder {
        var request = GenerationRequest(model: task.model ?? "", prompt: task.prompt ?? "")
        let shown = { (parameter: Parameter) in task.raw[parameter.name] ?? task.raw["input"]?[parameter.name] }
        request.resolution = shown(.resolution)?.string
        request.ratio = shown(.ratio)?.string
        request.duration = shown(.duration)?.integer
        request.imgURL = shown(.imgURL)?.string
        request.watermark = shown(.watermark)?.bool
        request.seed = shown(.seed)?.integer
        // What decides the price is not guessed.
        let isPriced = request.resolution != nil && request.duration != nil
        return SubmitOrder(
            request: request, estimate: isPriced ? catalogue.price(of: request) : nil, folder: downloadFolder,
            template: settings["name"] ?? "", exists: ExistingFilePolicy(rawValue: settings["exists"] ?? "") ?? .rename,
            autodownload: settings.autodownload)
    }
}
