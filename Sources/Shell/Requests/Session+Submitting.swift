import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

extension Session {
    /// The draft that a line describes: the session's parameters, or those of `base`, with the line's over them.
    func draft(_ call: CommandCall, base: RequestDraft? = nil) throws -> RequestDraft {
        var draft = base ?? RequestDraft(settings)
        let catalogue = try catalogue()
        for (name, value) in call.options {
            guard RequestOptions.all.contains(where: { $0.matches(name) }) else { continue }
            draft.set(name, to: try canonical(value, option: name, of: call.spec, in: catalogue))
        }
        return draft
    }

    /// The value of an option in canonical form; `@path` is read where a text is wanted.
    func canonical(
        _ value: Expanded, option name: String, of spec: CommandSpec, in catalogue: Catalogue
    ) throws -> String {
        guard let option = spec.option(name) else { return value.text }
        return try canonical(value, name: name, kind: option.kind, in: catalogue)
    }

    /// A value by its kind, in canonical form.
    func canonical(_ value: Expanded, name: String, kind: ValueKind, in catalogue: Catalogue) throws -> String {
        var text = value.text
        if value.form == .at {
            guard kind.readsFiles(named: name) else {
                throw ShellError(
                    .check, "\(name) takes no file; '@' begins a task or a file",
                    remedy: "quote it: \(name)='@\(sanitised(value.text))'", at: value.span)
            }
            text = try textFile(value)
        }
        if isPlanning, Variable.isPlaceholder(text) { return text }
        do {
            return try kind.canonical(text, in: catalogue)
        } catch {
            throw ShellError(
                .check, "\(name)=\(sanitised(text)) \(error.clause)",
                remedy: error.suggestion.map { "did you mean '\($0)'?" }, at: value.span)
        }
    }

    /// The text of the file that `@path` names; its last newline is dropped.
    func textFile(_ value: Expanded) throws -> String {
        let path = environment.absolutePath(value.text, below: sourcing.last.map(Self.folder))
        let bytes = try FileAccess.read(path)
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw ShellError(.trouble, "\(path) is not UTF-8 text", at: value.span)
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Resolves a draft, checks it against every rule, and prices it. Nothing is sent.
    ///
    /// - Throws: ``ShellError`` for the first documented rule that it breaks, and for a key in it.
    func prepare(_ draft: RequestDraft, parent: Int? = nil) throws -> PreparedSubmit {
        let catalogue = try catalogue()
        var draft = draft
        if draft[.seed] == nil, !draft.hasDrawnSeed { draft.draw(seed: drawSeed()) }
        let request = try draft.request(in: catalogue)
        var submit = PreparedSubmit(
            request: request, hasDrawnSeed: draft.hasDrawnSeed, price: catalogue.price(of: request), tag: draft.tag,
            note: draft.note, parent: parent, place: place)
        submit.doubts = try doubts(about: submit, in: catalogue)
        submit.hasDefaultWatermark = draft.hasDefaultWatermark
        return submit
    }

    /// Checks and prices a request that is sent as it was written. Nothing is sent.
    func prepare(_ raw: RawRequest) throws -> PreparedSubmit {
        let catalogue = try catalogue()
        var submit = PreparedSubmit(
            request: raw.request, hasDrawnSeed: false, price: catalogue.price(of: raw.request), tag: settings["tag"],
            note: settings["note"], parent: nil, place: place)
        submit.doubts = try doubts(about: submit, in: catalogue)
        submit.unsaid = raw.unsaid
        return submit
    }

    /// What speaks against a request and does not forbid it.
    ///
    /// - Throws: ``ShellError`` for what does.
    private func doubts(about submit: PreparedSubmit, in catalogue: Catalogue) throws -> [RequestIssue] {
        try submit.requireStorableTexts(environment.keyGuard)
        let issues = submit.request.issues(in: catalogue)
        if let error = issues.first(where: { $0.severity == .error }) {
            throw ShellError(
                .check, sanitised(error.description), remedy: "nothing was sent; explain \(error.topic) tells more")
        }
        return issues
    }
}

extension ValueKind {
    /// Whether `NAME=@path` means the text of that file.
    func readsFiles(named name: String) -> Bool {
        self == .parameter(.prompt) || name == "note" || self == .variable
    }
}

extension RequestIssue {
    fileprivate var topic: String { parameter?.name ?? "" }
}

extension PreparedSubmit {
    /// Checks that what would be sent, written down and put beside the video can be.
    fileprivate func requireStorableTexts(_ keyGuard: KeyGuard) throws(ShellError) {
        let texts: [(name: String, text: String?)] = [
            (Parameter.model.name, request.model), (Parameter.prompt.name, request.prompt),
            (Parameter.imgURL.name, request.imgURL), ("tag", tag), ("note", note),
            ("extra", JSONValue.object(request.extra).text()),
        ]
        for (name, text) in texts {
            if let text { try keyGuard.requireStorable(text, name: name) }
        }
    }
}

extension KeyGuard {
    /// Checks that a text can be written down.
    ///
    /// - Throws: ``ShellError`` if a key stands in it, or NUL, which is the end of a text to too many.
    func requireStorable(_ text: String, name: String) throws(ShellError) {
        guard !text.utf8.contains(0) else {
            throw ShellError(.check, "\(name) holds a NUL character", remedy: "nothing was sent; take it out")
        }
        guard holdsKey(text) else { return }
        throw ShellError(
            .check, "\(name) holds an API key",
            remedy: "nothing was sent or kept; take it out: the service has it from the request's header")
    }
}
