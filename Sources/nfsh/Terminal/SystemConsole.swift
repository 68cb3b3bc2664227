import Shell
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process's own streams and terminal.
final class SystemConsole: Console {
    private struct State {
        /// Rows of the live region that are on the screen.
        var liveRows = 0
        /// Takes messages while somebody types, so that they do not wreck the line.
        var notice: (@Sendable (String) -> Void)?
        /// What waits for the terminal, while another program has it.
        var held: String?
        /// Why results could not be written.
        var failure: String?
    }

    private let state = Mutex(State())
    let resultIsTerminal = StandardStream.output.isTerminal
    let messageIsTerminal = StandardStream.error.isTerminal

    /// While `notice` is set, messages go to it instead of the stream.
    func divertMessages(to notice: (@Sendable (String) -> Void)?) {
        state.withLock { $0.notice = notice }
    }

    func result(_ text: String) {
        state.withLock { state in
            eraseLive(&state)
            if let failure = StandardStream.output.write(text) { state.failure = failure }
        }
    }

    func takeResultFailure() -> String? {
        state.withLock { state in
            defer { state.failure = nil }
            return state.failure
        }
    }

    func message(_ text: String) {
        state.withLock { state in
            if let notice = state.notice { return notice(text) }
            if state.held != nil {
                state.held?.append(text)
                return
            }
            eraseLive(&state)
            StandardStream.error.write(text)
        }
    }

    func live(_ lines: [String]) {
        guard messageIsTerminal else { return }
        state.withLock { state in
            guard state.notice == nil, state.held == nil else { return }
            let shown = lines.suffix(max(1, height - 1))
            // One write a frame, each line cleared behind its text: what is redrawn does not flicker.
            var frame = state.liveRows > 0 ? "\u{1B}[\(state.liveRows)A" : ""
            frame += shown.map { "\r" + $0 + "\u{1B}[K\n" }.joined()
            if shown.count < state.liveRows { frame += "\u{1B}[J" }
            state.liveRows = shown.count
            StandardStream.error.write(frame)
        }
    }

    func hold() {
        state.withLock { state in
            eraseLive(&state)
            state.held = state.held ?? ""
        }
    }

    func release() {
        state.withLock { state in
            if let held = state.held { StandardStream.error.write(held) }
            state.held = nil
        }
    }

    private func eraseLive(_ state: inout State) {
        guard state.liveRows > 0 else { return }
        StandardStream.error.write("\u{1B}[\(state.liveRows)A\r\u{1B}[J")
        state.liveRows = 0
    }

    var canAsk: Bool { messageIsTerminal && isatty(STDIN_FILENO) == 1 }

    func ask(_ question: String) async -> String? {
        guard canAsk else { return nil }
        message(question)
        return await readLine()
    }

    func askSecretly(_ question: String) async -> String? {
        guard let echo = TerminalEcho() else { return await readLine() }
        // Only then the question: what is typed on it is never shown.
        echo.turnOff()
        defer { echo.restore() }
        message(question)
        let line = await readLine()
        message("\n")
        return line
    }

    /// The next line of standard input, without its end; waits for it until the task is cancelled.
    private func readLine() async -> String? {
        var bytes: [UInt8] = []
        while !Task.isCancelled {
            var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(STDIN_FILENO, &byte, 1) == 1 else {
                return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    var width: Int { (StandardStream.error.size ?? StandardStream.output.size)?.columns ?? 80 }
    var height: Int { (StandardStream.error.size ?? StandardStream.output.size)?.rows ?? 24 }
}
