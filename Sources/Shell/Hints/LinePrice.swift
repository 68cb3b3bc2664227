package import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What the submits of an entry that is being typed would cost together, as far as they are written.
package struct LinePrice: Hashable, Sendable {
    /// How many tasks are written out; those of each row of a file come on top.
    package private(set) var tasks = 0
    /// Of these; `nil` if one of them has no price.
    private var written: PriceRange? = .zero
    /// Of one row of every file; `nil` if that has no price, 0 without a file.
    private var perRow: PriceRange? = .zero
    private var hasRows = false

    /// Of all that is written out, and of one row of every file; `nil` if one of them has no price.
    package var sum: PriceRange? { written.flatMap { written in perRow.map { written + $0 } } }

    /// `nil` for a text that submits nothing, or that changes by what the prices go.
    package init?(of text: String, in context: HintContext, catalogue: Catalogue) {
        let script = parse(Source(name: "", text: text), shapes: CommandTable.shape).script
        var made: Set<String> = []
        var submits = false
        for statement in script.statements where !Self.isAside(statement) {
            guard let (command, spec, isEach) = Self.submitted(statement),
                let price = Self.price(of: command, spec, behind: submits, made, in: context)
            else { return nil }
            add(price.total(in: catalogue), price.count, isEach: isEach)
            submits = true
            if case .command(let line) = statement, let capture = line.capture { made.insert(capture.text) }
        }
        guard submits else { return nil }
    }

    private mutating func add(_ price: PriceRange?, _ count: Int, isEach: Bool) {
        if isEach {
            hasRows = true
            perRow = Self.sum(perRow, price)
        } else {
            tasks += count
            written = Self.sum(written, price)
        }
    }

    /// `nil` without one of them, and beyond what a price can be.
    private static func sum(_ left: PriceRange?, _ right: PriceRange?) -> PriceRange? {
        guard let left, let right,
            left.high.microdollars <= Money.maximum.microdollars - right.high.microdollars
        else { return nil }
        return left + right
    }

    /// Whether a statement neither submits anything nor changes the session, so that the prices of others stay.
    private static func isAside(_ statement: Statement) -> Bool {
        guard case .command(let command) = statement else { return true }
        guard let spec = CommandTable.command(command.name.text)?.spec else { return false }
        return !spec.submits && !spec.isPlanned && command.capture == nil
    }

    /// What a command makes; `nil` if that cannot be known before it runs.
    ///
    /// - Parameters:
    ///   - hasSubmitted: whether the entry has submitted something before it.
    ///   - made: the names that were bound to it.
    private static func price(
        of command: Command, _ spec: CommandSpec, behind hasSubmitted: Bool, _ made: Set<String>,
        in context: HintContext
    ) -> SubmitForecast? {
        var settings = context.settings
        if spec.operands.contains(where: { $0.kind == .task || $0.kind == .tasks }) {
            guard let parent = parent(of: command, behind: hasSubmitted, made, in: context) else { return nil }
            settings = Settings(sayingWhat: parent.request)
        }
        let forecast = SubmitForecast(
            command.settingVariables(context.variables), spec, Forecast(settings), knowsParent: true)
        return forecast.count < SweepGrid.maximumCount ? forecast : nil
    }

    /// The command that submits, on its own or for each row of a file.
    private static func submitted(_ statement: Statement) -> (Command, CommandSpec, isEach: Bool)? {
        guard case .command(var command) = statement else { return nil }
        let isEach = command.name.text == EachCommand.spec.name
        if isEach, let nested = command.nested.first { command = nested }
        guard let spec = CommandTable.command(command.name.text)?.spec, spec.submits else { return nil }
        return (command, spec, isEach)
    }

    /// The task that the command is about, if it is one and is there already.
    private static func parent(
        of command: Command, behind hasSubmitted: Bool, _ made: Set<String>, in context: HintContext
    ) -> TaskRecord? {
        let words = command.arguments.compactMap { argument in
            if case .operand(let word) = argument { word } else { nil as Word? }
        }
        guard words.count == 1, let word = words.first else { return nil }
        if let text = word.literal {
            let reference = word.form == .at ? TaskReference(sign: text) : TaskReference(bare: text)
            if case .newest = reference, hasSubmitted { return nil }
            return reference.flatMap(context.task)
        }
        guard let name = word.variableName, !made.contains(name), case .task(let number) = context.variables[name]
        else { return nil }
        return context.task(.number(number))
    }
}

extension LinePrice: CustomStringConvertible {
    /// For people: `$0.45`, `4 tasks $1.80`, `$0.20–$0.25 a row`, `$0.45 and $0.27 a row`.
    package var description: String {
        guard sum != nil else { return "no price" }
        let whole = written.map { tasks == 1 ? "\($0)" : "\(tasks) tasks \($0)" } ?? ""
        let row = perRow.map { "\($0) a row" } ?? ""
        guard hasRows else { return whole }
        return tasks > 0 ? "\(whole) and \(row)" : row
    }
}

extension Settings {
    /// Parameters as an earlier request said them.
    fileprivate init(sayingWhat request: GenerationRequest) {
        self.init()
        for (name, value) in RequestDraft(request, tag: nil, note: nil).values { set(name, to: value) }
    }
}

extension Word {
    /// The name of the variable that the word is, and nothing else.
    fileprivate var variableName: String? {
        guard form == .bare, pieces.count == 1, case .variable(let variable) = pieces[0], variable.fields.isEmpty,
            case .named(let name) = variable.base
        else { return nil }
        return name
    }
}

extension Command {
    /// The command with the texts of variables in place of the values that they are. Like every value of a variable they
    /// are one item, whatever is in them.
    fileprivate func settingVariables(_ variables: [String: Value]) -> Command {
        var command = self
        command.arguments = arguments.map { argument in
            guard case .option(var option) = argument, let name = option.value.variableName,
                case .text(let text) = variables[name]
            else { return argument }
            let span = option.value.span
            option.value = Word(form: .quoted, pieces: [.text(text, span: span)], span: span)
            return .option(option)
        }
        return command
    }
}
