import Glibc

/// Reading without editing: from a file, a pipe, or a terminal that cannot move its cursor.
extension EditSession {
    func readPlainly() -> ReadResult {
        var entry = ""
        var mark = Self.words(prompt)
        let showsPrompt = isatty(configuration.output) == 1
        defer { plainPrompt = nil }
        while true {
            if showsPrompt {
                plainPrompt = mark
                writeAll(Array(mark.utf8), to: configuration.output)
            }
            guard let line = plainLine() else {
                if showsPrompt { writeAll([0x0A], to: configuration.output) }
                // What the input ends in is handed over as it stands: whoever reads it knows what is missing.
                return entry.isEmpty ? outcome ?? .endOfFile : .entry(String(entry.dropLast()))
            }
            entry += line
            if configuration.isComplete(entry) { return .entry(entry) }
            entry += "\n"
            mark = prompt.continuation
        }
    }

    /// The next line without its end; `nil` at the end of the input, or when the read is to end.
    private func plainLine() -> String? {
        var searched = 0
        while true {
            if let end = plainBytes[searched...].firstIndex(of: 0x0A) {
                defer { plainBytes.removeSubrange(...end) }
                let hasReturn = end > 0 && plainBytes[end - 1] == 0x0D
                return String(decoding: plainBytes[..<(hasReturn ? end - 1 : end)], as: UTF8.self)
            }
            searched = plainBytes.count
            if !waitForPlainBytes() {
                guard !plainBytes.isEmpty, outcome == nil else { return nil }
                defer { plainBytes = [] }
                return String(decoding: plainBytes, as: UTF8.self)
            }
        }
    }

    private func waitForPlainBytes() -> Bool {
        while true {
            var ready = [
                pollfd(fd: configuration.input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: mailbox.wakeInput, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&ready, 2, -1)
            if count < 0 && errno != EINTR {
                outcome = .failed(LineEditorError(.input))
                return false
            }
            if count > 0 && ready[1].revents != 0 {
                mailbox.drain()
                readPlainMail()
                if outcome != nil { return false }
            }
            guard count > 0, ready[0].revents != 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let got = Glibc.read(configuration.input, &bytes, bytes.count)
            if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            if got < 0 && errno != EIO { outcome = .failed(LineEditorError(.input)) }
            guard got > 0 else { return false }
            plainBytes += bytes[..<got]
            return true
        }
    }

    private func readPlainMail() {
        if mailbox.isClosed { outcome = .endOfFile }
        if outcome == nil && mailbox.isReadCancelled { outcome = .interrupted }
        if let continuation = mailbox.nextSuspension() {
            continuation.resume()
            while mailbox.isSuspended {
                mailbox.waitForMail()
                mailbox.nextSuspension()?.resume()
            }
        }
        // What stands there cannot be changed: it counts from the next time on that the prompt is written.
        if let new = mailbox.takePrompt(), plainPrompt == Self.words(prompt) {
            prompt = new
            plainPrompt = Self.words(new)
        }
        printNotices()
    }

    private static func words(_ prompt: Prompt) -> String { prompt.text.map(\.text).joined() }
}
