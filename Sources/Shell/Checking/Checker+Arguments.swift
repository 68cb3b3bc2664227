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
            let name =
                spec.option(option.name.text).map { $0.isFamily ? option.name.text : $0.name } ?? option.name.text
            if !seen.insert(name).inserted {
                report("\(name) is given twice", option.span, hint: "one of them must go")
            }
        }
        if spec.shape.prose, seen.contains(Parameter.prompt.name),
            let operand = command.arguments.first(where: { if case .operand = $0 { true } else { false } })
        {
            report("the prompt is given twice", operand.span, hint: "either words, or prompt=")
        }
    }

    /// `NAME=VALUE` of `set` and `let`, where the name is a setting's or the user's own.
    private mutating func checkAssignment(_ option: ShellLanguage.Option, _ spec: CommandSpec) {
        let name = option.name.text
        guard spec.name == SetCommand.spec.name else {
            if let reason = Self.reservedReason(name) {
                report("'\(name)' cannot be a name: \(reason)", option.name.span, hint: "choose another name")
            }
            return
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
        guard spec.multiplies, option.value.form == .bare, SweepReading.takesLists(declared.name) else {
            if !(spec.multiplies && option.value.form == .at) {
                checkValue(option.value, name: option.name.text, kind: declared.kind)
            }
            return
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
            }
            return
        }
        guard let text = word.literal else { return }
        do {
            _ = try kind.canonical(text, in: catalogue)
        } catch {
            let hint = error.suggestion.map { "did you mean '\($0)'?" }
            report("\(name)=\(sanitised(text)) \(error.clause)", word.span, hint: hint)
        }
    }

    mutating func checkOperands(_ command: Command, _ spec: CommandSpec) {
        let words = command.arguments.compactMap { argument -> Word? in
            if case .operand(let word) = argument { word } else { nil }
        }
        if spec.shape.prose { return checkPrompt(words, spec) }
        let needed = spec.operands.count { $0.arity == .one || $0.arity == .some }
        let isOpen = spec.operands.contains { $0.arity == .many || $0.arity == .some }
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
            guard let operand = index < spec.operands.count ? spec.operands[index] : spec.operands.last else {
                continue
            }
            checkOperand(word, operand)
        }
    }

    private mutating func checkOperand(_ word: Word, _ operand: CommandSpec.Operand) {
        guard let text = word.literal else { return }
        switch operand.kind {
        case .task, .tasks:
            let isSign = word.form == .at
            if (isSign ? TaskReference(sign: text) : TaskReference(bare: text)) == nil {
                let near =
                    isSign ? Suggestion.nearest(text, in: TaskReference.words).map { "did you mean '@\($0)'?" } : nil
                report(
                    "\(isSign ? "@" : "")\(sanitised(text)) names no task", word.span,
                    hint: near ?? "write @12, @12..15, @last, @-2, @running, @failed, @all, or an id")
            }
        case .count:
            do {
                _ = try operand.kind.canonical(text, in: catalogue)
            } catch {
                report("'\(sanitised(text))' \(error.clause)", word.span, hint: error.suggestion)
            }
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
            let variants = word.variants()
            for diagnostic in variants.diagnostics {
                report(diagnostic.message, diagnostic.span, hint: diagnostic.hint)
            }
            guard !spec.multiplies else { continue }
            for variant in variants.lists {
                report(
                    "{…|…} is a list of variants, and \(spec.name) sends one prompt", variant.span,
                    hint: "use sweep, or raw quotes '…'")
            }
        }
    }
}

extension CommandSpec {
    /// Whether its `NAME=VALUE` arguments name settings or variables rather than options.
    var takesNames: Bool { [SetCommand.spec.name, LetCommand.spec.name, ArgsCommand.spec.name].contains(name) }
}

extension ValueKind {
    var takesTasks: Bool { self == .task || self == .tasks }
}
