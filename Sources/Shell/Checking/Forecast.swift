import NexusFlowAPI
import ShellLanguage

/// The session's settings as they will be when a line runs, as far as the lines before tell.
struct Forecast {
    enum Value: Hashable {
        /// `nil` if nothing is set and there is no default.
        case known(String?)
        case unknown
    }

    private var base: Settings?
    private var changed: [String: Value] = [:]

    init(_ settings: Settings?) { base = settings }

    subscript(name: String) -> Value {
        if let value = changed[name] { return value }
        guard let base else { return .unknown }
        return .known(base[name])
    }

    /// Takes note of `set NAME=VALUE`; `nil` stands for a value that is not known before the run.
    mutating func set(_ name: String, to text: String?, in catalogue: Catalogue) {
        guard let setting = Setting.named(name) else { return }
        guard let text, let value = try? setting.kind.canonical(text, in: catalogue) else {
            return changed[setting.name] = .unknown
        }
        changed[setting.name] = .known(value)
    }

    /// Takes note of `unset NAME`.
    mutating func unset(_ name: String) {
        guard let setting = Setting.named(name) else { return }
        changed[setting.name] = .known(setting.fallback)
    }

    /// Takes note that anything may be set to anything.
    mutating func forget() {
        base = nil
        changed = [:]
    }

    /// The extra parameters that are known, and whether these are all.
    var extra: (known: [String: String], isWhole: Bool) {
        var known: [String: String] = [:]
        var isWhole = base != nil
        for name in base?.extraNames ?? [] where changed[name] == nil { known[name] = base?[name] }
        for (name, value) in changed where name.hasPrefix(Setting.extraPrefix) {
            switch value {
            case .known(let text): known[name] = text
            case .unknown: isWhole = false
            }
        }
        return (known, isWhole)
    }
}
