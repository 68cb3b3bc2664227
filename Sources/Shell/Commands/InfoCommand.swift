import NexusFlowAPI
import TaskEngine
import TaskLedger

/// `info TASK`
enum InfoCommand: ShellCommand {
    static let spec = CommandSpec(
        "info", summary: "show one task whole", operands: [CommandSpec.Operand("TASK", .task)],
        isPaged: true,
        details: """
            Asks the service first while the task runs; if it does not answer, shows what the ledger knows. Of a file that \
            is on disk people also see what it really is: frame size, length, frames and bits a second, codec, as the file \
            itself says; of a task that runs, how much longer it will take if it takes as long as others of yours did.
            """,
        examples: ["info @last", "info 12"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        var task = try await session.task(operand)
        if task.status.isRunning {
            do {
                task = try await session.engine().refresh(task.number)
            } catch {
                session.warn(
                    "the service did not say how it stands now: \(ShellError(error, nothingSent: true).message)")
            }
        }
        var result = ResultSet(tasks: [task], at: session.now, shape: .single)
        if session.settings.output == .table, let expected = try await expected(task, in: session) {
            result = result.adding(ResultSet.Column("expected", isForPeople: true), [.string(expected)])
        }
        // The file is not touched for programs, which see only what the ledger knows.
        let facts = session.settings.output == .table ? VideoFacts(of: task) : nil
        call.output.print(facts.map { result.adding($0.column, [.string($0.text)]) } ?? result)
    }

    /// `~2 min, as 14 like it took`
    private static func expected(_ task: TaskRecord, in session: Session) async throws -> String? {
        guard task.status.isRunning else { return nil }
        let history = TaskHistory.read(for: [task], from: try await session.ledger())
        guard let expectation = history.expectation(of: task),
            let left = task.timeToGo(by: history, at: session.now)
        else { return nil }
        let others = expectation.isAlike ? "\(expectation.count) like it" : "\(expectation.count) of its model"
        return "\(left.text), going by \(others)"
    }
}
