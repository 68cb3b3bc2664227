import LineEditing
import NexusFlowAPI
import Shell
import Synchronization

/// Says what stands beside the line while it is typed, on the editor's thread, by what the session was when the last line
/// had ended.
final class AdviceSource: Sendable {
    private struct State {
        var context = HintContext()
        var running = 0
    }

    /// `nil` where it cannot be read: there are no prices then.
    private let catalogue: Catalogue?
    private let isUnicode: Bool
    private let state = Mutex(State())

    /// - Parameter isUnicode: whether the terminal shows more than ASCII.
    init(catalogue: Catalogue?, isUnicode: Bool) {
        self.catalogue = catalogue
        self.isUnicode = isUnicode
    }

    /// Takes over what the session is now.
    func update(from interpreter: Interpreter) async {
        let now = await interpreter.hintContext()
        state.withLock { $0.context = now }
    }

    /// Takes note of how many tasks run.
    func update(running: Int) { state.withLock { $0.running = running } }

    private func spelled(_ text: String) -> String { isUnicode ? text : TerminalCharacters.ascii(text) }

    func advice(for request: CompletionRequest) -> Advice {
        let state = state.withLock { $0 }
        let context = state.context
        let price = catalogue.flatMap { LinePrice(of: request.buffer, in: context, catalogue: $0) }
        let isAtEnd = request.cursor == request.buffer.utf8.count
        return Advice(
            hint: context.settings.hints && isAtEnd ? spelled(ArgumentHint(behind: request.buffer).text) : "",
            suggestsEntries: context.settings.hints,
            figures: PromptFigure.all(running: state.running, left: context.left, price: price).map {
                StyledText(spelled($0.text), $0.isAlarming ? .bad : .dim)
            })
    }
}
