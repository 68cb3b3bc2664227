package import NexusFlowAPI
import ShellLanguage

/// What can stand at a place of a line, from the command table, the session and the ledger.
package struct Completer: Sendable {
    /// One thing that could be typed, with what it means.
    package struct Candidate: Hashable, Sendable {
        /// What is listed, and compared with what was typed.
        package var text: String
        /// What comes into the line: the text, quoted where it has to be.
        package var insertion: String
        package var summary: String
        /// What follows it: a blank, or nothing where the word goes on.
        package var suffix: String
        /// Whether there are others like it that are not among the candidates.
        package var isOneOfMany = false

        init(_ text: String, insertion: String? = nil, _ summary: String = "", suffix: String = " ") {
            self.text = text
            self.insertion = insertion ?? text
            self.summary = summary
            self.suffix = suffix
        }
    }

    /// What could stand at the cursor.
    package struct Answer: Hashable, Sendable {
        /// Where that begins which a candidate replaces: a UTF-8 offset; it ends at the cursor.
        package var start: Int
        /// What is typed of it, without quotes.
        package var typed: String
        /// The quote that is open at the cursor.
        package var quote: Character?
        /// All that could stand there; those that do not match what is typed are among them.
        package var candidates: [Candidate]
    }

    /// The most tasks, ids and tags that are listed.
    static let listLimit = 30

    let catalogue: Catalogue

    package init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// The candidates for what ends at `cursor`, a UTF-8 offset into `text`.
    package func answer(for text: String, cursor: Int, in context: CompletionContext = CompletionContext()) -> Answer {
        let line = TypedLine(String(decoding: text.utf8.prefix(cursor), as: UTF8.self))
        guard !line.isOpaque else { return Answer(start: cursor, typed: "", candidates: []) }
        var fragment = Fragment(line.current)
        let (position, rowFile) = line.position
        let place = place(of: &fragment, at: position)
        let choices = Choices(catalogue: catalogue, context: context, fragment: fragment)
        let names = TypedNames(context: context, columns: rowFile.map(context.columns) ?? [])
        if var answer = names.answer(fragment) {
            if case .value(_, .parameter(.imgURL)) = place, fragment.raw == answer.typed {
                answer.candidates += choices.images
            }
            return answer
        }
        let candidates: [Candidate] =
            switch place {
            case .nothing: []
            case .command(let isFirst): choices.commands(isFirst: isFirst)
            case .file(let extensions): choices.files(extensions)
            case .value(let name, let kind): choices.values(of: kind, named: name)
            case .arguments(let spec, let given): choices.arguments(of: spec, given: given)
            }
        return Answer(
            start: fragment.start, typed: fragment.meaning, quote: fragment.quote, candidates: candidates)
    }

    /// What is expected at the cursor.
    private enum Place {
        case nothing
        case command(isFirst: Bool)
        case file([String])
        case value(name: String, ValueKind)
        case arguments(CommandSpec, given: ArraySlice<TypedLine.Word>)
    }

    private func place(of fragment: inout Fragment, at position: TypedLine.Position) -> Place {
        switch position {
        case .command(let isFirst): .command(isFirst: isFirst)
        case .unknown: .nothing
        case .arguments(let spec, let given): place(of: &fragment, behind: spec, given)
        }
    }

    private func place(
        of fragment: inout Fragment, behind spec: CommandSpec, _ given: ArraySlice<TypedLine.Word>
    ) -> Place {
        if !spec.shape.expression {
            if let last = given.last, last.raw == ">" || last.raw == ">>" { return .file([]) }
            for sign in [">>", ">"] where fragment.quote == nil && fragment.raw.hasPrefix(sign) {
                fragment.drop(sign)
                return .file([])
            }
        }
        guard let name = fragment.name else { return .arguments(spec, given: given) }
        let option = spec.option(name)
        let takesFile = name == Parameter.prompt.name || name == "note" || option == nil
        if takesFile, fragment.quote == nil, fragment.raw.hasPrefix("@") {
            fragment.drop("@")
            return .file([])
        }
        guard let option else { return .nothing }
        if spec.multiplies || option.name == "status", let comma = fragment.raw.lastIndex(of: ","),
            fragment.quote == nil
        {
            fragment.drop(String(fragment.raw[...comma]))
        }
        return .value(name: option.name, option.kind)
    }
}
