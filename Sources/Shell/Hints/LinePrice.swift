package import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What the submit on a line that is being typed would cost, as far as it is written.
package struct LinePrice: Hashable, Sendable {
    /// How many tasks it makes; `nil` for each row of a file.
    package let tasks: Int?
    /// Of all of them, or of one row; `nil` if that has no price.
    package let sum: PriceRange?

    /// `nil` for a text whose last line submits nothing, or that changes something before.
    package init?(of text: String, in context: HintContext, catalogue: Catalogue) {
        let script = parse(Source(name: "", text: text), shapes: CommandTable.shape).script
        guard case .command(let line)? = script.statements.last,
            script.statements.dropLast().allSatisfy({ Self.submitted($0) != nil }),
            let (command, spec, isEach) = Self.submitted(.command(line))
        else { return nil }
        var settings = context.settings
        let hasParent = spec.operands.contains { $0.kind == .task || $0.kind == .tasks }
        if hasParent {
            guard let parent = Self.parent(of: command, in: context) else { return nil }
            settings = Settings(sayingWhat: parent.request)
        }
        let forecast = SubmitForecast(
            command.settingVariables(context.variables), spec, Forecast(settings), knowsParent: true)
        guard forecast.count < SweepGrid.maximumCount else { return nil }
        tasks = isEach ? nil : forecast.count
        sum = forecast.total(in: catalogue)
    }

    /// The command that submits, on its own or for each row of a file.
    private static func submitted(_ statement: Statement) -> (Command, CommandSpec, isEach: Bool)? {
        guard case .command(var command) = statement else { return nil }
        let isEach = command.name.text == EachCommand.spec.name
        if isEach, let nested = command.nested.first { command = nested }
        guard let spec = CommandTable.command(command.name.text)?.spec, spec.submits else { return nil }
        return (command, spec, isEach)
    }

    /// The task that the command is about, if it is one.
    private static func parent(of command: Command, in context: HintContext) -> TaskRecord? {
        let words = command.arguments.compactMap { argument in
            if case .operand(let word) = argument { word } else { nil as Word? }
        }
        guard words.count == 1, let word = words.first else { return nil }
        if let text = word.literal {
            return (word.form == .at ? TaskReference(sign: text) : TaskReference(bare: text)).flatMap(context.task)
        }
        guard let name = word.variableName, case .task(let number) = context.variables[name] else { return nil }
        return context.task(.number(number))
    }
}

extension LinePrice: CustomStringConvertible {
    /// For people: `$0.45`, `4 tasks $1.80`, `$0.20–$0.25 a row`.
    package var description: String {
        let price = sum?.description ?? "no price"
        guard let tasks else { return price + " a row" }
        return tasks == 1 ? price : "\(tasks) tasks \(price)"
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
