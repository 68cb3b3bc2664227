import NexusFlowAPI
import ShellLanguage

/// Checks a parsed script against the command table before any of it runs: commands, options, values, names, files.
///
/// Names, settings and prices are followed in the order of the lines, through sourced files. What depends on a
/// variable's value, or on a file that the script itself makes, is left to the run: a script that would run well is
/// never refused.
struct Checker {
    private(set) var findings: [Finding] = []
    let catalogue: Catalogue
    let environment: ShellEnvironment
    let context: CheckContext
    /// Takes the scripts that are followed.
    let sources: CheckedSources

    var bindings: [String: Binding]
    /// Whether names may be bound that no line here shows: a script was sourced whose text is not known yet.
    var hasUnknownNames = false
    var forecast: Forecast
    var bill = Bill()
    var names = NameForecast()
    var files = FileForecast()
    /// The columns of the file whose rows are worked on; `nil` outside `each`.
    var rowColumns: RowColumns?
    /// The files that are being read, outermost first, by absolute path.
    var loading: [String]
    /// Scripts that were followed to their end.
    var followed: Set<String> = []
    /// Whether the line, or one that sources its script, begins with `try`.
    var isForgiven = false
    /// Whether the text that is checked may not be the one that runs.
    var isDoubtful = false
    /// Counts the lines that make tasks.
    var makers = 0

    private(set) var source = Source(name: "", text: "")
    private(set) var chain: [Inclusion] = []

    init(catalogue: Catalogue, environment: ShellEnvironment, context: CheckContext, sources: CheckedSources) {
        self.catalogue = catalogue
        self.environment = environment
        self.context = context
        self.sources = sources
        bindings = context.bindings
        forecast = Forecast(context.settings)
        loading = context.sourcing
    }

    mutating func check(_ script: Script, of source: Source) {
        let outer = self.source
        self.source = source
        for statement in script.statements {
            switch statement {
            case .command(let command):
                let outer = isForgiven
                isForgiven = outer || command.tryKeyword != nil
                check(command)
                isForgiven = outer
            case .shell: files.noteShellCommand()
            }
        }
        self.source = outer
    }

    /// Checks a script that `source` names at `span`.
    mutating func check(_ checked: CheckedScript, sourcedAt span: Span) {
        chain.insert(Inclusion(name: source.name, position: LineIndex(source).position(at: span.start)), at: 0)
        for diagnostic in checked.loaded.diagnostics + checked.parsed.diagnostics {
            report(diagnostic, in: checked.loaded.source)
        }
        check(checked.parsed.script, of: checked.loaded.source)
        chain.removeFirst()
    }

    mutating func check(_ command: Command) {
        // Without a name there is nothing to check: the parser has said why.
        guard !command.name.text.isEmpty else {
            if let capture = command.capture { bindings[capture.text] = .anything }
            return
        }
        guard let type = CommandTable.command(command.name.text) else { return reportUnknown(command) }
        let spec = type.spec
        checkVariables(command)
        checkKeys(command)
        checkCapture(command, spec)
        checkOptions(command, spec)
        checkOperands(command, spec)
        if spec.name == ExpectCommand.spec.name { checkExpectation(command) }
        if let redirect = command.redirect, !spec.prints {
            report("\(spec.name) prints nothing that could be redirected", redirect.span)
        }
        if spec.name == APICommand.spec.name { checkCall(command) }
        if spec.name == CurlCommand.spec.name {
            checkPreview(command, spec)
        } else if spec.shape.nestedAfter != nil {
            checkNested(command, spec)
        } else if spec.submits {
            count(command, spec)
        }
        if spec.name == DownloadCommand.spec.name { checkTarget(of: command) }
        noteEffects(of: command, spec)
    }

    // MARK: Commands and names

    private mutating func reportUnknown(_ command: Command) {
        if let capture = command.capture, Setting.named(capture.text) != nil {
            report(
                "there is no command '\(command.name.text)'", command.name.span,
                hint: "to set it, write: set \(capture.text)=\(command.name.text)")
            return
        }
        // One mistake is enough: the name is bound all the same.
        if let capture = command.capture { bindings[capture.text] = .anything }
        let near = Suggestion.nearest(command.name.text, in: CommandTable.names)
        report(
            "there is no command '\(sanitised(command.name.text))'", command.name.span,
            hint: near.map { "did you mean '\($0)'?" } ?? "help lists the commands")
    }

    private mutating func checkCapture(_ command: Command, _ spec: CommandSpec) {
        guard let capture = command.capture else { return }
        if !spec.canBeCaptured {
            report("\(spec.name) makes nothing that a name could be bound to", capture.span)
        } else {
            checkName(capture.text, capture.span)
        }
    }

    /// A name that a line binds.
    mutating func checkName(_ name: String, _ span: Span) {
        guard let reason = Self.reservedReason(name) else { return }
        report("'\(sanitised(name))' cannot be a name: \(reason)", span, hint: "choose another name")
    }

    /// Why a name cannot be bound, or `nil`.
    static func reservedReason(_ name: String) -> String? {
        if CommandTable.command(name) != nil { return "it is a command" }
        if Setting.named(name) != nil { return "it is a setting" }
        if isReservedWord(name) { return "it is a reserved word" }
        if builtIn.contains(name) { return "the shell has it already" }
        if name.contains(".") || name.contains("-") { return "a name has letters, digits and underscores only" }
        return nil
    }

    // MARK: What a line leaves behind

    private mutating func noteEffects(of command: Command, _ spec: CommandSpec) {
        noteBindings(of: command, spec)
        noteSettings(of: command, spec)
        noteFiles(of: command, spec)
        if spec.name == SourceCommand.spec.name { followSource(command) }
        if isForgiven, !spec.submits { bill.forgetCommitted() }
        if spec.name == QuitCommand.spec.name { bill.isClosed = true }
    }

    private mutating func noteBindings(of command: Command, _ spec: CommandSpec) {
        if let capture = command.capture {
            bind(capture.text, Binding(kinds: madeKinds(by: command, spec), makers: [makers]))
        }
        if spec.name == LetCommand.spec.name {
            for case .option(let option) in command.arguments { bind(option.name.text, binding(of: option.value)) }
        }
        if spec.name == ArgsCommand.spec.name {
            for argument in command.arguments { bind(argument.argumentName, .text) }
        }
    }

    /// Whether a line makes a task or a set; where tasks are made again, as its words name one or a set.
    private func madeKinds(by command: Command, _ spec: CommandSpec) -> Set<Binding.Kind> {
        if spec.multiplies || spec.shape.nestedAfter != nil { return [.set] }
        guard spec.operands.contains(where: { $0.kind == .tasks }) else { return [.task] }
        var words = command.arguments.compactMap { if case .operand(let word) = $0 { word } else { nil } }[...]
        guard let word = words.popFirst(), words.isEmpty else { return [.set] }
        if let text = word.literal {
            let reference = word.form == .at ? TaskReference(sign: text) : TaskReference(bare: text)
            return [reference?.isSingle ?? true ? .task : .set]
        }
        // A text may name either.
        let kinds = binding(of: word).kinds
        return kinds.isEmpty || kinds.contains(.text) ? [.task, .set] : kinds
    }

    /// No key may stand in a line, nor come into it from the environment.
    private mutating func checkKeys(_ command: Command) {
        let keys = KeyCheck(environment)
        for word in command.words {
            for problem in keys.problems(in: word) { report(problem.message, problem.span, hint: problem.hint) }
        }
        if let tail = command.rawTail, let problem = keys.problem(in: tail.text, tail.span) {
            report(problem.message, problem.span, hint: problem.hint)
        }
    }

    /// A line that may fail and be forgiven leaves what was there.
    private mutating func bind(_ name: String, _ binding: Binding) {
        let old = isForgiven || !stopsOnErrors ? bindings[name] : nil
        bindings[name] = old.map { $0.or(binding) } ?? binding
    }

    /// What a value stands for: the tasks of a captured variable, else a text.
    private func binding(of word: Word) -> Binding {
        guard word.form == .bare, word.pieces.count == 1, case .variable(let variable) = word.pieces[0],
            variable.fields.isEmpty, case .named(let name) = variable.base
        else { return .text }
        return bindings[name] ?? (hasUnknownNames ? .anything : .text)
    }

    private mutating func noteSettings(of command: Command, _ spec: CommandSpec) {
        switch spec.name {
        case SetCommand.spec.name:
            for case .option(let option) in command.arguments {
                let text = option.value.form == .at || isForgiven ? nil : option.value.literal
                forecast.set(option.name.text, to: text, in: catalogue)
            }
        case UnsetCommand.spec.name:
            for case .operand(let word) in command.arguments { word.literal.map { forecast.unset($0) } }
        case ResetCommand.spec.name: forecast.forget()
        case ProfileCommand.spec.name:
            if case .operand(let word)? = command.arguments.first, word.literal?.lowercased() == "use" { forgetAll() }
        default:
            // A command with the name of a setting gives it a value.
            guard let setting = Setting.named(spec.name), setting.kind == spec.operands.first?.kind,
                case .operand(let word)? = command.arguments.first
            else { return }
            forecast.set(spec.name, to: isForgiven ? nil : word.literal, in: catalogue)
        }
    }

    /// Whether an error ends the run, as far as that is known.
    var stopsOnErrors: Bool {
        switch forecast["on_error"] {
        case .known(let value?): value == "stop"
        case .known(nil): context.stopsOnErrors
        case .unknown: context.settings == nil && context.stopsOnErrors
        }
    }

    // MARK: Reporting

    mutating func report(
        _ message: String, _ span: Span, hint: String? = nil, severity: Diagnostic.Severity = .error,
        status: ExitStatus = .check
    ) {
        report(Diagnostic(severity, message, at: span, hint: hint), in: source, status: status)
    }

    private mutating func report(_ diagnostic: Diagnostic, in source: Source, status: ExitStatus = .check) {
        var diagnostic = diagnostic
        if isDoubtful { diagnostic.severity = .warning }
        findings.append(Finding(source: source, diagnostic: diagnostic, chain: chain, status: status))
    }
}
