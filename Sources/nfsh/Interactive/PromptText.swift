import LineEditing
import Synchronization

/// What the prompt says: the service, the profile, and how many tasks run.
final class PromptText: Sendable {
    private struct State {
        var running = 0
        var profile: String?
    }

    private let label: String
    private let state = Mutex(State())

    init(label: String) { self.label = label }

    var running: Int {
        get { state.withLock { $0.running } }
        set { state.withLock { $0.running = newValue } }
    }

    /// The name of the profile in use.
    var profile: String? {
        get { state.withLock { $0.profile } }
        set { state.withLock { $0.profile = newValue } }
    }

    /// `nfsh local [cinema] (2 running)> `
    var prompt: Prompt {
        let state = state.withLock { $0 }
        let profile = state.profile.map { " [\($0)]" } ?? ""
        let running = state.running > 0 ? " (\(state.running) running)" : ""
        return Prompt("nfsh \(label)\(profile)\(running)> ", continuation: "   ...> ")
    }
}
