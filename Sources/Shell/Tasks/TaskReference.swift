/// How tasks are named: `@12`, `12`, `@12..15`, `@last`, `@-2`, `@running`, `@failed`, `@all`, an id, or a prefix of one.
package enum TaskReference: Hashable, Sendable {
    case number(Int)
    case range(ClosedRange<Int>)
    /// 1 is the newest.
    case newest(Int)
    case running
    case failed
    case all
    case id(prefix: String)

    /// The words behind `@`.
    package static let words = ["last", "running", "failed", "all"]

    /// Reads what stands behind `@`.
    package init?(sign text: String) {
        switch text {
        case "last": self = .newest(1)
        case "running": self = .running
        case "failed": self = .failed
        case "all": self = .all
        default:
            if text.hasPrefix("-"), let back = Int(text.dropFirst()), back > 0 {
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
