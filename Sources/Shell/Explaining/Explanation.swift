import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What a word of the API means, put together from the tables that the program itself goes by.
struct Explanation {
    let name: String
    let kind: String
    let meaning: String
    var allowed: String?
    var fallback: String?
    /// What differs by model.
    var models: [(model: String, rule: Model.Rule)] = []
    var remedy: String?
    let provenance: Provenance?

    /// Everything that can be explained, parameters first.
    static func all(in catalogue: Catalogue) -> [Explanation] {
        Parameter.allCases.map { Explanation($0, catalogue) } + ImageParameter.allCases.map { Explanation($0) }
            + catalogue.models.map { Explanation($0) }
            + TaskStatus.named.map { Explanation($0) } + Glossary.terms.map { Explanation($0) }
    }

    /// The explanation of that name, in any case.
    static func named(_ name: String, in catalogue: Catalogue) -> Explanation? {
        if let parameter = Parameter(name: name.lowercased()) { return Explanation(parameter, catalogue) }
        // A code may be one of a family.
        return all(in: catalogue).first { $0.name.lowercased() == name.lowercased() }
            ?? Glossary.term(name).map { Explanation($0) }
    }

    init(_ parameter: Parameter, _ catalogue: Catalogue) {
        name = parameter.name
        kind = "parameter"
        meaning = parameter.summary
        allowed = parameter.allowed
        fallback = Setting.fallbacks[parameter.name]
        models = catalogue.models.compactMap { model in model.rule(about: parameter).map { (model.id, $0) } }
        provenance = parameter.provenance
    }

    init(_ parameter: ImageParameter) {
        name = parameter.name
        kind = parameter.isForImagesAlone ? "parameter of image models" : "extra parameter"
        meaning = parameter.summary
        allowed = parameter.allowed
        fallback = parameter == .count ? "\(ImageParameter.countFallback), sent where nothing is said" : nil
        models = parameter.upstreamRule.map { [("the vendor", $0)] } ?? []
        remedy = "write \(name)=VALUE; it is sent as extra.\(name)"
        provenance = parameter.provenance
    }

    init(_ model: Model) {
        name = model.id
        kind = "model"
        meaning = "\(model.mode.rawValue), \(model.provider)"
        models = Parameter.allCases.compactMap { parameter in
            model.rule(about: parameter).map { (parameter.name, $0) }
        }
        if let limit = model.accountLimit {
            models.append(
                (
                    "account",
                    Model.Rule(
                        text: "\(limit.running) tasks at once, \(limit.requestsPerSecond) requests a second",
                        provenance: limit.provenance)
                ))
        }
        remedy = "models \(model.id) shows it with the price of the settings"
        provenance = model.provenance
    }

    init(_ status: TaskStatus) {
        name = status.word
        kind = "status"
        meaning = status.meaning
        remedy = status.remedy
        let isServers = [TaskStatus.pending, .running, .succeeded, .failed].contains(status)
        provenance = isServers ? .documented : nil
    }

    init(_ term: Glossary.Term) {
        name = term.name
        kind = term.kind.rawValue
        meaning = term.meaning
        remedy = term.remedy
        provenance = term.provenance
    }

    // MARK: Showing

    private static let widest = 100

    /// Lines for people.
    func text(width: Int, palette: Palette) -> String {
        let width = min(width, Self.widest)
        let line = { (text: String) in "  " + WrappedText.lines(text, width: width, margin: 4, first: 2) }
        let source = provenance.map { " (\($0.rawValue))" } ?? ""
        var lines = [palette.paint(sanitised(name), .bold) + "  \(kind)\(source)", line(sanitised(meaning))]
        if let allowed { lines.append(line("allowed: \(allowed)")) }
        if let fallback { lines.append(line("default: \(fallback)")) }
        lines += models.map { line(sanitised("\($0.model): \($0.rule.text) (\($0.rule.provenance.rawValue))")) }
        if let remedy { lines.append(line("what to do: \(remedy)")) }
        return lines.joined(separator: "\n")
    }

    static let columns: [ResultSet.Column] = [
        ResultSet.Column("name", title: "NAME") { ResultSet.Cell($0.string ?? "", .bold) },
        ResultSet.Column("kind", title: "KIND"), ResultSet.Column("meaning", title: "MEANING", isFlexible: true),
        ResultSet.Column("allowed"), ResultSet.Column("default"), ResultSet.Column("rules"),
        ResultSet.Column("remedy"), ResultSet.Column("provenance", title: "SOURCE"),
    ]

    var row: [JSONValue] {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        let rules = models.map { entry -> JSONValue in
            [
                "of": .string(entry.model), "rule": .string(entry.rule.text),
                "provenance": .string(entry.rule.provenance.rawValue),
            ]
        }
        return [
            .string(name), .string(kind), .string(meaning), text(allowed), text(fallback),
            rules.isEmpty ? .null : .array(rules), text(remedy), text(provenance?.rawValue),
        ]
    }
}

extension TaskStatus {
    /// What to do about a task that stands so.
    fileprivate var remedy: String? {
        switch self {
        case .intended, .sending, .pending, .running, .other: "watch shows how it goes on"
        case .succeeded: "download fetches it, if that has not happened by itself"
        case .failed, .rejected: "explain @TASK says why, and what to change"
        case .abandoned: "again @TASK sends it after all"
        case .unknown: "reconcile finds out what became of it; it is never sent again by itself"
        case .expired: "again @TASK makes it once more, at its price"
        }
    }
}
