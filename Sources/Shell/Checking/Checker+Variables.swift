import NexusFlowAPI
import ShellLanguage

/// The columns of a file whose rows are worked on.
enum RowColumns: Hashable {
    case known([String])
    /// The file is named by a variable, or made by the run itself.
    case unknown
}

/// Variables: whether they are set when their line runs, and have the fields that are asked for.
extension Checker {
    /// Names that are always there.
    static let builtIn: Set<String> = ["env", "service"]

    mutating func checkVariables(_ command: Command) {
        for word in command.words {
            for case .variable(let variable) in word.pieces { check(variable) }
        }
    }

    private mutating func check(_ variable: Variable) {
        // What a default stands for may be missing, but what is there has its fields all the same.
        let isOptional = variable.fallback != nil
        switch variable.base {
        case .allArguments: checkHasNoField(variable)
        case .argument(let number):
            checkHasNoField(variable)
            guard !isOptional, let arguments = context.arguments, number > arguments else { return }
            report(
                "$\(number) is not set: \(arguments == 0 ? "no argument was" : "only \(arguments) were") given",
                variable.span, hint: "give it behind the file, or write ${\(number):-DEFAULT}")
        case .named("row") where rowColumns != nil: checkColumn(variable, isOptional: isOptional)
        case .named("env"): checkEnvironment(variable, isOptional: isOptional)
        case .named(let name):
            guard let binding = bindings[name] else {
                if Self.builtIn.contains(name) { return checkHasNoField(variable) }
                if !isOptional { reportUnset(name, variable.span) }
                return
            }
            checkFields(variable, binding)
        }
    }

    private mutating func reportUnset(_ name: String, _ span: Span) {
        guard !hasUnknownNames else { return }
        let near = Suggestion.nearest(name, in: bindings.keys.sorted())
        let hint =
            name == "row"
            ? "it is bound in the command behind each FILE" : "bind it with let \(name)=VALUE before this line"
        report("$\(name) is not set", span, hint: near.map { "did you mean $\($0)?" } ?? hint)
    }

    private mutating func checkColumn(_ variable: Variable, isOptional: Bool) {
        guard let name = variable.fields.first else {
            return report("$row is a row; name a column of it", variable.span, hint: "such as $row.prompt")
        }
        if variable.fields.count > 1 { reportField(variable.fields[1], of: "a text", variable, at: 1) }
        guard case .known(let columns)? = rowColumns, !isOptional, !columns.contains(name) else { return }
        let near = Suggestion.nearest(name, in: columns)
        report(
            "the file has no column '\(sanitised(name))'", variable.span,
            hint: near.map { "did you mean '\(sanitised($0))'?" }
                ?? "it has \(sanitised(columns.joined(separator: ", ")))")
    }

    private mutating func checkEnvironment(_ variable: Variable, isOptional: Bool) {
        guard let name = variable.fields.first else {
            return report("$env is the environment; name a variable of it", variable.span, hint: "such as $env.HOME")
        }
        if variable.fields.count > 1 { reportField(variable.fields[1], of: "a text", variable, at: 1) }
        guard !isOptional, let environment = context.environment, environment[name] == nil else { return }
        let near = Suggestion.nearest(name, in: environment.keys.sorted())
        report(
            "$env.\(sanitised(name)) is not set", variable.span,
            hint: near.map { "did you mean $env.\(sanitised($0))?" } ?? "write ${env.\(sanitised(name)):-DEFAULT}")
    }

    private mutating func checkFields(_ variable: Variable, _ binding: Binding) {
        guard let name = variable.fields.first, let fields = binding.fields else { return }
        guard fields.contains(name) else { return reportField(name, of: binding.noun, variable, at: 0, among: fields) }
        if variable.fields.count > 1 { reportField(variable.fields[1], of: "a field of a task", variable, at: 1) }
    }

    private mutating func checkHasNoField(_ variable: Variable) {
        if let field = variable.fields.first { reportField(field, of: "a text", variable, at: 0) }
    }

    private mutating func reportField(
        _ field: String, of what: String, _ variable: Variable, at index: Int, among fields: [String] = []
    ) {
        let near = Suggestion.nearest(field, in: fields)
        let hint =
            near.map { "did you mean '\($0)'?" }
            ?? (fields.isEmpty
                ? "write \(variable.braced(to: index)).\(field) if this is text behind it"
                : "it has \(fields.joined(separator: ", "))")
        report(
            "$\(variable.dotted(to: index)) is \(what), which has no field '\(sanitised(field))'", variable.span,
            hint: hint)
    }
}

extension Variable {
    /// The name with its first fields: `hero.file`.
    func dotted(to count: Int) -> String {
        let base =
            switch base {
            case .named(let name): name
            case .argument(let number): String(number)
            case .allArguments: "@"
            }
        return ([base] + fields.prefix(count)).joined(separator: ".")
    }

    fileprivate func braced(to count: Int) -> String { "${\(dotted(to: count))}" }
}

extension Command {
    /// Every word in which a variable may stand.
    var words: [Word] {
        var words = arguments.map { argument in
            switch argument {
            case .operand(let word): word
            case .option(let option): option.value
            }
        }
        switch redirect {
        case .write(let word, _), .append(let word, _): words.append(word)
        case .pipe, nil: break
        }
        return words
    }
}
