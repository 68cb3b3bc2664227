import LineEditing
import Shell
import Synchronization

/// Answers the completion key, on the editor's thread, by what the session was when the last line had ended.
final class CompletionSource: Sendable {
    private let completer: Completer
    private let context = Mutex(CompletionContext())

    init(completer: Completer) { self.completer = completer }

    /// Takes over what the session is now.
    func update(from interpreter: Interpreter) async {
        let now = await interpreter.completionContext()
        context.withLock { $0 = now }
    }

    func response(to request: CompletionRequest) -> CompletionResponse {
        request.answered(by: completer, in: context.withLock { $0 })
    }
}
