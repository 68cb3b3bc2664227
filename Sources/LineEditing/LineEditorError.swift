import Glibc

/// Why there is no line editor, or why it could not go on.
package struct LineEditorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being done.
    package enum Code: Sendable, Hashable {
        case pipe, thread, input, history, editor
    }

    package var code: Code
    /// The system's error number (errno(3)), 0 if it gave none.
    package var number: Int32

    init(_ code: Code, number: Int32 = errno) {
        self.code = code
        self.number = number
    }

    /// One sentence.
    package var description: String {
        let what =
            switch code {
            case .pipe: "cannot create a pipe for the line editor"
            case .thread: "cannot start the line editor's thread"
            case .input: "cannot read the input"
            case .history: "cannot keep the history"
            case .editor: "cannot run the editor"
            }
        guard number != 0, let reason = strerror(number) else { return what }
        return "\(what): \(String(cString: reason))"
    }
}
