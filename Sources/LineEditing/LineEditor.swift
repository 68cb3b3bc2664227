/// Reads entries from a terminal with line editing, history and completion, on a thread of its own.
///
/// libedit owns the keys and the text (so `~/.editrc` and vi mode are as everywhere); the screen is drawn here, from
/// libedit's text after every key. Every call is safe from anywhere.
///
///     let editor = try LineEditor(configuration)
///     while case .entry(let text) = await editor.read(prompt: "nfsh> ") { … }
///     await editor.close()
package final class LineEditor: Sendable {
    private let mailbox: Mailbox
    private let error: Int32

    /// Starts the thread. The terminal is not touched before the first `read`.
    package init(_ configuration: LineEditorConfiguration) throws(LineEditorError) {
        mailbox = try Mailbox()
        error = configuration.error
        try EditSession.start(configuration, mailbox)
    }

    deinit { mailbox.shutDown() }

    /// Reads one whole entry (several lines where `isComplete` says so). Calls at the same time wait for each other.
    ///
    /// Where input and output are not both terminals, or the terminal is dumb, lines are read as they come, without
    /// editing; the prompt is then written only to an output that is a terminal.
    package func read(prompt: Prompt) async -> ReadResult {
        let id = mailbox.newRead()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !mailbox.send(.read(prompt, id: id, continuation)) { continuation.resume(returning: .endOfFile) }
            }
        } onCancel: {
            mailbox.cancel(read: id)
        }
    }

    /// Ends the read that goes on with `.interrupted`, as Ctrl-C does; without one, does nothing.
    package func interrupt() { mailbox.cancel(read: nil) }

    /// Prints a text of one or several lines above the prompt without disturbing what is typed; before or after a
    /// read it prints plainly.
    ///
    /// Never blocks. Renditions (`ESC [ … m`) are kept, other control characters are dropped. While the terminal is
    /// given away, notices wait.
    package func notice(_ text: String) {
        if !mailbox.send(notice: text) { writeAll(Array((Notice.printable(text) + "\n").utf8), to: error) }
    }

    /// Draws the prompt again with other words, while somebody types; without a read, does nothing.
    package func updatePrompt(_ prompt: Prompt) { mailbox.send(prompt: prompt) }

    /// Looks at the size of the terminal again. Its changes are noticed by SIGWINCH where the terminal controls the
    /// process; this is for those that do not.
    package func terminalResized() { mailbox.wake() }

    /// Gives the terminal, as it was found, to somebody else (a child process, a live view) and takes it back.
    package func suspended<R>(_ body: () async throws -> R) async rethrows -> R {
        await withCheckedContinuation { continuation in
            if !mailbox.send(.suspend(continuation)) { continuation.resume() }
        }
        defer { mailbox.resume() }
        return try await body()
    }

    /// The entries that can be recalled, whole: those of other shells first, then those of this one, each the newest last.
    package func entries() async -> [String] {
        await withCheckedContinuation { continuation in
            if !mailbox.send(.entries(continuation)) { continuation.resume(returning: []) }
        }
    }

    /// Leaves the terminal as it was found, and ends the thread; a read that goes on ends with `.endOfFile`.
    package func close() async {
        await withCheckedContinuation { continuation in
            if !mailbox.send(.close(continuation)) { continuation.resume() }
        }
    }

    /// Puts the terminal right from a signal handler that is about to end the process.
    ///
    /// Async-signal-safe. It serves the first editor that edits on a terminal; without one it does nothing.
    package static func restoreTerminal() { TerminalInUse.restore() }
}
