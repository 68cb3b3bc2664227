import NexusFlowAPI
import TaskEngine
import TaskLedger

/// `info TASK`
enum InfoCommand: ShellCommand {
    static let spec = CommandSpec(
        "info", summary: "show one task whole", operands: [CommandSpec.Operand("TASK", .task)],
        details: "Asks the service first while the task runs; if it does not answer, shows what the ledger knows.",
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
        call.output.print(ResultSet(tasks: [task], at: session.now, shape: .single))
    }
}
