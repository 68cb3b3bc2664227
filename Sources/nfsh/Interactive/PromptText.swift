import LineEditing
import Synchronization

/// What the prompt says: the service, and how many tasks run.
final class PromptText: Sendable {
    private let label: String
    private let count = Mutex(0)

    init(label: String) { self.label = label }

    var running: Int {
        get { count.withLock { $0 } }
        set { count.withLock { $0 = newValue } }
    }

    /// `nfsh local 2▸ `: two tasks run.
    var prompt: Prompt {
        let running = running
        return Prompt("nfsh \(label)\(running > 0 ? " (\(running) running)" : "")> ", continuation: "   ...> ")
    }
}
