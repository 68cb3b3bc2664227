import FoundationEssentials
import Media
import NexusFlowAPI
import ShellLanguage

/// Which files the lines before surely write videos to.
struct NameForecast {
    fileprivate struct Use {
        var source: String
        var span: Span
        var makers: Set<Int> = []
        /// Once is enough for a name.
        var isReported = false
    }

    /// By path.
    fileprivate var submitted: [String: Use] = [:]
    fileprivate var downloaded: [String: Use] = [:]
}

/// Names of downloads: two videos that would get one.
extension Checker {
    /// The names of what a line submits, as far as the template leaves no choice.
    mutating func checkNames(_ lines: SubmitForecast, _ span: Span) {
        guard lines.downloads, let template = lines.template, let folder = lines.folder,
            let name = sureName(template, lines)
        else { return }
        let path = environment.absolutePath(name, below: environment.absolutePath(folder))
        if let before = names.submitted[path] {
            if !before.isReported { warnOfCollision("this video and that of \(place(of: before))", at: name, span) }
            names.submitted[path]?.isReported = true
            return
        }
        names.submitted[path] = NameForecast.Use(source: source.name, span: span)
        guard bill.tasks(lines.count).map({ $0 > 1 }) ?? true else { return }
        warnOfCollision("every video of this line", at: name, span)
        names.submitted[path]?.isReported = true
    }

    /// `download TASKS to=TEMPLATE`
    mutating func checkTarget(of command: Command) {
        var makers: Set<Int> = []
        var target: Word?
        for argument in command.arguments {
            switch argument {
            case .operand(let word):
                guard case .variable(let variable)? = word.pieces.first, case .named(let name) = variable.base,
                    let binding = bindings[name], binding.makers.count == 1
                else { return }
                makers.formUnion(binding.makers)
            case .option(let option): if option.name.text == "to" { target = option.value }
            }
        }
        guard let text = target?.literal, let span = target?.span, !makers.isEmpty, let name = sureName(text, nil)
        else {
            return
        }
        let path = environment.absolutePath(name)
        if let before = names.downloaded[path], !before.isReported, before.makers.isDisjoint(with: makers) {
            warnOfCollision("this video and that of \(place(of: before))", at: name, span)
            names.downloaded[path]?.isReported = true
        } else if names.downloaded[path] == nil {
            names.downloaded[path] = NameForecast.Use(source: source.name, span: span, makers: makers)
        }
    }

    private func place(of use: NameForecast.Use) -> String {
        guard use.source == source.name else { return sanitised(use.source) }
        return "line \(LineIndex(source).line(at: use.span.start))"
    }

    private mutating func warnOfCollision(_ what: String, at name: String, _ span: Span) {
        report(
            "\(what) would be named \(sanitised(name))", span, hint: "put {number} or {seed} into the name",
            severity: .warning)
    }

    /// The name that a template makes whatever the tasks are; `nil` if it depends on something that is not known.
    private func sureName(_ template: String, _ lines: SubmitForecast?) -> String? {
        // Most names have the number, which no two tasks share.
        guard !template.contains("{number"), let template = try? NameTemplate(template) else { return nil }
        func fields(_ different: Int) -> NameFields {
            func text(_ parameter: Parameter) -> String {
                guard case .some(.some(let value?)) = lines.map({ $0.value(parameter) }) else { return "\(different)" }
                return value
            }
            return NameFields(
                number: different, id: "\(different)", model: text(.model), prompt: text(.prompt),
                seed: Int(text(.seed)), date: Date(timeIntervalSince1970: Double(different) * 86_400),
                tag: "\(different)", variant: "\(different)", resolution: text(.resolution), ratio: text(.ratio),
                run: different)
        }
        let (first, second) = (template.path(for: fields(1)), template.path(for: fields(2)))
        return first == second ? first : nil
    }
}
