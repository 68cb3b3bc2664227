import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// A parameter that differs between two requests; `null` stands for one that is not there.
struct FieldChange: Hashable {
    /// As an option of `submit` is called.
    let name: String
    let from: JSONValue
    let to: JSONValue

    /// The longest value, and the longest change of a prompt, that one line tells whole.
    private static let longest = 40

    /// Such as `seed 7 → 8`, `prompt boat → ship, + at dawn`.
    var sentence: String {
        guard name == Parameter.prompt.name, let from = from.string, let to = to.string else {
            return "\(name) \(Self.text(from)) → \(Self.text(to))"
        }
        let hunks = WordDiff(from: from, to: to).hunks.map { hunk in
            switch (hunk.removed.isEmpty, hunk.added.isEmpty) {
            case (false, false): "\(Self.short(hunk.removed)) → \(Self.short(hunk.added))"
            case (false, true): "− \(Self.short(hunk.removed))"
            default: "+ \(Self.short(hunk.added))"
            }
        }
        // Only blanks differ.
        guard !hunks.isEmpty else { return "prompt with other blanks" }
        return "prompt " + hunks.prefix(3).joined(separator: ", ") + (hunks.count > 3 ? ", …" : "")
    }

    var json: JSONValue { ["field": .string(name), "from": from, "to": to] }

    /// What is said of several: `seed 7 → 8, duration 5 → 10`.
    static func sentence(_ changes: [FieldChange]) -> String {
        changes.isEmpty ? "nothing changed" : changes.map(\.sentence).joined(separator: ", ")
    }

    /// What differs, in the order of the API's parameters; extra ones behind.
    static func between(_ old: GenerationRequest, _ new: GenerationRequest) -> [FieldChange] {
        guard old != new else { return [] }
        let (before, after) = (values(of: old), values(of: new))
        let extra = Set(before.keys).union(after.keys).filter { $0.hasPrefix(Setting.extraPrefix) }.sorted()
        return (Parameter.allCases.map(\.name) + extra).compactMap { name in
            let (from, to) = (before[name] ?? .null, after[name] ?? .null)
            return from == to ? nil : FieldChange(name: name, from: from, to: to)
        }
    }

    private static func values(of request: GenerationRequest) -> [String: JSONValue] {
        guard case .object(let object) = request.json else { return [:] }
        return Dictionary(
            object.members.map { member in
                let isKnown = Parameter(rawValue: member.name) != nil
                return (isKnown ? member.name : Setting.extraPrefix + member.name, member.value)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "none"
        case .bool(let isOn): isOn ? "on" : "off"
        default: short(value.plainText)
        }
    }

    private static func short(_ text: String) -> String { sanitised(text).truncated(to: longest) }
}

extension PreparedSubmit {
    /// What differs from its parent, tag and note included.
    func changes(from parent: TaskRecord) -> [FieldChange] {
        func change(_ name: String, _ old: String?, _ new: String?) -> FieldChange? {
            guard old != new else { return nil }
            return FieldChange(
                name: name, from: old.map { .string($0) } ?? .null, to: new.map { .string($0) } ?? .null)
        }
        return FieldChange.between(parent.request, request)
            + [change("tag", parent.tag, tag), change("note", parent.note, note)].compactMap(\.self)
    }
}
