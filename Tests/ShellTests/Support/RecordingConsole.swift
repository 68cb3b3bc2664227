import Media
import Synchronization

@testable import Shell

/// A console that keeps what it is told, and answers questions as the test says.
final class RecordingConsole: Console {
    private struct State {
        var results = ""
        var messages = ""
        var controls: [String] = []
        var heldBack: String?
        var frames: [[String]] = []
        var questions: [String] = []
        var failure: String?
        var secretQuestions: [String] = []
        var answers: [String] = []
        var queries: [String] = []
        var terminalAnswer: [UInt8] = []
    }

    private let state = Mutex(State())
    let resultIsTerminal: Bool
    let messageIsTerminal: Bool
    var canAsk: Bool { messageIsTerminal }
    let width: Int
    let height: Int
    let terminal: TerminalKnowledge
    let cellSize: CellSize? = nil

    /// - Parameters:
    ///   - isTerminal: whether somebody looks; both streams are pipes otherwise.
    ///   - variables: the marks that the terminal leaves in the environment.
    init(
        isTerminal: Bool = false, width: Int = 100, height: Int = 24, answers: [String] = [],
        variables: [String: String] = ["TERM": "xterm", "LANG": "C.UTF-8"]
    ) {
        self.height = height
        terminal = TerminalKnowledge(variables)
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
            if state.heldBack == nil { state.messages += text } else { state.heldBack?.append(text) }
        }
    }

    func control(_ sequence: String) { state.withLock { $0.controls.append(sequence) } }

    func lendTerminal() { state.withLock { $0.heldBack = "" } }

    func takeBackTerminal() {
        state.withLock { state in
            state.messages += state.heldBack ?? ""
            state.heldBack = nil
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

    func query(_ question: String, until isWhole: @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        state.withLock { state in
            state.queries.append(question)
            return state.terminalAnswer
        }
    }

    /// What the terminal answers when it is asked itself.
    func answerQueries(with text: String) { state.withLock { $0.terminalAnswer = Array(text.utf8) } }

    /// What the terminal was asked.
    var queries: [String] { state.withLock { $0.queries } }

    /// What went to standard output.
    var results: String { state.withLock { $0.results } }
    /// What went to standard error.
    var messages: String { state.withLock { $0.messages } }
    /// The live regions that were drawn.
    var frames: [[String]] { state.withLock { $0.frames } }
    /// The sequences that were meant for the terminal alone.
    var controls: [String] { state.withLock { $0.controls } }
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
