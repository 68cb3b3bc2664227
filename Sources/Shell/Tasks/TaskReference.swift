import ShellLanguage

/// How tasks are named: `@12`, `12`, `@12..15`, `@last`, `@-2`, `@running`, `@failed`, `@all`, `@tag:NAME`, `@rated:4`, an
/// id, or a prefix of one.
package enum TaskReference: Hashable, Sendable {
    case number(Int)
    case range(ClosedRange<Int>)
    /// 1 is the newest.
    case newest(Int)
    case running
    case failed
    case all
    /// Of the whole ledger, with this tag.
    case tag(String)
    /// Of the whole ledger, rated so or better.
    case rated(Int)
    case id(prefix: String)

    /// The words behind `@`.
    package static let words = ["last", "running", "failed", "all"]
    /// What stands behind `@` before a rating; before a tag it is ``ShellLanguage/tagSelectorPrefix``.
    package static let ratedPrefix = "rated:"
    /// The stars that a task may be given.
    package static let ratings = 1...5
    /// What may be written, as advice.
    static let advice =
        "write @12, @12..15, @last, @-2, @running, @failed, @all, @tag:NAME, @rated:4, or the beginning of an id"

    /// Whether it names one task by its form; what else it may name is a set, even if only one task is in it.
    package var isSingle: Bool {
        switch self {
        case .number, .newest, .id: true
        case .range, .running, .failed, .all, .tag, .rated: false
        }
    }

    /// Whether it may name no task at all without being wrong.
    package var mayBeEmpty: Bool {
        switch self {
        case .running, .failed, .all, .rated: true
        case .number, .range, .newest, .tag, .id: false
        }
    }

    /// Reads what stands behind `@`.
    package init?(sign text: String) {
        switch text {
        case "last": self = .newest(1)
        case "running": self = .running
        case "failed": self = .failed
        case "all": self = .all
        default:
            if text.hasPrefix(tagSelectorPrefix), text.count > tagSelectorPrefix.count {
                self = .tag(String(text.dropFirst(tagSelectorPrefix.count)))
            } else if text.hasPrefix(Self.ratedPrefix) {
                let digits = text.dropFirst(Self.ratedPrefix.count)
                guard digits.count == 1, let stars = Int(digits), Self.ratings.contains(stars) else { return nil }
                self = .rated(stars)
            } else if text.hasPrefix("-"), let back = Int(text.dropFirst()), back > 0 {
                self = .newest(back)
            } else if let numbers = Self.numbers(text) {
                self = numbers
            } else {
                return nil
            }
        }
    }

    /// Reads a word without `@`: a number, a range, or (the beginning of) an id.
    package init?(bare text: String) {
        if let numbers = Self.numbers(text) {
            self = numbers
        } else if !text.isEmpty, !text.contains(where: \.isWhitespace), !text.contains("..") {
            self = .id(prefix: text)
        } else {
            return nil
        }
    }

    private static func numbers(_ text: String) -> TaskReference? {
        if let number = Int(text), number > 0, text.first?.isNumber == true { return .number(number) }
        guard let dots = text.firstRange(of: ".."), let low = Int(text[..<dots.lowerBound]),
            let high = Int(text[dots.upperBound...]), 0 < low, low <= high
        else { return nil }
        return .range(low...high)
    }
}
