import NexusFlowAPI
import TaskEngine
import TaskLedger

/// `info TASK`
enum InfoCommand: ShellCommand {
    static let spec = CommandSpec(
        "info", summary: "show one task whole", operands: [CommandSpec.Operand("TASK", .task)],
        details: """
            Asks the service first while the task runs; if it does not answer, shows what the ledger knows. Of a file that             is on disk people also see what it really is: frame size, length, frames and bits a second, codec, as the file             itself says.
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
        let result = ResultSet(tasks: [task], at: session.now, shape: .single)
        // The file is not touched for programs, which see only what the ledger knows.
        let facts = session.settings.output == .table ? VideoFacts(of: task) : nil
        call.output.print(facts.map { result.adding($0.column, [.string($0.text)]) } ?? result)
    }
}
