import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// Turns words into arguments: variables get their values, and every word stays one word.
struct Expander {
    let session: Session

    func expand(_ word: Word) async throws -> Expanded {
        var text = ""
        for piece in word.pieces {
            switch piece {
            case .text(let literal, _), .escapedBrace(let literal, _): text += literal
            case .variable(let variable): text += try await value(of: variable).plainText
            }
        }
        return Expanded(text: text, span: word.span, form: word.form, capture: capture(word))
    }

    /// The captured tasks that a word stands for when it is nothing but their name.
    private func capture(_ word: Word) -> Value? {
        guard word.form == .bare, word.pieces.count == 1, case .variable(let variable) = word.pieces[0],
            variable.fields.isEmpty, case .named(let name) = variable.base
        else { return nil }
        switch session.variables[name] {
        case .task, .tasks: return session.variables[name]
        case .text, nil: return nil
        }
    }

    /// A word as a value of its own kind: a variable has the type of what it holds, a bare number and `null` are
    /// themselves, quotes make text.
    func json(_ word: Word) async throws -> JSONValue {
        if word.form == .bare, word.pieces.count == 1, case .variable(let variable) = word.pieces[0] {
            return try await value(of: variable)
        }
        let expanded = try await expand(word)
        guard word.form == .bare, let value = try? JSONValue(parsing: expanded.text) else {
            return .string(expanded.text)
        }
        return value
    }

    private func value(of variable: Variable) async throws -> JSONValue {
        if let value = try await lookUp(variable) { return value }
        if let fallback = variable.fallback { return .string(fallback) }
        let near = Suggestion.nearest(variable.name, in: Array(session.variables.keys))
        throw ShellError(
            .check, "\(variable.spelling) is not set",
            remedy: near.map { "did you mean $\($0)?" } ?? "set it with let, or write ${\(variable.name):-DEFAULT}",
            at: variable.span)
    }

    /// - Returns: `nil` if it is not set.
    private func lookUp(_ variable: Variable) async throws -> JSONValue? {
        switch variable.base {
        case .allArguments:
            return try text(session.options.arguments.joined(separator: " "), variable, fields: 0)
        case .argument(let number):
            let arguments = session.options.arguments
            return try text(number <= arguments.count ? arguments[number - 1] : nil, variable, fields: 0)
        case .named("env"):
            if let name = variable.fields.first, session.environment.withholds(variable: name) {
                throw ShellError(
                    .check, WithheldKey.sentence(variable.spelling), remedy: WithheldKey.remedy, at: variable.span)
            }
            return try text(variable.fields.first.flatMap { session.environment.variables[$0] }, variable, fields: 1)
        case .named("row") where session.row != nil:
            return try text(variable.fields.first.flatMap { session.row?[$0] }, variable, fields: 1)
        case .named("service") where session.variables["service"] == nil:
            return try text(try await session.environment.backend.address().origin, variable, fields: 0)
        case .named(let name):
            switch session.variables[name] {
            case nil: return nil
            case .text(let value): return try text(value, variable, fields: 0)
            case .task(let number): return try await field(variable, ofTask: number)
            case .tasks(let numbers): return try await field(variable, ofTasks: numbers)
            }
        }
    }

    /// A text, which has no field behind those that led to it.
    private func text(_ value: String?, _ variable: Variable, fields: Int) throws -> JSONValue? {
        guard let value else { return nil }
        guard variable.fields.count > fields else { return .string(value) }
        throw ShellError(
            .check,
            "$\(variable.dotted(to: fields)) is a text, which has no field '\(sanitised(variable.fields[fields]))'",
            remedy: "write ${\(variable.dotted(to: fields))}.\(variable.fields[fields]) if this is text behind it",
            at: variable.span)
    }

    private func field(_ variable: Variable, ofTask number: Int) async throws -> JSONValue {
        guard let name = variable.fields.first else {
            return number < 0 && session.isPlanning ? .string(variable.placeholder) : JSONValue(number)
        }
        guard let field = TaskField(rawValue: name) else {
            throw noField(name, variable, "a task", TaskField.allCases.map(\.name))
        }
        guard variable.fields.count == 1 else { throw noField(variable.fields[1], variable, "a field of a task", []) }
        guard let task = try await session.record(number) else {
            throw ShellError(.trouble, "the ledger has lost task @\(number)", at: variable.span)
        }
        if session.isPlanning, number < 0, !field.isKnownBeforehand(of: task) {
            return .string(field.placeholder(variable))
        }
        return field.value(of: task)
    }

    private func field(_ variable: Variable, ofTasks numbers: [Int]) async throws -> JSONValue {
        guard let name = variable.fields.first else {
            return session.isPlanning && numbers.contains { $0 < 0 }
                ? .string(variable.placeholder) : .string(numbers.map(String.init).joined(separator: " "))
        }
        guard let field = SetField(rawValue: name) else {
            throw noField(name, variable, "a set of tasks", SetField.allCases.map(\.rawValue))
        }
        guard variable.fields.count == 1 else { throw noField(variable.fields[1], variable, "a field of tasks", []) }
        if session.isPlanning, numbers.contains(where: { $0 < 0 }), field != .count {
            return .string(variable.placeholder)
        }
        return field.value(of: try await session.records(numbers))
    }

    private func noField(_ name: String, _ variable: Variable, _ what: String, _ fields: [String]) -> ShellError {
        let near = Suggestion.nearest(name, in: fields)
        return ShellError(
            .check, "\(what) has no field '\(name)'",
            remedy: near.map { "did you mean '\($0)'?" }
                ?? (fields.isEmpty
                    ? "write ${\(variable.dotted(to: 1))}.\(name) if this is text behind it"
                    : "there are \(fields.joined(separator: ", "))"),
            at: variable.span)
    }
}

extension TaskField {
    /// Whether it is decided before the task is sent, for one that a plan stands in for.
    fileprivate func isKnownBeforehand(of task: TaskRecord) -> Bool {
        switch self {
        case .model, .prompt, .resolution, .ratio, .duration, .watermark, .imgURL, .extra, .estimate, .tag, .note: true
        // It is still to be drawn.
        case .seed: task.request.seed != nil
        case .parent: task.parent.map { $0 > 0 } ?? true
        case .number, .id, .status, .progress, .videoURL, .error, .createdAt, .completedAt, .expiresAt, .cost, .file,
            .crc64, .rating, .run, .files:
            false
        }
    }

    /// What stands for it in a plan.
    fileprivate func placeholder(_ variable: Variable) -> String {
        // A URL has to look like one (RFC 2606 keeps the name free).
        self == .videoURL ? "https://not-yet.invalid/\(variable.spelling.dropFirst())" : variable.placeholder
    }
}

extension JSONValue {
    /// As a variable expands: text without quotes, everything else as JSON.
    var plainText: String {
        guard case .string(let text) = self else { return text() }
        return text
    }
}

extension Variable {
    /// The name without sign and fields.
    var name: String {
        switch base {
        case .named(let name): fields.isEmpty || name != "env" ? name : "env." + fields.joined(separator: ".")
        case .argument(let number): String(number)
        case .allArguments: "@"
        }
    }

    var spelling: String { "$" + name }

    /// What stands in a plan for a value that only a run knows.
    var placeholder: String { Self.placeholderStart + dotted(to: fields.count) + Self.placeholderEnd }

    private static let placeholderStart = "‹$"
    private static let placeholderEnd = "›"

    /// Whether a text is nothing but such a placeholder.
    static func isPlaceholder(_ text: String) -> Bool {
        text.hasPrefix(placeholderStart) && text.firstRange(of: placeholderEnd)?.upperBound == text.endIndex
    }
}
