/// What a name may be bound to when a line runs, as far as the lines before tell.
struct Binding: Hashable {
    enum Kind: Hashable {
        case text
        case task
        case set
    }

    /// Every kind that it may have: a line that `try` forgives may leave what was there before. Empty if anything may be.
    var kinds: Set<Kind>
    /// Which lines made the tasks it stands for; empty if that is not known.
    var makers: Set<Int> = []

    static let anything = Binding(kinds: [])
    static let text = Binding(kinds: [.text])

    init(kinds: Set<Kind>, makers: Set<Int> = []) {
        self.kinds = kinds
        self.makers = makers
    }

    init(_ value: Value) {
        switch value {
        case .text: self = .text
        case .task: self.init(kinds: [.task])
        case .tasks: self.init(kinds: [.set])
        }
    }

    /// The fields that it may have; `nil` if anything may be one.
    var fields: [String]? {
        guard !kinds.isEmpty else { return nil }
        var fields: [String] = []
        if kinds.contains(.task) { fields += TaskField.allCases.map(\.name) }
        if kinds.contains(.set) { fields += SetField.allCases.map(\.rawValue).filter { !fields.contains($0) } }
        return fields
    }

    /// What it is, for a message.
    var noun: String {
        switch (kinds.contains(.task), kinds.contains(.set)) {
        case (true, _): "a task"
        case (false, true): "a set of tasks"
        case (false, false): "a text"
        }
    }

    /// What the name may be bound to where either may have happened.
    func or(_ other: Binding) -> Binding {
        guard !kinds.isEmpty, !other.kinds.isEmpty else { return .anything }
        return Binding(
            kinds: kinds.union(other.kinds),
            makers: makers.isEmpty || other.makers.isEmpty ? [] : makers.union(other.makers))
    }
}
