import Synchronization

@testable import Shell

/// A console that keeps what it is told, and answers questions as the test says.
final class RecordingConsole: Console {
    private struct State {
        var results = ""
        var messages = ""
        var frames: [[String]] = []
        var questions: [String] = []
        var failure: String?
        var secretQuestions: [String] = []
        var answers: [String] = []
        var isHeld = false
        var held = ""
    }

    private let state = Mutex(State())
    let resultIsTerminal: Bool
    let messageIsTerminal: Bool
    var canAsk: Bool { messageIsTerminal }
    let width: Int
    let height = 24

    /// - Parameter isTerminal: whether somebody looks; both streams are pipes otherwise.
    init(isTerminal: Bool = false, width: Int = 100, answers: [String] = []) {
        resultIsTerminal = isTerminal
        messageIsTerminal = isTerminal
        self.width = width
        state.withLock { $0.answers = answers }
    }

    func result(_ text: String) { state.withLock { $0.results += text } }
    func takeResultFailure() -> String? {
        state.withLock { state in
            defer { state.failure = nil }
            return state.failure
        }
    }

    /// Says from now on once that results could not be written.
    func fail(_ reason: String) { state.withLock { $0.failure = reason } }

    func message(_ text: String) {
        state.withLock { state in
            if state.isHeld { state.held += text } else { state.messages += text }
        }
    }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        state.withLock { state in
            state.messages += state.held
            (state.held, state.isHeld) = ("", false)
        }
    }

    func live(_ lines: [String]) { state.withLock { if !lines.isEmpty { $0.frames.append(lines) } } }

    func ask(_ question: String) async -> String? {
        state.withLock { state in
            state.questions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }

    func askSecretly(_ question: String) async -> String? {
        state.withLock { state in
            state.secretQuestions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }

    /// What went to standard output.
    var results: String { state.withLock { $0.results } }
    /// What went to standard error.
    var messages: String { state.withLock { $0.messages } }
    /// The live regions that were drawn.
    var frames: [[String]] { state.withLock { $0.frames } }
    var questions: [String] { state.withLock { $0.questions } }
    var secretQuestions: [String] { state.withLock { $0.secretQuestions } }

    /// Everything that anybody could see.
    var everything: String { results + messages + frames.flatMap { $0 }.joined(separator: "\n") }

    func forget() {
        state.withLock { state in
            state.results = ""
            state.messages = ""
        }
    }
}
