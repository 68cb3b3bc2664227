import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `edit [TASK]`
enum EditCommand: ShellCommand {
    static let spec = CommandSpec(
        "edit", summary: "change a prompt and its parameters in your editor, then submit",
        operands: [CommandSpec.Operand("TASK", .task, .optional)], canBeCaptured: true,
        isPlanned: true,
        details: """
            Opens the request of TASK, or one with the session's parameters and the last prompt, in $VISUAL or $EDITOR (else \
            vi), as a line that could be run, with what is allowed as comments. When you leave the editor it is checked and \
            priced, and what differs is shown; it is sent only if you then say yes. A text that is wrong or not sent is kept \
            in a file, and offered again. Where nobody is at a terminal, use again TASK prompt=@FILE.
            """,
        examples: ["edit @last", "edit", "x = edit @12"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard !session.isPlanning else {
            throw ShellError(.trouble, "edit asks a person: what it will send is not known beforehand", at: call.span)
        }
        guard session.console.canAsk, session.console.resultIsTerminal, session.collector == nil else {
            throw ShellError(
                .trouble, "edit needs somebody at a terminal", remedy: "a script writes: again TASK prompt=@FILE",
                at: call.span)
        }
        guard let folder = session.environment.draftsFolder else {
            throw ShellError(.trouble, "there is no place to keep a text in while it is edited", at: call.span)
        }
        var parent: TaskRecord?
        if let operand = call.operands.first { parent = try await session.task(operand) }
        let text = try await text(for: parent, in: session)
        let stem = "\(session.isLocal ? "local-" : "")edit-\(parent.map { "\($0.number)" } ?? "new")"
        let left = try await leftDraft(about: stem, in: folder, session)
        let draft = try left ?? DraftFile.create(text, about: stem, in: folder)
        let before = try draft.bytes()
        do {
            let batch = try await send(draft, before: before, call, session)
            if batch.error.map({ ShellError.wrapping($0).status != .taskFailed }) ?? true { draft.remove() }
            if let task = batch.tasks.first {
                call.bind(.task(task.number), in: session)
                call.output.print(ResultSet(tasks: [task], shape: .single, sentence: task.submittedSentence))
            }
            if let error = batch.error { throw error }
        } catch {
            throw keeping(draft, before: before, error)
        }
    }

    // MARK: The text

    /// What the editor shows at first.
    private static func text(for parent: TaskRecord?, in session: Session) async throws -> String {
        let catalogue = try session.catalogue()
        let text: DraftText
        if let parent {
            text = DraftText(
                request: parent.request, tag: parent.tag, note: parent.note, parent: parent.number, catalogue: catalogue
            )
        } else {
            var draft = RequestDraft(session.settings)
            if draft[.prompt] == nil, let last = session.submitted.last, let task = try await session.record(last) {
                draft.set(Parameter.prompt.name, to: task.request.prompt)
            }
            text = DraftText(
                request: try draft.request(in: catalogue), tag: draft.tag, note: draft.note, parent: nil,
                catalogue: catalogue)
        }
        guard decode(Array(text.text.utf8), name: "").1.isEmpty else {
            throw ShellError(
                .trouble, "its texts hold control characters, which no line can hold",
                remedy: "write a new prompt: again TASK prompt=@FILE")
        }
        return text.text
    }

    /// A text of an earlier edit that was not sent, if the person wants to go on with it.
    private static func leftDraft(about stem: String, in folder: String, _ session: Session) async throws -> DraftFile?
    {
        guard let draft = DraftFile.left(about: stem, in: folder) else { return nil }
        session.note("a text of an earlier edit was not sent: \(sanitised(draft.path))")
        let answer = await session.console.ask("go on with it? [Y/n, d deletes it] ")
        try Task.checkCancellation()
        switch answer?.lowercased() {
        case "", "y", "yes": return draft
        case "d", "delete":
            draft.remove()
            return nil
        default: return nil
        }
    }

    // MARK: The way to a submit

    /// Edits until the person says yes or no, and sends at a yes.
    private static func send(
        _ draft: DraftFile, before: [UInt8], _ call: CommandCall, _ session: Session
    ) async throws -> SubmitBatch {
        while true {
            try await open(draft, in: session)
            let bytes = try draft.bytes()
            if bytes == before {
                session.note(
                    "nothing was changed; an editor that goes on by itself needs to be told to wait, as in code --wait")
            }
            switch try await DraftReading(bytes, named: draft.path, call, in: session) {
            case .empty:
                draft.remove()
                throw ShellError(.refused, "the text is empty; nothing was sent")
            case .wrong:
                let answer = await session.console.ask("edit it again? [Y/n] ")
                try Task.checkCancellation()
                guard ["", "y", "yes"].contains(answer?.lowercased()) else {
                    throw ShellError(.refused, "it cannot be sent like this; nothing was sent")
                }
            case .ready(let submits, let parents):
                if try await isAgreed(to: submits, parents, session) {
                    return try await session.send(submits, isConfirmed: true)
                }
            }
        }
    }

    /// Gives the terminal to the editor; what happens meanwhile is told afterwards.
    private static func open(_ draft: DraftFile, in session: Session) async throws {
        let variables = session.environment.variables
        let editor = [variables["VISUAL"], variables["EDITOR"]].compactMap(\.self).first { !$0.isEmpty } ?? "vi"
        do {
            try await session.edit(draft.path, with: editor)
        } catch {
            throw Task.isCancelled ? CutOff() : error
        }
        if Task.isCancelled { throw CutOff() }
    }

    /// The editor was ended from outside, and what was typed last may be in a recovery file of its own beside the text.
    private struct CutOff: Error {}

    /// Shows what would be sent, and asks.
    ///
    /// - Returns: `false` if it is to be edited again.
    /// - Throws: ``ShellError`` if it is not to be sent.
    private static func isAgreed(
        to submits: [PreparedSubmit], _ parents: [TaskRecord], _ session: Session
    ) async throws -> Bool {
        session.tell(submits, of: parents)
        for submit in submits where parents.isEmpty { session.note(submit.sentence) }
        let answer = await session.console.ask("submit for \(SubmitPrice(submits))? [y/N, e edits again] ")
        try Task.checkCancellation()
        switch answer?.lowercased() {
        case "y", "yes": return true
        case "e", "edit": return false
        default: throw ShellError(.refused, "not confirmed; nothing was sent")
        }
    }

    /// An error that says where the text is, unless nobody has worked on it.
    private static func keeping(_ draft: DraftFile, before: [UInt8], _ error: any Error) -> any Error {
        guard FileAccess.exists(draft.path) else { return error }
        let bytes = try? draft.bytes()
        if !draft.isLeft, bytes == before, !(error is CutOff) {
            draft.remove()
            return error
        }
        let told = ShellError(error is CutOff ? CancellationError() : error, nothingSent: false)
        let place = "the text is kept in \(sanitised(draft.path)); edit offers it again"
        return ShellError(
            told.status, told.message, remedy: told.remedy.map { "\($0); \(place)" } ?? place, at: told.span)
    }
}

extension PreparedSubmit {
    /// What it asks for besides its prompt: `wan2.6-t2v 720P 5 s  seed 42`.
    fileprivate var sentence: String {
        var parts = [request.model]
        parts += [request.resolution, request.duration.map { "\($0) s" }].compactMap(\.self)
        if let seed = request.seed { parts.append("seed \(seed)") }
        return sanitised(parts.joined(separator: "  ") + "  " + request.prompt)
    }
}
