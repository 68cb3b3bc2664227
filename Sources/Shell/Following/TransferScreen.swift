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
        guard console.messageIsTerminal, !isQuiet else { return }
        let line = Self.text(task.number, progress, width: console.width)
        draw { lines in
            if let index = lines.firstIndex(where: { $0.number == task.number }) {
                lines[index].line = line
            } else {
                lines.append((task.number, line))
            }
        }
    }

    func ended(_ number: Int) {
        guard console.messageIsTerminal, !isQuiet else { return }
        draw { lines in lines.removeAll { $0.number == number } }
    }

    private func draw(_ change: (inout [(number: Int, line: String)]) -> Void) {
        lines.withLock { lines in
            change(&lines)
            console.live(lines.map(\.line))
        }
    }

    private static func text(_ number: Int, _ progress: TransferProgress, width: Int) -> String {
        var line = "@\(number) downloading "
        if let total = progress.total, total > 0 {
            line += ProgressBar.text(Double(progress.received) / Double(total), width: 24) + " "
        }
        line += "\(progress.received / 1024) KiB"
        return line.truncated(to: max(0, width - 1))
    }
}
