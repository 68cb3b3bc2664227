/// What a `LineEditor` works on, and what it asks whoever knows the language.
///
/// The closures run on the editor's own thread, while the user waits for a key to take effect: they are to be quick.
package struct LineEditorConfiguration: Sendable {
    /// The file descriptors; the editor never closes them.
    package var input: Int32 = 0
    package var output: Int32 = 1
    /// Where notices go when the output is no terminal.
    package var error: Int32 = 2
    /// The name that `~/.editrc` may put before a line to mean this program alone (editrc(5)).
    package var programName: String
    /// Where entries are remembered, one JSON object a line; `nil` remembers them for this session only.
    package var historyPath: String?
    /// The newest entries that are loaded from the file.
    package var historyLimit = 10_000
    /// Whether styles are written at all.
    package var usesColor = true
    /// The terminal's type; `dumb` means no editing. `nil` reads `TERM`.
    package var terminalType: String?
    /// The file of the user's key bindings; `nil` looks where libedit does (`$EDITRC`, `~/.editrc`).
    package var bindingsPath: String?
    /// The user's editor, a command for the shell; `nil` reads `VISUAL` and `EDITOR`.
    package var editorCommand: String?
    /// Whether the terminal breaks long lines anew when it is resized.
    package var terminalReflows = true
    /// What stands for the rest of a text that is cut; one column wide.
    package var cutMark = "\u{2026}"
    /// Whether the text is an entry; otherwise Enter starts another line of it.
    package var isComplete: @Sendable (String) -> Bool = { _ in true }
    /// What could stand at the cursor.
    package var complete: @Sendable (CompletionRequest) -> CompletionResponse = { CompletionResponse(nothingAt: $0) }
    /// What is shown beside the text; asked whenever the screen is brought up to date.
    package var advise: @Sendable (CompletionRequest) -> Advice = { _ in Advice() }
    /// Whether an entry is remembered; one that begins with a blank never is.
    package var keepInHistory: @Sendable (String) -> Bool = { _ in true }

    package init(programName: String) { self.programName = programName }
}

/// How a call to `LineEditor.read` ended.
package enum ReadResult: Sendable, Hashable {
    /// A whole entry, without its last line feed; several lines where `isComplete` asked for them.
    case entry(String)
    /// Ctrl-C at the prompt, `LineEditor.interrupt()`, or the calling task was cancelled.
    case interrupted
    /// Ctrl-D on an empty line, the end of the input, or the editor was closed.
    case endOfFile
    /// The input cannot be read.
    case failed(LineEditorError)
}
