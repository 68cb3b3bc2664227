import FoundationEssentials
import Media
package import NexusFlowAPI
import ShellLanguage

/// Why a value is refused, as a clause that follows `NAME=VALUE`: `is not allowed; it may be 720P, 1080P (documented)`.
package struct ValueProblem: Error, Hashable, Sendable {
    package let clause: String
    /// The nearest value that would do.
    package let suggestion: String?

    package init(_ clause: String, suggestion: String? = nil) {
        self.clause = clause
        self.suggestion = suggestion
    }
}

extension ValueKind {
    /// The value in the form in which it is kept, shown and sent: `1080p` becomes `1080P`, `yes` becomes `on`, `5s` for a
    /// duration becomes `5`.
    package func canonical(_ text: String, in catalogue: Catalogue) throws(ValueProblem) -> String {
        switch self {
        case .parameter(let parameter): return try parameter.canonical(text, in: catalogue)
        case .image(let parameter): return try parameter.canonical(text)
        case .choice(let words): return try Self.choice(text, of: words)
        case .onOff: return try Self.onOff(text) ? "on" : "off"
        case .count(let range):
            guard let number = Int(text), range.contains(number) else {
                throw ValueProblem("is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return String(number)
        case .money:
            guard let amount = Money(text) else {
                throw ValueProblem("is not an amount of dollars, such as 1.50")
            }
            return amount.decimal
        case .timeSpan:
            guard TimeSpan(text) != nil else { throw ValueProblem("is not a time, such as 200ms, 5s, 10m or 2h") }
            return text
        case .seedChange:
            guard SeedChange(text) != nil else { throw ValueProblem(SeedChange.rule) }
            return text
        case .setting:
            guard Setting.named(text) != nil else {
                throw ValueProblem("is not a setting", suggestion: Setting.suggestion(for: text))
            }
            return text
        case .moment:
            guard TimeSpan(text) != nil || Date(iso8601: text) != nil || Date(iso8601: text + "T00:00:00Z") != nil
            else {
                throw ValueProblem("is no point in time, such as 2h, 3d, 2026-06-01 or 2026-06-01T10:00:00Z")
            }
            return text
        case .pager: return try Self.pager(text)
        case .template:
            do { _ = try NameTemplate(text) } catch { throw ValueProblem("is not allowed: \(error.message)") }
            return text
        case .extra, .text, .path, .task, .tasks, .variable, .profile, .term, .topic: return text
        }
    }

    static func choice(_ text: String, of words: [String]) throws(ValueProblem) -> String {
        if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
        throw ValueProblem(
            "is not allowed; it may be \(words.joined(separator: ", "))",
            suggestion: Suggestion.nearest(text, in: words))
    }

    /// A word that says when, else the command as it stands.
    private static func pager(_ text: String) throws(ValueProblem) -> String {
        if text.allSatisfy(\.isWhitespace) {
            throw ValueProblem("is not allowed; it may be auto, on, off, or a command such as less")
        }
        if text.lowercased() == "auto" { return "auto" }
        do { return try onOff(text) ? "on" : "off" } catch { return text }
    }

    static func onOff(_ text: String) throws(ValueProblem) -> Bool {
        switch text.lowercased() {
        case "on", "true", "yes": true
        case "off", "false", "no": false
        default: throw ValueProblem("is not allowed; it may be on, off")
        }
    }
}

extension ImageParameter {
    /// The value as the JSON that is sent. What is kept already comes out as it is.
    func canonical(_ text: String) throws(ValueProblem) -> String {
        let text = (try? JSONValue(parsing: text))?.string ?? text
        switch self {
        case .size:
            guard let size = Self.dimensions(text) else { throw refused }
            return JSONValue.string("\(size.width)*\(size.height)").text()
        case .count:
            guard let count = Int(text), count > 0 else { throw refused }
            return String(count)
        case .negativePrompt: return JSONValue.string(text).text()
        }
    }

    private var refused: ValueProblem {
        ValueProblem("is not allowed; it may be \(allowed) (\(provenance.rawValue))")
    }
}

extension Parameter {
    /// The value as it is kept, checked against the documented rule and what the catalogue adds to it.
    func canonical(_ text: String, in catalogue: Catalogue) throws(ValueProblem) -> String {
        switch self {
        case .model:
            guard !text.isEmpty, !text.contains(where: \.isWhitespace) else { throw refused }
            return catalogue.models.first { $0.id.lowercased() == text.lowercased() }?.id ?? text
        case .prompt:
            return text
        case .resolution:
            let words = ResolutionRule.allowed + catalogue.models.flatMap { $0.prices.compactMap(\.resolution) }
            guard let word = words.first(where: { $0.lowercased() == text.lowercased() }) else {
                throw refused(near: text, in: words)
            }
            return word
        case .ratio:
            guard RatioRule.allowed.contains(text) else { throw refused(near: text, in: RatioRule.allowed) }
            return text
        case .duration:
            guard let span = TimeSpan(text), let seconds = Int(exactly: span.seconds),
                DurationRule.allowed.contains(seconds)
            else { throw refused }
            return String(seconds)
        case .imgURL:
            guard GenerationRequest.isWebURL(text) else {
                if Self.looksLikeFile(text) {
                    throw ValueProblem(
                        "is a file of this machine, and the API takes only URLs: put the image where it can be fetched "
                            + "from anywhere, and give its http or https URL")
                }
                throw ValueProblem("is not \(allowed) (documented): the API cannot read local files")
            }
            return text
        case .watermark:
            do { return try ValueKind.onOff(text) ? "on" : "off" } catch { throw refused }
        case .seed:
            // `+1` counts on from a parent, which only `again` has.
            guard let seed = Int(text), SeedRule.allowed.contains(seed), text.first != "+" else { throw refused }
            return String(seed)
        }
    }

    /// Whether somebody meant a file by it: a path, or the name of an image.
    private static func looksLikeFile(_ text: String) -> Bool {
        let start = ["/", "./", "../", "~/", "file:"]
        return start.contains { text.lowercased().hasPrefix($0) }
            || ImageRule.extensions.contains { text.lowercased().hasSuffix(".\($0)") }
    }

    private var refused: ValueProblem { refused(near: "", in: []) }

    private func refused(near text: String, in words: [String]) -> ValueProblem {
        ValueProblem(
            "is not allowed; it may be \(allowed) (\(provenance.rawValue))",
            suggestion: Suggestion.nearest(text, in: words))
    }
}
