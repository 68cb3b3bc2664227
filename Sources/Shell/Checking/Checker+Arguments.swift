import NexusFlowAPI
import ShellLanguage

/// Options, operands and prompts against what the command declares.
extension Checker {
    mutating func checkOptions(_ command: Command, _ spec: CommandSpec) {
        var seen: Set<String> = []
        for case .option(let option) in command.arguments {
            if spec.takesNames {
                checkAssignment(option, spec)
            } else if let declared = spec.option(option.name.text) {
                checkValue(of: option, declared, spec)
            } else {
                reportUnknown(option, spec)
            }
            let name = declaredName(option.name.text, spec)
            if !seen.insert(name).inserted {
                report("\(name) is given twice", option.span, hint: "one of them must go")
            }
        }
        for option in spec.options where option.isNeeded && !seen.contains(option.name) {
            report(
                "\(spec.name) needs \(option.nameUsage)\(option.kind.placeholder)", command.name.span,
                hint: spec.examples.first.map { "write: \($0)" })
        }
        if spec.shape.prose, seen.contains(Parameter.prompt.name),
            let operand = command.arguments.first(where: { if case .operand = $0 { true } else { false } })
        {
            report("the prompt is given twice", operand.span, hint: "either words, or prompt=")
        }
    }

    /// What an alias stands for.
    private func declaredName(_ name: String, _ spec: CommandSpec) -> String {
        guard spec.name != SetCommand.spec.name else { return Setting.named(name)?.name ?? name }
        return spec.option(name).flatMap { $0.isFamily ? nil : $0.name } ?? name
    }

    /// `NAME=VALUE` of `set` and `let`, where the name is a setting's or the user's own.
    private mutating func checkAssignment(_ option: ShellLanguage.Option, _ spec: CommandSpec) {
        let name = option.name.text
        guard spec.name == SetCommand.spec.name else {
            checkName(name, option.name.span)
            guard option.value.form == .at else { return }
            guard spec.name == LetCommand.spec.name else {
                return report(
                    "\(spec.name) takes no file; '@' begins a task or a file", option.value.span, hint: "quote it")
            }
            return checkTextFile(option.value)
        }
        guard let setting = Setting.named(name) else {
            report(
                "there is no setting '\(name)'", option.name.span,
                hint: Setting.suggestion(for: name).map { "did you mean '\($0)'?" } ?? "set alone lists them")
            return
        }
        checkValue(option.value, name: name, kind: setting.kind)
    }

    private mutating func reportUnknown(_ option: ShellLanguage.Option, _ spec: CommandSpec) {
        let name = option.name.text
        let names = spec.options.flatMap { [$0.name] + $0.aliases }.filter { !$0.hasSuffix(".") }
        var hint = Suggestion.nearest(name, in: names).map { "did you mean '\($0)'?" }
        if hint == nil, spec.shape.prose { hint = "quote the prompt if this belongs to it" }
        if hint == nil, names.isEmpty == false { hint = "it has \(names.joined(separator: ", "))" }
        report("\(spec.name) has no option '\(name)'", option.name.span, hint: hint)
    }

    /// The value of an option, or each item of it where a list multiplies.
    private mutating func checkValue(
        of option: ShellLanguage.Option, _ declared: CommandSpec.Option, _ spec: CommandSpec
    ) {
        if declared.kind == .parameter(.prompt) { checkVariants(option.value, spec) }
        let isList = spec.multiplies && SweepReading.takesLists(declared.name)
        if spec.multiplies, option.value.form == .at, isList || declared.kind == .parameter(.prompt) {
            return checkTextFile(option.value)
        }
        guard isList, option.value.form == .bare else {
            return checkValue(option.value, name: option.name.text, kind: declared.kind)
        }
        for item in ListWord(word: option.value).items {
            do throws(ShellError) {
                guard try ListWord.range(item) == nil else { continue }
                checkValue(item, name: option.name.text, kind: declared.kind)
            } catch {
                report(error.message, option.value.span)
            }
        }
    }

    private mutating func checkValue(_ word: Word, name: String, kind: ValueKind) {
        if word.form == .at {
            if !kind.readsFiles(named: name), !kind.takesTasks {
                report("\(name) takes no file; '@' begins a task or a file", word.span, hint: "quote it")
            } else if !kind.takesTasks {
                checkTextFile(word)
            }
            return
        }
        guard let text = word.literal else { return }
        do {
            let value = try kind.canonical(text, in: catalogue)
            if kind == .parameter(.model) { checkModel(value, word.span) }
        } catch {
            let hint = error.suggestion.map { "did you mean '\($0)'?" }
            report("\(name)=\(sanitised(text)) \(error.clause)", word.span, hint: hint)
        }
    }

    /// A model that the catalogue lacks is allowed, but one that is nearly in it was probably meant.
    private mutating func checkModel(_ model: String, _ span: Span) {
        guard catalogue.model(model) == nil,
            let near = Suggestion.nearest(model, in: catalogue.models.map(\.id))
        else { return }
        report(
            "the catalogue has no model '\(sanitised(model))'", span, hint: "did you mean '\(near)'?",
            severity: .warning)
    }

    mutating func checkOperands(_ command: Command, _ spec: CommandSpec) {
        let words = command.arguments.compactMap { argument -> Word? in
            if case .operand(let word) = argument { word } else { nil }
        }
        if spec.shape.prose { return checkPrompt(words, spec) }
        let needed = spec.operands.count { $0.arity == .one || $0.arity == .some }
        let isOpen = spec.operands.contains(where: \.takesSeveral)
        if spec.name == LoginCommand.spec.name, let word = words.first {
            report(
                "login takes no key in its line, where the history and the list of processes would keep it", word.span,
                hint: "write login alone: it asks")
        } else if words.count < needed {
            report(
                "\(spec.name) needs \(spec.operands[words.count].name)", command.name.span, hint: "write: \(spec.usage)"
            )
        } else if words.count > spec.operands.count, !isOpen {
            report(
                "\(spec.name) takes no further word", words[spec.operands.count].span, hint: "write: \(spec.usage)")
        }
        for (index, word) in words.enumerated() {
            guard let operand = spec.operand(at: index, of: max(words.count, needed)) ?? spec.operands.last else {
                continue
            }
            checkOperand(word, operand)
        }
    }

    private mutating func checkOperand(_ word: Word, _ operand: CommandSpec.Operand) {
        guard let text = word.literal else {
            if operand.kind == .variable { report("a name is written out, without variables", word.span) }
            return
        }
        switch operand.kind {
        case .task, .tasks,
            .term where word.form == .at:
            let isSign = word.form == .at
            if (isSign ? TaskReference(sign: text) : TaskReference(bare: text)) == nil {
                let near =
                    isSign ? Suggestion.nearest(text, in: TaskReference.words).map { "did you mean '@\($0)'?" } : nil
                report(
                    "\(isSign ? "@" : "")\(sanitised(text)) names no task", word.span,
                    hint: near ?? TaskReference.advice)
            }
        case .count, .timeSpan, .money, .moment, .onOff,
            .choice where word.form != .at:
            do {
                _ = try operand.kind.canonical(text, in: catalogue)
            } catch {
                report(
                    "'\(sanitised(text))' \(error.clause)", word.span,
                    hint: error.suggestion.map { "did you mean '\($0)'?" })
            }
        case .profile where ProfileStore.fault(inName: text) != nil:
            report(
                "'\(sanitised(text))' is no name of a profile: \(ProfileStore.fault(inName: text) ?? "")", word.span)
        case .variable where word.form != .at:
            checkName(text, word.span)
        case .setting where Setting.named(text) == nil:
            report(
                "there is no setting '\(sanitised(text))'", word.span,
                hint: Setting.suggestion(for: text).map { "did you mean '\($0)'?" } ?? "set alone lists them")
        default:
            if word.form == .at {
                report("'@' begins a task or a file, and \(operand.name) is neither", word.span, hint: "quote it")
            }
        }
    }

    /// One submit is one bill: a list of variants in its prompt would be sent as it stands.
    private mutating func checkPrompt(_ words: [Word], _ spec: CommandSpec) {
        for word in words {
            if word.form == .at {
                report("'@' begins a task or a file", word.span, hint: "quote the prompt, or write prompt=@FILE")
            }
            checkVariants(word, spec)
        }
        checkTornVariants(words)
    }

    /// A list with blanks in it is none in a bare prompt, whose words stand each for itself: it would be sent as it
    /// stands.
    private mutating func checkTornVariants(_ words: [Word]) {
        guard words.count > 1, words.allSatisfy({ $0.form == .bare }) else { return }
        let blank = Piece.text(" ", span: Span(words[0].span.end, words[0].span.end + 1))
        let pieces = Array(words.map(\.pieces).joined(separator: [blank]))
        let whole = Word(form: .bare, pieces: pieces, span: words[0].span.union(words[words.count - 1].span))
        for list in whole.variants().lists {
            let isWhole = words.contains { $0.span.start <= list.span.start && list.span.end <= $0.span.end }
            guard !isWhole else { continue }
            report("blanks stand in this list of variants", list.span, hint: "quote the prompt")
        }
    }

    private mutating func checkVariants(_ word: Word, _ spec: CommandSpec) {
        let variants = word.variants()
        for diagnostic in variants.diagnostics {
            report(diagnostic.message, diagnostic.span, hint: diagnostic.hint)
        }
        guard !spec.multiplies else { return }
        for variant in variants.lists {
            report(
                "{…|…} is a list of variants, and \(spec.name) sends one prompt", variant.span,
                hint: "use sweep, or raw quotes '…'")
        }
    }
}

extension CommandSpec {
    /// Whether its `NAME=VALUE` arguments name settings or variables rather than options.
    var takesNames: Bool {
        switch name {
        case SetCommand.spec.name, LetCommand.spec.name, ArgsCommand.spec.name: true
        default: false
        }
    }
}

extension ValueKind {
    var takesTasks: Bool { self == .task || self == .tasks }
}

extension Checker {
    /// `LEFT OPERATOR RIGHT`, as far as it is written out.
    mutating func checkExpectation(_ command: Command) {
        let words = command.arguments.compactMap { argument -> Word? in
            if case .operand(let word) = argument { word } else { nil }
        }
        guard words.count == 3 else {
            // That there is nothing at all was said before.
            guard !words.isEmpty else { return }
            return report(
                "expect takes LEFT OPERATOR RIGHT", words[0].span.union(words[words.count - 1].span),
                hint: "quote what has blanks in it")
        }
        guard let text = words[1].literal else { return }
        guard let comparison = Comparison.Operator(rawValue: text) else {
            let all = Comparison.Operator.allCases.map(\.rawValue)
            let near = text == "=" ? "==" : Suggestion.nearest(text, in: all)
            return report(
                "'\(sanitised(text))' is no operator", words[1].span,
                hint: near.map { "did you mean '\($0)'?" } ?? "there are \(all.joined(separator: " "))")
        }
        guard comparison == .matches, let expression = words[2].literal, (try? Regex(expression)) == nil else { return }
        report("'\(sanitised(expression))' is no regular expression", words[2].span)
    }
}
