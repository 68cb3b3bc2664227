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
        let place = place(of: &fragment, in: line)
        if let answer = variables(fragment, context) { return answer }
        let choices = Choices(catalogue: catalogue, context: context, fragment: fragment)
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

    private func place(of fragment: inout Fragment, in line: TypedLine) -> Place {
        var before = line.finished[...]
        if before.first?.raw == "try" { before.removeFirst() }
        if before.count >= 2, before[before.startIndex + 1].raw == "=" { before.removeFirst(2) }
        var isFirst = true
        while true {
            guard let name = before.first?.raw else { return .command(isFirst: isFirst) }
            guard let spec = CommandTable.command(name)?.spec else { return .nothing }
            let arguments = before.dropFirst()
            if let count = spec.shape.nestedAfter, arguments.count >= count {
                before = arguments.dropFirst(count)
                isFirst = false
                continue
            }
            return place(of: &fragment, behind: spec, arguments)
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

    /// The variables, where a `$` begins one at the cursor; `nil` where none does.
    private func variables(_ fragment: Fragment, _ context: CompletionContext) -> Answer? {
        guard fragment.quote != "'", let sign = fragment.raw.lastIndex(of: "$") else { return nil }
        let isEscaped = fragment.raw[..<sign].last == "\\"
        var name = fragment.raw[sign...].dropFirst()
        let isBraced = name.first == "{"
        if isBraced { name.removeFirst() }
        guard !isEscaped, name.allSatisfy({ $0 == "_" || $0 == "." || $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        let typed = String(fragment.raw[sign...])
        let head = isBraced ? "${" : "$"
        let end = isBraced ? "}" : ""
        let suffix = fragment.quote == nil && !isBraced ? " " : ""
        var candidates: [Candidate]
        if let dot = name.lastIndex(of: ".") {
            let base = String(name[..<dot])
            candidates = fields(of: base, context).map {
                Candidate("\(head)\(base).\($0)\(end)", suffix: suffix)
            }
        } else {
            candidates = context.variables.sorted { $0.key < $1.key }.map { name, value in
                switch value {
                case .text(let text): Candidate(head + name + end, sanitised(text), suffix: suffix)
                // A field may follow.
                case .task(let number): Candidate(head + name, "task @\(number)", suffix: "")
                case .tasks(let numbers): Candidate(head + name, "\(numbers.count) tasks", suffix: "")
                }
            }
            if context.variables["service"] == nil {
                candidates.append(Candidate("\(head)service\(end)", "where the service is", suffix: suffix))
            }
            candidates.append(Candidate("\(head)env.", "a variable of the environment", suffix: ""))
        }
        let start = fragment.end - typed.utf8.count
        return Answer(start: start, typed: typed, quote: nil, candidates: candidates)
    }

    private func fields(of name: String, _ context: CompletionContext) -> [String] {
        switch context.variables[name] {
        case .task: TaskField.allCases.map(\.name)
        case .tasks: SetField.allCases.map(\.rawValue)
        case .text: []
        case nil: name == "env" ? context.environmentNames : []
        }
    }
}
