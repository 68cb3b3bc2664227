import NexusFlowAPI

/// A comparison of two values, as `expect` makes it.
struct Comparison {
    enum Operator: String, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case contains
        case matches
    }

    /// Why two values cannot be compared so.
    struct Problem: Error, Hashable {
        let message: String
    }

    private let left: JSONValue
    private let comparison: Operator
    private let right: JSONValue

    init(_ left: JSONValue, _ comparison: Operator, _ right: JSONValue) {
        self.left = left
        self.comparison = comparison
        self.right = right
    }

    /// Null equals only null, and is neither less nor greater than anything.
    func holds() throws(Problem) -> Bool {
        switch comparison {
        case .equal: return isEqual
        case .unequal: return !isEqual
        case .less: return try ordered { $0 < 0 }
        case .atMost: return try ordered { $0 <= 0 }
        case .greater: return try ordered { $0 > 0 }
        case .atLeast: return try ordered { $0 >= 0 }
        case .contains: return !left.isNull && left.plainText.contains(right.plainText)
        case .matches:
            guard let expression = try? Regex(right.plainText) else {
                throw Problem(message: "'\(right.plainText)' is no regular expression")
            }
            return !left.isNull && left.plainText.contains(expression)
        }
    }

    private var isEqual: Bool {
        if left.isNull || right.isNull { return left == right }
        if let left = Self.amount(left), let right = Self.amount(right) { return left == right }
        return left.plainText == right.plainText
    }

    private func ordered(_ accepts: (Int) -> Bool) throws(Problem) -> Bool {
        if left.isNull || right.isNull { return false }
        guard let left = Self.amount(left), let right = Self.amount(right) else {
            // Times are ISO 8601 in UTC, so their texts stand in the order of time.
            guard let left = left.string, let right = right.string, Double(left) == nil, Double(right) == nil else {
                throw Problem(message: "\(left.plainText) and \(right.plainText) are not of one kind")
            }
            return accepts(left < right ? -1 : left > right ? 1 : 0)
        }
        return accepts(left < right ? -1 : left > right ? 1 : 0)
    }

    /// A number, a text that is one, or the top of a range.
    private static func amount(_ value: JSONValue) -> Double? {
        switch value {
        case .number(let text): Double(text)
        case .string(let text): text.first.map { $0.isNumber || "-+.".contains($0) } == true ? Double(text) : nil
        case .array(let bounds): bounds.last.flatMap(amount)
        default: nil
        }
    }
}
