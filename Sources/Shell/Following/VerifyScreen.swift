import ShellLanguage
import Synchronization

/// Shows in the foreground how many files are verified.
final class VerifyScreen: Sendable {
    private let console: any Console
    private let isShown: Bool
    private let total: Int
    private let done = Mutex(0)

    /// - Parameter total: how many there are; above 0.
    init(session: Session, total: Int) {
        console = session.console
        isShown = session.console.canRedraw && !session.options.isQuiet
        self.total = total
        draw(0)
    }

    /// One file more is verified.
    func advance() {
        done.withLock { done in
            done += 1
            draw(done)
        }
    }

    func clear() {
        if isShown { console.live([]) }
    }

    private func draw(_ done: Int) {
        guard isShown else { return }
        let bar = ProgressBar(width: min(24, max(4, console.width - 32)), isUnicode: console.terminal.isUnicode)
        console.live([
            "verifying \(bar.text(Double(done) / Double(total))) \(done) of \(total)".truncated(
                to: max(0, console.width - 1))
        ])
    }
}
