import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// The candidates of each kind for one fragment.
struct Choices {
    typealias Candidate = Completer.Candidate

    let catalogue: Catalogue
    let context: CompletionContext
    let fragment: Fragment

    /// - Parameter isFirst: whether nothing stands before the command, so that `try` may.
    func commands(isFirst: Bool) -> [Candidate] {
        let commands = CommandTable.all.map { Candidate($0.spec.name, $0.spec.summary) }
        return isFirst ? commands + [Candidate("try", "forgive what goes wrong in the rest of the line")] : commands
    }

    /// The operands that may stand here, and the options that were not given.
    func arguments(of spec: CommandSpec, given: ArraySlice<TypedLine.Word>) -> [Candidate] {
        let used = Set(given.compactMap { word in word.name.flatMap { spec.option($0)?.name } })
        let options = spec.options.filter { !used.contains($0.name) }.map { option in
            Candidate(option.isFamily ? option.name : option.name + "=", option.summary, suffix: "")
        }
        // Inside quotes there is no option.
        guard fragment.quote == nil else { return operands(of: spec, given: given) }
        return operands(of: spec, given: given) + options
    }

    private func operands(of spec: CommandSpec, given: ArraySlice<TypedLine.Word>) -> [Candidate] {
        let before = given.filter { $0.name == nil }
        if spec.shape.expression { return expression(behind: before.map(\.raw)) }
        return spec.operands(behind: before.count).flatMap { operand in
            operand.words.map { Candidate($0) } + values(of: operand.kind, named: operand.name.lowercased())
        }
    }

    /// The parts of `expect LEFT OPERATOR RIGHT`.
    private func expression(behind words: [String]) -> [Candidate] {
        switch words.count {
        case 0: return captures + texts
        case 1: return Comparison.Operator.allCases.map { Candidate($0.rawValue) }
        case 2 where words[0].hasSuffix(".\(TaskField.status.name)"): return statuses
        default: return []
        }
    }

    /// What an option, an operand or a setting of that name and kind takes.
    func values(of kind: ValueKind, named name: String) -> [Candidate] {
        switch kind {
        case .path where name == "downloads", .template: files([]).filter(\.suffix.isEmpty)
        case .path(let extensions): files(extensions)
        case .task, .tasks: tasks
        case .parameter(.imgURL): images + usedImages
        case .term where fragment.raw.hasPrefix("@") || fragment.raw.hasPrefix("$"): tasks
        default: words(of: kind, named: name).map(fragment.quoting)
        }
    }

    private func words(of kind: ValueKind, named name: String) -> [Candidate] {
        switch kind {
        case .parameter(.model):
            return catalogue.models.map { Candidate($0.id, "\($0.mode.rawValue), \($0.provider)") }
        case .setting: return settings
        case .term: return Explanation.all(in: catalogue).map { Candidate($0.name, "\($0.kind): \($0.meaning)") }
        case .profile: return context.profiles().map { Candidate($0) }
        case .topic:
            return HelpTopic.all.map { Candidate($0.name, $0.summary) } + commands(isFirst: false) + settings
        case .variable: return context.variables.keys.sorted().map { Candidate($0) }
        case .text where name == "tag": return tags
        case .text where name == "status": return statuses
        default: return kind.choices.map { Candidate($0) }
        }
    }

    private var settings: [Candidate] {
        (Setting.all + Setting.ofImages).map { Candidate($0.name, $0.summary) }
    }
    private var statuses: [Candidate] { TaskStatus.named.map { Candidate($0.word) } }

    // MARK: From the session and the ledger

    /// Their origin is a variable's, so they stand in no quotes.
    var images: [Candidate] {
        fragment.quote == "'" ? [] : context.images.map { Candidate($0, "a sample image") }
    }

    private var captures: [Candidate] {
        context.variables.sorted { $0.key < $1.key }.compactMap { name, value in
            switch value {
            case .task(let number): Candidate("$\(name)", "task @\(number)")
            case .tasks(let numbers): Candidate("$\(name)", "\(numbers.count) tasks")
            case .text: nil
            }
        }
    }

    private var texts: [Candidate] {
        context.variables.sorted { $0.key < $1.key }.compactMap { name, value in
            if case .text(let text) = value { Candidate("$\(name)", sanitised(text)) } else { nil }
        }
    }

    /// Tasks by whatever was begun: a number, a number behind `@`, an id.
    private var tasks: [Candidate] {
        if fragment.meaning.hasPrefix("@" + tagSelectorPrefix) { return taggedTasks }
        guard fragment.quote == nil else { return [] }
        let typed = fragment.raw
        if let prefix = Self.number(typed) {
            let numbered = tasks(.number(prefix: prefix)) { Candidate("\($0.number)", Self.summary(of: $0)) }
            if !numbered.isEmpty { return numbered }
        }
        guard typed.isEmpty || typed.hasPrefix("@") || typed.hasPrefix("$") else {
            return tasks(.id(prefix: typed)) { task in
                task.id.map { Candidate($0, "@\(task.number) " + Self.summary(of: task)) }
            }
        }
        let query = Self.number(String(typed.dropFirst())).map { CompletionContext.TaskQuery.number(prefix: $0) }
        if typed.hasPrefix("@" + TaskReference.ratedPrefix) {
            return TaskReference.ratings.map {
                Candidate("@\(TaskReference.ratedPrefix)\($0)", "rated \($0) or better")
            }
        }
        let selectors = [
            Candidate("@" + tagSelectorPrefix, "those with a tag", suffix: ""),
            Candidate("@" + TaskReference.ratedPrefix, "those rated so or better", suffix: ""),
        ]
        return TaskReference.words.map { Candidate("@" + $0, Self.meaning(of: $0)) } + selectors + captures
            + tasks(query ?? .newest) { Candidate("@\($0.number)", Self.summary(of: $0)) }
    }

    private func tasks(
        _ query: CompletionContext.TaskQuery, _ candidate: (TaskRecord) -> Candidate?
    ) -> [Candidate] {
        listed(context.tasks(query, Completer.listLimit).compactMap(candidate))
    }

    /// Candidates of which the ledger was asked for so many at most.
    private func listed(_ candidates: [Candidate], limit: Int = Completer.listLimit) -> [Candidate] {
        // Where the last one goes beyond what was typed, there are no more of those that begin so.
        guard candidates.count >= limit, candidates.last?.text.hasPrefix(fragment.meaning) == true else {
            return candidates
        }
        return candidates.map { candidate in
            var candidate = candidate
            candidate.isOneOfMany = true
            return candidate
        }
    }

    /// Plain digits: no sign, no zero first.
    private static func number(_ text: String) -> Int? {
        text.first?.isNumber == true ? Int(text).flatMap { $0 > 0 ? $0 : nil } : nil
    }

    private static func meaning(of word: String) -> String {
        switch word {
        case "last": "the newest task"
        case "running": "those that run"
        case "failed": "those that failed"
        default: "every one"
        }
    }

    private static func summary(of task: TaskRecord) -> String {
        let prompt = task.request.prompt.prefix(60)
        return sanitised("\(task.status.word)  \(prompt.split(whereSeparator: \.isNewline).joined(separator: " "))")
    }

    /// `@tag:NAME`, in quotes where the tag needs them.
    private var taggedTasks: [Candidate] {
        let head = "@" + tagSelectorPrefix
        return listed(
            tags(typed: String(fragment.meaning.dropFirst(head.count))).map { tag in
                Candidate(head + sanitised(tag), insertion: head + quotedWord(tag, prose: fragment.quote != nil))
            })
    }

    private var tags: [Candidate] {
        listed(tags(typed: fragment.meaning).map { Candidate(sanitised($0), insertion: $0) })
    }

    /// Those that begin as typed, and some from the beginning, among which a match inside the word may be.
    private func tags(typed: String) -> [String] {
        let near = typed.isEmpty ? [] : context.tags(typed, Completer.listLimit).filter { $0.hasPrefix(typed) }
        return near.isEmpty ? context.tags("", Completer.listLimit * 4) : near
    }

    /// First frames that were used before.
    private var usedImages: [Candidate] {
        let typed = fragment.meaning
        return listed(context.imageURLs(typed, Completer.listLimit).map { Candidate(sanitised($0), insertion: $0) })
            .map(fragment.quoting)
    }

    // MARK: Files

    /// Folders, which go on, and files with one of the extensions (with any, if there are none). Those that begin with a
    /// dot are for those who typed it.
    func files(_ extensions: [String]) -> [Candidate] {
        let typed = fragment.meaning
        let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
        let begun = typed.dropFirst(folder.count)
        let entries = context.entries(folder).filter { entry in
            (entry.isFolder || extensions.isEmpty || extensions.contains { Self.hasExtension($0, entry.name) })
                && entry.name.hasPrefix(".") == begun.hasPrefix(".")
        }
        .sorted { $0.name < $1.name }
        let candidates = entries.map { entry in
            Candidate(
                sanitised(folder + entry.name) + (entry.isFolder ? "/" : ""),
                insertion: folder + entry.name + (entry.isFolder ? "/" : ""), suffix: entry.isFolder ? "" : " ")
        }
        // One form for all that could be meant, so that what they share can be filled in.
        let needsQuotes =
            !begun.isEmpty
            && candidates.contains { candidate in
                candidate.text.lowercased().hasPrefix(typed.lowercased()) && Self.needsQuotes(candidate.insertion)
            }
        return candidates.map { fragment.quoting($0, needsQuotes: needsQuotes || Self.needsQuotes($0.insertion)) }
    }

    private static func hasExtension(_ wanted: String, _ name: String) -> Bool {
        name.lowercased().hasSuffix("." + wanted)
    }

    private static func needsQuotes(_ path: String) -> Bool {
        let rest = path.hasPrefix("~/") ? String(path.dropFirst()) : path
        return quotedWord(rest, prose: false) != rest
    }
}
