import Media
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
        var region: LiveRegion
        /// The terminal, while the live region is on it.
        var hold: TerminalHold?
        /// Takes messages while somebody types, so that they do not wreck the line.
        var notice: (@Sendable (String) -> Void)?
        /// What is to be said when the terminal comes back from another program.
        var heldBack: String?
        /// The terminal as it was lent.
        var lent: TerminalState?
        /// Why results could not be written.
        var failure: String?
    }

    private let state: Mutex<State>
    let terminal: TerminalKnowledge
    let resultIsTerminal = StandardStream.output.isTerminal
    let messageIsTerminal = StandardStream.error.isTerminal

    /// - Parameter environment: the variables of the process.
    init(environment: [String: String] = ProcessEnvironment.variables) {
        let terminal = TerminalKnowledge(environment)
        self.terminal = terminal
        state = Mutex(State(region: LiveRegion(terminal)))
    }

    /// While `notice` is set, messages go to it instead of the stream.
    func divertMessages(to notice: (@Sendable (String) -> Void)?) {
        state.withLock { $0.notice = notice }
    }

    func result(_ text: String) {
        state.withLock { state in
            StandardStream.error.write(state.region.erase(columns: width))
            if let failure = StandardStream.output.write(spelled(text, resultIsTerminal)) { state.failure = failure }
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
            let text = spelled(text, messageIsTerminal)
            if let notice = state.notice { return notice(text) }
            if state.heldBack != nil { return state.heldBack = (state.heldBack ?? "") + text }
            StandardStream.error.write(state.region.print(text, columns: width, rows: height))
        }
    }

    private func spelled(_ text: String, _ isTerminal: Bool) -> String {
        isTerminal && !terminal.isUnicode ? TerminalCharacters.ascii(text) : text
    }

    func live(_ lines: [String]) {
        guard canRedraw else { return }
        state.withLock { state in
            guard state.notice == nil, state.heldBack == nil, TerminalHold.isOurs else { return }
            if lines.isEmpty {
                StandardStream.error.write(state.region.erase(columns: width))
                state.hold?.release()
                state.hold = nil
                return
            }
            if state.hold == nil { state.hold = TerminalHold { [self] in stop() } }
            StandardStream.error.write(state.region.draw(lines, columns: width, rows: height))
        }
    }

    /// Stops the process, as Ctrl-Z is to, and draws the live region anew when it goes on.
    private func stop() {
        state.withLock { state in
            guard let hold = state.hold else { return }
            let lines = state.region.lines
            state.region.forget()
            hold.stopProcess()
            guard TerminalHold.isOurs else { return }
            StandardStream.error.write(state.region.draw(lines, columns: width, rows: height))
        }
    }

    func control(_ sequence: String) {
        guard messageIsTerminal else { return }
        state.withLock { state in
            if state.heldBack != nil { return state.heldBack = (state.heldBack ?? "") + sequence }
            StandardStream.error.write(sequence)
        }
    }

    func lendTerminal() {
        state.withLock { state in
            StandardStream.error.write(state.region.erase(columns: width))
            state.hold?.release()
            state.hold = nil
            state.lent = TerminalState()
            state.heldBack = state.heldBack ?? ""
        }
    }

    func takeBackTerminal() {
        state.withLock { state in
            if let lent = state.lent, TerminalHold.isOurs, lent.restoreIfBroken(), canRedraw {
                // Who left the modes broken left its colours too, and the cursor hidden.
                StandardStream.error.write("\u{1B}[0m\u{1B}[?25h")
            }
            state.lent = nil
            StandardStream.error.write(state.heldBack ?? "")
            state.heldBack = nil
        }
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
        echo.turnOffForSecret()
        defer { echo.restore() }
        message(question)
        let line = await readLine()
        message("\n")
        return line
    }

    func query(_ question: String, until isWhole: @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        guard resultIsTerminal, tcgetpgrp(STDIN_FILENO) == getpgrp(), let modes = TerminalEcho() else { return [] }
        modes.turnOffForSecret(byKey: true)
        var answer: [UInt8] = []
        var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 0) == 0 else {
            modes.restore()
            return []
        }
        result(question)
        let end = ContinuousClock.now + .seconds(1)
        while !isWhole(answer), !Task.isCancelled {
            let left = end - ContinuousClock.now
            guard left > .zero else { break }
            // One byte at a time: what is typed behind the answer stays where it is.
            var byte: UInt8 = 0
            guard poll(&ready, 1, min(100, Int32(left / .milliseconds(1)) + 1)) > 0 else { continue }
            guard read(STDIN_FILENO, &byte, 1) == 1 else { break }
            answer.append(byte)
        }
        // Terminals that do not know a question may show it.
        result("\r\u{1B}[K")
        // Half an answer that comes later would be taken for keys.
        modes.restore(dropsInput: !isWhole(answer))
        return answer
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
    var cellSize: CellSize? { StandardStream.output.cellSize }
    var height: Int { (StandardStream.error.size ?? StandardStream.output.size)?.rows ?? 24 }
}
