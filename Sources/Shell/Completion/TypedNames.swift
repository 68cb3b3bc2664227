import ShellLanguage

/// The variables that can be meant where a `$` begins one at the cursor.
struct TypedNames {
    typealias Candidate = Completer.Candidate

    let context: CompletionContext
    /// The columns behind `$row.`, inside `each`.
    let columns: [String]

    private static let row = "row"

    /// `nil` where no variable begins.
    func answer(_ fragment: Fragment) -> Completer.Answer? {
        guard fragment.quote != "'", let sign = fragment.raw.lastIndex(of: "$") else { return nil }
        let isEscaped = fragment.raw[..<sign].last == "\\"
        var name = fragment.raw[sign...].dropFirst()
        let isBraced = name.first == "{"
        if isBraced { name.removeFirst() }
        guard !isEscaped, name.allSatisfy({ $0 == "." || Self.isInName($0) }) else { return nil }
        let typed = String(fragment.raw[sign...])
        let head = isBraced ? "${" : "$"
        let end = isBraced ? "}" : ""
        let suffix = fragment.quote == nil && !isBraced ? " " : ""
        let candidates: [Candidate]
        if let dot = name.lastIndex(of: ".") {
            let base = String(name[..<dot])
            candidates = fields(of: base).map { Candidate("\(head)\(base).\($0)\(end)", suffix: suffix) }
        } else {
            candidates = variables(head, end, suffix: suffix)
        }
        return Completer.Answer(
            start: fragment.end - typed.utf8.count, typed: typed, quote: nil, candidates: candidates)
    }

    private func variables(_ head: String, _ end: String, suffix: String) -> [Candidate] {
        var candidates = context.variables.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .text(let text): Candidate(head + name + end, sanitised(text), suffix: suffix)
            // A field may follow.
            case .task(let number): Candidate(head + name, "task @\(number)", suffix: "")
            case .tasks(let numbers): Candidate(head + name, "\(numbers.count) tasks", suffix: "")
            }
        }
        if !columns.isEmpty {
            candidates.append(Candidate("\(head)\(Self.row).", "a column of the file", suffix: ""))
        }
        if context.variables["service"] == nil {
            candidates.append(Candidate("\(head)service\(end)", "where the service is", suffix: suffix))
        }
        candidates.append(Candidate("\(head)env.", "a variable of the environment", suffix: ""))
        return candidates
    }

    private func fields(of name: String) -> [String] {
        if name == Self.row, !columns.isEmpty {
            // A column with any other name cannot be written.
            return columns.filter { $0.first?.isNumber == false && $0.allSatisfy(Self.isInName) }
        }
        return switch context.variables[name] {
        case .task: TaskField.allCases.map(\.name)
        case .tasks: SetField.allCases.map(\.rawValue)
        case .text: []
        case nil: name == "env" ? context.environmentNames : []
        }
    }

    private static func isInName(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }
}
