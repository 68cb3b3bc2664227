import ShellLanguage
import Synchronization

/// Shows in the foreground how far the verifying of files is: by their bytes, so that a large one does not stand still.
final class VerifyScreen: Sendable {
    private struct State {
        var files = 0
        var bytes: Int64 = 0
        var line = ""
    }

    private let console: any Console
    private let isShown: Bool
    private let total: Int
    private let bytes: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - total: how many files there are; above 0.
    ///   - bytes: how many bytes they should have together.
    init(session: Session, total: Int, bytes: Int64) {
        console = session.console
        isShown = session.console.canRedraw && !session.options.isQuiet
        self.total = total
        self.bytes = bytes
        draw { _ in }
    }

    /// So many bytes more are read.
    func read(_ count: Int64) {
        draw { $0.bytes += count }
    }

    /// One file more is verified.
    func advance() {
        draw { $0.files += 1 }
    }

    func clear() {
        if isShown { console.live([]) }
    }

    private func draw(_ change: (inout State) -> Void) {
        guard isShown else { return }
        state.withLock { state in
            change(&state)
            let bar = ProgressBar(
                width: min(24, max(4, console.width - 32)), isUnicode: console.terminal.isUnicode)
            let line = Self.line(files: state.files, of: total, bytes: state.bytes, of: bytes, bar)
            // Pieces are small: only what can be seen is drawn.
            guard line != state.line else { return }
            state.line = line
            console.live([line.truncated(to: max(0, console.width - 1))])
        }
    }

    /// `verifying ████░░░░ 2 of 5, 40 %`
    static func line(files: Int, of total: Int, bytes: Int64, of allBytes: Int64, _ bar: ProgressBar) -> String {
        let share = allBytes > 0 ? min(1, Double(bytes) / Double(allBytes)) : Double(files) / Double(total)
        return "verifying \(bar.text(share)) \(files) of \(total)" + (allBytes > 0 ? ", \(Int(share * 100)) %" : "")
    }
}
