import Glibc

/// Reading with editing: from the terminal's bytes to the characters that libedit acts on.
extension EditSession {
    private enum Waited { case input, timeout, end }

    /// The time after which an Escape stands for itself: longer than a sequence takes to arrive whole, shorter than
    /// a person notices. Milliseconds.
    private static let escapeTimeout: Int32 = 25
    /// The silence after which a paste without an end is taken for complete. Milliseconds.
    private static let pasteTimeout: Int32 = 2_000

    func readEditing() -> ReadResult {
        modes?.lookAgain()
        modes?.startEditing()
        TerminalInUse.setEditing(true)
        undoLog = UndoLog()
        walk = nil
        searching = nil
        list = nil
        hasAskedForList = false
        hasRefreshedHistory = false
        ghost = nil
        topRow = 0
        startOnNewRow()
        engine?.edit()
        finishDrawing()
        TerminalInUse.setEditing(false)
        modes?.stopEditing()
        return outcome ?? .endOfFile
    }

    /// What libedit calls for a character: 1 with one, 0 when there will be none.
    func nextCharacter(for character: UnsafeMutablePointer<wchar_t>) -> Int32 {
        guard outcome == nil, let engine else { return 0 }
        undoLog.record(UndoLog.Snapshot(scalars: engine.scalars, cursor: engine.cursor))
        let input = nextInput()
        engine.makeRoom()
        switch input {
        case .character(let scalar):
            if scalar != "\t" { endCompletion() }
            character.pointee = wchar_t(bitPattern: scalar.value)
        case .key(let key):
            if key != .backTab { endCompletion() }
            if key == .paste { collectPaste() }
            character.pointee = wchar_t(bitPattern: key.rawValue)
        case .incomplete, .nothing: return 0
        }
        return outcome == nil ? 1 : 0
    }

    /// The next character or key; `.nothing` when the read is to end. The screen is brought up to date whenever the
    /// user has to be waited for.
    func nextInput() -> InputDecoder.Input {
        if let input = unread.popLast() { return input }
        while outcome == nil {
            switch decoder.next() {
            case .nothing:
                if wait(0) == .timeout {
                    draw()
                    refreshHistory()
                    _ = wait(-1)
                }
            case .incomplete:
                guard wait(Self.escapeTimeout) == .timeout else { continue }
                let input = decoder.next(final: true)
                if input != .incomplete && input != .nothing { return input }
            case let input: return input
            }
        }
        return .nothing
    }

    /// Once a read, while the user looks at the prompt: a key that asks for an entry need not wait for the file.
    private func refreshHistory() {
        guard !hasRefreshedHistory else { return }
        hasRefreshedHistory = true
        history.refresh()
    }

    private func collectPaste() {
        while outcome == nil {
            if let bytes = decoder.pasted() {
                paste = bytes
                return
            }
            if wait(Self.pasteTimeout) != .input {
                paste = decoder.pasted(final: true) ?? []
                return
            }
        }
    }

    /// Waits for bytes, and sees to the mail meanwhile.
    private func wait(_ timeout: Int32) -> Waited {
        while true {
            var ready = [
                pollfd(fd: configuration.input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: mailbox.wakeInput, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&ready, 2, timeout)
            if count < 0 && errno != EINTR {
                outcome = .failed(LineEditorError(.input))
                return .end
            }
            if count == 0 { return .timeout }
            if ready[1].revents != 0 {
                mailbox.drain()
                readMail()
                if outcome != nil { return .end }
            }
            if count > 0 && ready[0].revents != 0 { return takeBytes() }
        }
    }

    private func takeBytes() -> Waited {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(configuration.input, &bytes, bytes.count)
        if count > 0 {
            decoder.append(bytes[..<count])
            return .input
        }
        if count < 0 && (errno == EINTR || errno == EAGAIN) { return .input }
        // A terminal that was hung up answers with EIO, and is as gone as one that ends.
        outcome = count == 0 || errno == EIO ? .endOfFile : .failed(LineEditorError(.input))
        return .end
    }

    /// What other threads want while somebody types.
    private func readMail() {
        if mailbox.isClosed {
            outcome = .endOfFile
        } else if mailbox.isReadCancelled {
            outcome = .interrupted
        }
        if let continuation = mailbox.nextSuspension() { giveTerminalAway(continuation) }
        if modes?.areUndone ?? false {
            painter.forget()
            modes?.startEditing()
        }
        var mustDraw = noticeNewSize()
        if let new = mailbox.takePrompt() {
            prompt = new
            mustDraw = true
        }
        let notices = mailbox.takeNotices()
        if !notices.isEmpty {
            drawAbove(notices)
        } else if mustDraw && outcome == nil {
            draw()
        }
    }

    private func giveTerminalAway(_ continuation: CheckedContinuation<Void, Never>) {
        writeAll(painter.erase(), to: configuration.output)
        TerminalInUse.setEditing(false)
        modes?.stopEditing()
        continuation.resume()
        while mailbox.isSuspended {
            mailbox.waitForMail()
            mailbox.nextSuspension()?.resume()
        }
        modes?.startEditing()
        TerminalInUse.setEditing(true)
        startOnNewRow()
        draw()
    }
}
