import FoundationEssentials
import NexusFlowAPI
import TaskEngine
import TaskLedger

/// `rescue`
enum RescueCommand: ShellCommand {
    static let spec = CommandSpec(
        "rescue", summary: "fetch every video that is not here yet, the nearest deadline first",
        options: [
            CommandSpec.Option("to", .template, "file name template; a folder if it ends in /")
        ],
        details: """
            Looks at the whole ledger: asks how running tasks stand, then fetches what succeeded and is not on disk, also \
            where autodownload is off. Results can be fetched for 24 hours; what is past that is called lost, and left \
            alone.
            """,
        examples: ["rescue", "rescue to=rescued/"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let engine = try await session.engine()
        let all = try await session.ledger().tasks(TaskFilter()).filter(engine.isInCare)
        var candidates: [TaskRecord] = []
        var failures: [EngineError] = []
        for task in all {
            try Task.checkCancellation()
            guard task.status.isRunning else {
                if task.status == .succeeded, task.file == nil { candidates.append(task) }
                continue
            }
            do {
                let fresh = try await engine.refresh(task.number)
                if fresh.status == .succeeded, fresh.file == nil { candidates.append(fresh) }
            } catch {
                failures.append(error)
                session.warn("@\(task.number): \(ShellError(error, nothingSent: false).message)")
            }
        }
        let now = session.now
        let lost = candidates.filter { $0.timeLeft(at: now)?.isLost == true }
        let due = candidates.filter { $0.timeLeft(at: now)?.isLost != true }
            .sorted { ($0.expiresAt ?? .distantFuture, $0.number) < ($1.expiresAt ?? .distantFuture, $1.number) }
        if !lost.isEmpty {
            session.warn("lost, since their 24 hours are over: \(Session.names(lost.map(\.number)))")
        }
        if !due.isEmpty { try await session.download(due, call, spec: spec) }
        if let failure = failures.first {
            throw ShellError(
                ShellError(failure, nothingSent: false).status,
                "how \(failures.count == 1 ? "1 task stands" : "\(failures.count) tasks stand") could not be asked",
                remedy: "run rescue again: what is complete is kept")
        }
        if due.isEmpty { session.note("nothing to rescue") }
    }
}
