import Glibc

/// The editing thread's own state; it never leaves that thread.
final class EditSession {
    /// What follows an action.
    enum After { case goOn, end }

    let configuration: LineEditorConfiguration
    let mailbox: Mailbox
    var history: History
    var painter: ScreenPainter
    var decoder = InputDecoder()
    var modes: TerminalModes?
    var engine: LineEngine?

    /// The prompt of the read that goes on.
    var prompt: Prompt = ""
    /// How the read that goes on is to end, once that is known.
    var outcome: ReadResult?
    /// Keys that were read and given back.
    var unread: [InputDecoder.Input] = []
    /// A paste that waits to be inserted.
    var paste: [UInt8] = []
    var undoLog = UndoLog()
    var walk: HistoryWalk?
    var searching: HistorySearch?
    /// The candidates below the line, while they are shown.
    var list: (candidates: CandidateList, page: Int)?
    /// The key before this one was a completion that could not settle on one.
    var hasAskedForList = false
    /// The first row of the input area that is visible, when the text is taller than the screen.
    var topRow = 0
    /// Bytes of a line that is read without editing.
    var plainBytes: [UInt8] = []
    /// The prompt that stands on the terminal while a line is read without editing.
    var plainPrompt: String?
    var hasToldOfHistory = false
    /// What other shells have added to the history was looked at in this read.
    var hasRefreshedHistory = false
    var suggestion = HistorySuggestion()
    /// What of an entry stands on the screen behind the text, and the text that it stands behind.
    var ghost: (rest: String, text: String)?
    private var hasClaimedTerminal = false

    private init(_ configuration: LineEditorConfiguration, _ mailbox: Mailbox) {
        self.configuration = configuration
        self.mailbox = mailbox
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let session = "\(getpid())-\(String(now.tv_sec, radix: 36))\(String(now.tv_nsec, radix: 36))"
        history = History(path: configuration.historyPath, limit: configuration.historyLimit, session: session)
        painter = ScreenPainter(
            usesColor: configuration.usesColor,
            colors: TerminalColors(type: Self.terminalType(configuration), colorTerm: Self.variable("COLORTERM")))
    }

    private static func terminalType(_ configuration: LineEditorConfiguration) -> String {
        configuration.terminalType ?? variable("TERM") ?? ""
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Starts the thread, which ends when the mailbox is closed.
    static func start(_ configuration: LineEditorConfiguration, _ mailbox: Mailbox) throws(LineEditorError) {
        let start = Unmanaged.passRetained(Start(configuration: configuration, mailbox: mailbox))
        var thread = pthread_t()
        let number = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                    EditSession(start.configuration, start.mailbox).run()
                }
                return nil
            }, start.toOpaque())
        guard number == 0 else {
            start.release()
            throw LineEditorError(.thread, number: number)
        }
        pthread_detach(thread)
    }

    private final class Start: Sendable {
        let configuration: LineEditorConfiguration
        let mailbox: Mailbox

        init(configuration: LineEditorConfiguration, mailbox: Mailbox) {
            self.configuration = configuration
            self.mailbox = mailbox
        }
    }

    private func run() {
        var closing: [CheckedContinuation<Void, Never>] = []
        while true {
            if !mailbox.isSuspended { printNotices() }
            switch mailbox.nextRequest() {
            case .read(let prompt, let id, let continuation):
                continuation.resume(returning: mailbox.isClosed ? .endOfFile : read(prompt, id: id))
                continue
            case .entries(let continuation):
                history.refresh()
                continuation.resume(returning: history.all)
                continue
            case .suspend(let continuation):
                continuation.resume()
                continue
            case .close(let continuation):
                closing.append(continuation)
                continue
            case nil: break
            }
            if mailbox.isClosed { break }
            mailbox.waitForMail()
        }
        engine = nil
        if hasClaimedTerminal { TerminalInUse.release() }
        for continuation in closing { continuation.resume() }
    }

    private func read(_ prompt: Prompt, id: Int) -> ReadResult {
        mailbox.begin(read: id)
        defer { mailbox.endRead() }
        while mailbox.isSuspended { mailbox.waitForMail() }
        self.prompt = mailbox.takePrompt() ?? prompt
        painter.usesColor = configuration.usesColor && prompt.usesColor
        outcome = nil
        prepareTerminal()
        let result = engine == nil ? readPlainly() : readEditing()
        if case .entry(let text) = result { remember(text) }
        return result
    }

    /// Sets libedit up before the first read on a terminal that can be edited on.
    private func prepareTerminal() {
        guard engine == nil, modes == nil else { return }
        modes = TerminalModes(input: configuration.input, output: configuration.output)
        let type = Self.terminalType(configuration)
        guard let modes, isatty(configuration.output) == 1, !["", "dumb", "emacs"].contains(type) else { return }
        TerminalLocale.useUTF8()
        decoder.translatesKeys = !UserBindings.haveSequences(in: configuration.bindingsPath)
        engine = LineEngine(
            configuration, modes: modes.found,
            client: Unmanaged.passUnretained(self).toOpaque()
        ) { editor, character in
            guard let editor, let character, let client = LineEngine.client(of: editor) else { return -1 }
            return Unmanaged<EditSession>.fromOpaque(client).takeUnretainedValue().nextCharacter(for: character)
        }
        if engine != nil { hasClaimedTerminal = TerminalInUse.claim(modes, wake: mailbox.wakeOutput) }
    }

    private func remember(_ entry: String) {
        guard modes != nil, let first = entry.first, first != " ", first != "\t", configuration.keepInHistory(entry)
        else { return }
        do {
            try history.add(entry, time: time(nil))
        } catch {
            guard !hasToldOfHistory else { return }
            hasToldOfHistory = true
            _ = mailbox.send(notice: "\(error)")
        }
    }
}
