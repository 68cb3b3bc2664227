package import NexusFlowAPI

/// What the session was told to do from now on: settings by name, in canonical form.
package struct Settings: Hashable, Sendable {
    private var values: [String: String] = [:]
    // These are looked at with every line, and are read when they are set.
    package private(set) var output = OutputFormat.table
    package private(set) var timing = false
    package private(set) var notice = TerminalKnowledge.Notice.desktop

    package init() {}

    /// What was set, or the setting's default, or `nil`.
    package subscript(name: String) -> String? {
        values[name] ?? Setting.fallbacks[name]
    }

    package func isSet(_ name: String) -> Bool { values[name] != nil }

    /// Sets a value that ``ValueKind/canonical(_:in:)`` has passed; `nil` goes back to the default.
    package mutating func set(_ name: String, to value: String?) {
        values[name] = value
        switch name {
        case "output": output = self[name].flatMap(OutputFormat.init(rawValue:)) ?? .table
        case "notify": notice = self[name].flatMap(TerminalKnowledge.Notice.init(rawValue:)) ?? .desktop
        case "timing": timing = self[name] == "on"
        default: break
        }
    }

    package mutating func reset() { self = Settings() }

    /// What was set and is not the default, in the order of ``Setting/all``, extra parameters behind.
    package var changed: [(name: String, value: String)] {
        let known = Setting.all.compactMap { setting in
            values[setting.name].flatMap { $0 == setting.fallback ? nil : (name: setting.name, value: $0) }
        }
        return known + extraNames.compactMap { name in values[name].map { (name: name, value: $0) } }
    }

    /// The names of the extra parameters that are set, sorted, with their prefix.
    package var extraNames: [String] {
        values.keys.filter { $0.hasPrefix(Setting.extraPrefix) }.sorted()
    }
}

extension Settings {
    package var jobs: Int { self["jobs"].flatMap { Int($0) } ?? 4 }
    package var poll: Duration? { self["poll"].flatMap { TimeSpan($0)?.duration } }
    package var autodownload: Bool { self["autodownload"] == "on" }
    package var hints: Bool { self["hints"] == "on" }
    package var budget: Money? { self["budget"].flatMap { Money($0) } }
    package var confirm: Money? { self["confirm"].flatMap { Money($0) } }
}
