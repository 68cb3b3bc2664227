import NexusFlowAPI
import ShellLanguage
import Synchronization
import TaskEngine
import TaskLedger

/// Shows transfers in the foreground, a line each, the ones that began first on top.
final class TransferScreen: Sendable {
    private let console: any Console
    private let isQuiet: Bool
    private let lines = Mutex<[(number: Int, line: String)]>([])

    init(session: Session) {
        console = session.console
        isQuiet = session.options.isQuiet
    }

    func show(_ task: TaskRecord, _ progress: TransferProgress) {
        guard console.canRedraw, !isQuiet else { return }
        let line = text(task.number, progress)
        draw { lines in
            if let index = lines.firstIndex(where: { $0.number == task.number }) {
                lines[index].line = line
            } else {
                lines.append((task.number, line))
            }
        }
    }

    func ended(_ number: Int) {
        guard console.canRedraw, !isQuiet else { return }
        draw { lines in lines.removeAll { $0.number == number } }
    }

    private func draw(_ change: (inout [(number: Int, line: String)]) -> Void) {
        lines.withLock { lines in
            change(&lines)
            console.live(lines.map(\.line))
        }
    }

    private func text(_ number: Int, _ progress: TransferProgress) -> String {
        var line = "@\(number) fetching "
        if let total = progress.total, total > 0 {
            let bar = ProgressBar(width: min(24, max(4, console.width - 24)), isUnicode: console.terminal.isUnicode)
            line += bar.text(Double(progress.received) / Double(total)) + " "
        }
        line += FollowLine.size(progress.received)
        return line.truncated(to: max(0, console.width - 1))
    }
}
