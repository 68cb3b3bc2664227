import NexusFlowAPI
import ShellLanguage

/// Checks a parsed script against the command table before any of it runs: commands, options, values, names, files.
///
/// Names are followed in the order of the lines, through sourced files. What depends on a variable's value is left to
/// the run.
struct Checker {
    private(set) var findings: [Finding] = []
    /// How many arguments the script was given; `nil` if that is not known yet.
    var arguments: Int?
    /// What is known of keys.
    var keys: KeyCheck?
    let catalogue: Catalogue
    private var known: Set<String>
    /// Reads a script by its path as written, below the script (absolute path) that says it.
    private let load: (String, String?) -> Result<LoadedScript, ShellError>
    private var source = Source(name: "", text: "")
    private var chain: [Inclusion] = []
    /// The files that are being read, outermost first, by absolute path.
    private var loading: [String]
    /// The columns of the file whose rows are worked on; `nil` outside `each`.
    private var rowColumns: [String]?

    /// Names that are always there.
    private static let builtIn: Set<String> = ["env", "service"]
    /// How deep `source` may nest.
    private static let maximumDepth = 64

    /// - Parameter script: the absolute path of the file that is checked, if it is one.
    init(
        catalogue: Catalogue, known: Set<String>, script: String?,
        load: @escaping (String, String?) -> Result<LoadedScript, ShellError>
    ) {
        self.catalogue = catalogue
        self.known = known
        self.load = load
        loading = script.map { [$0] } ?? []
    }

    mutating func check(_ script: Script, of source: Source) {
        let outer = self.source
        self.source = source
        for statement in script.statements {
            if case .command(let command) = statement { check(command) }
        }
        self.source = outer
    }

    private mutating func check(_ command: Command) {
        // Without a name there is nothing to check: the parser has said why.
        guard !command.name.text.isEmpty else { return known.formUnion(command.capture.map { [$0.text] } ?? []) }
        guard let type = CommandTable.command(command.name.text) else { return reportUnknown(command) }
        let spec = type.spec
        checkVariables(command)
        checkKeys(command)
        checkCapture(command, spec)
        checkOptions(command, spec)
        checkOperands(command, spec)
        if let redirect = command.redirect, !spec.prints {
            report("\(spec.name) prints nothing that could be redirected", redirect.span)
        }
        if spec.shape.nestedAfter != nil { checkNested(command, spec) }
        bindNames(command, spec)
    }

    // MARK: Commands and names

    private mutating func reportUnknown(_ command: Command) {
        if let capture = command.capture, Setting.named(capture.text) != nil {
            report(
                "there is no command '\(command.name.text)'", command.name.span,
                hint: "to set it, write: set \(capture.text)=\(command.name.text)")
            return
        }
        let near = Suggestion.nearest(command.name.text, in: CommandTable.names)
        report(
            "there is no command '\(sanitised(command.name.text))'", command.name.span,
            hint: near.map { "did you mean '\($0)'?" } ?? "help lists the commands")
    }

    private mutating func checkCapture(_ command: Command, _ spec: CommandSpec) {
        guard let capture = command.capture else { return }
        if !spec.canBeCaptured {
            report("\(spec.name) makes nothing that a name could be bound to", capture.span)
        } else if let reason = Self.reservedReason(capture.text) {
            report("'\(capture.text)' cannot be a name: \(reason)", capture.span, hint: "choose another name")
        }
    }

    /// Why a name cannot be bound, or `nil`.
    static func reservedReason(_ name: String) -> String? {
        if CommandTable.command(name) != nil { return "it is a command" }
        if Setting.named(name) != nil { return "it is a setting" }
        if builtIn.contains(name) { return "the shell has it already" }
        if name.contains(".") || name.contains("-") { return "a name has letters, digits and underscores only" }
        return nil
    }

    private mutating func bindNames(_ command: Command, _ spec: CommandSpec) {
        if let capture = command.capture { known.insert(capture.text) }
        if spec.name == LetCommand.spec.name {
            for case .option(let option) in command.arguments { known.insert(option.name.text) }
        }
        if spec.name == ArgsCommand.spec.name { known.formUnion(command.arguments.map(\.argumentName)) }
        if spec.name == SourceCommand.spec.name { followSource(command) }
    }

    // MARK: Variables

    private mutating func checkVariables(_ command: Command) {
        for word in command.words {
            for case .variable(let variable) in word.pieces where variable.fallback == nil { check(variable) }
        }
    }

    /// No key may stand in a line, nor come into it from the environment.
    private mutating func checkKeys(_ command: Command) {
        guard let keys else { return }
        for word in command.words {
            for problem in keys.problems(in: word) { report(problem.message, problem.span, hint: problem.hint) }
        }
        if let tail = command.rawTail, let problem = keys.problem(in: tail.text, tail.span) {
            report(problem.message, problem.span, hint: problem.hint)
        }
    }

    private mutating func check(_ variable: Variable) {
        switch variable.base {
        case .allArguments: return
        case .argument(let number):
            guard let arguments, number > arguments else { return }
            report(
                "$\(number) is not set: \(arguments == 0 ? "no argument was" : "only \(arguments) were") given",
                variable.span, hint: "give it behind the file, or write ${\(number):-DEFAULT}")
        case .named("row") where rowColumns != nil:
            guard let columns = rowColumns, let name = variable.fields.first else {
                return report("$row is a row; name a column of it", variable.span, hint: "such as $row.prompt")
            }
            guard !columns.contains(name) else { return }
            let near = Suggestion.nearest(name, in: columns)
            report(
                "the file has no column '\(sanitised(name))'", variable.span,
                hint: near.map { "did you mean '\($0)'?" } ?? "it has \(sanitised(columns.joined(separator: ", ")))")
        case .named(let name):
            guard !known.contains(name), !Self.builtIn.contains(name) else { return }
            let near = Suggestion.nearest(name, in: known.sorted())
            report(
                "$\(name) is not set", variable.span,
                hint: near.map { "did you mean $\($0)?" } ?? "bind it with let \(name)=VALUE before this line")
        }
    }

    // MARK: Rows of files

    private mutating func checkNested(_ command: Command, _ spec: CommandSpec) {
        guard let nested = command.nested.first else {
            return report(
                "\(spec.name) needs a command behind its file", command.span, hint: "write: \(spec.usage) COMMAND")
        }
        guard nested.name.text != SourceCommand.spec.name else {
            return report("a script has no rows: \(spec.name) cannot source one", nested.name.span)
        }
        let outer = rowColumns
        rowColumns = columns(of: command)
        // A file that is named by a variable has columns that nobody knows yet.
        if rowColumns == nil { known.insert("row") }
        check(nested)
        known.remove("row")
        rowColumns = outer
    }

    /// The columns of the file that the command names, if that is known before the run.
    private mutating func columns(of command: Command) -> [String]? {
        guard case .operand(let word)? = command.arguments.first, let path = word.literal else { return nil }
        switch load(path, loading.last) {
        case .failure(let error):
            report(error.message, word.span, hint: error.remedy)
            return nil
        case .success(let file):
            do {
                return try CSVTable(file.source.text).columns
            } catch {
                report("\(sanitised(path)), line \(error.line): \(sanitised(error.message))", word.span)
                return nil
            }
        }
    }

    // MARK: Sourced files

    private mutating func followSource(_ command: Command) {
        guard case .operand(let word)? = command.arguments.first, let path = word.literal else { return }
        switch load(path, loading.last) {
        case .failure(let error): report(error.message, word.span, hint: error.remedy)
        case .success(let script):
            let file = script.path ?? path
            guard !loading.contains(file) else {
                return report("\(path) is already being read: it would source itself for ever", word.span)
            }
            guard loading.count < Self.maximumDepth else {
                return report("files source each other more than \(Self.maximumDepth) deep", word.span)
            }
            let position = LineIndex(source).position(at: word.span.start)
            chain.insert(Inclusion(name: source.name, position: position), at: 0)
            loading.append(file)
            let parsed = parse(script.source, shapes: CommandTable.shape)
            findings += (script.diagnostics + parsed.diagnostics).map {
                Finding(source: script.source, diagnostic: $0, chain: chain)
            }
            check(parsed.script, of: script.source)
            loading.removeLast()
            chain.removeFirst()
        }
    }

    mutating func report(_ message: String, _ span: Span, hint: String? = nil) {
        findings.append(
            Finding(source: source, diagnostic: Diagnostic(.error, message, at: span, hint: hint), chain: chain))
    }
}

extension Command {
    /// Every word in which a variable may stand.
    fileprivate var words: [Word] {
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
