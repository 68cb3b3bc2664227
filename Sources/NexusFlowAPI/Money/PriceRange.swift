/// What something costs as far as it is known: one amount, or the lowest and the highest it can be.
package struct PriceRange: Hashable, Sendable {
    package let low: Money
    package let high: Money

    /// - Precondition: `low <= high`.
    package init(low: Money, high: Money) {
        precondition(low <= high)
        self.low = low
        self.high = high
    }

    package init(_ exact: Money) {
        self.init(low: exact, high: exact)
    }

    package static let zero = PriceRange(.zero)

    package var isExact: Bool { low == high }

    package static func + (left: PriceRange, right: PriceRange) -> PriceRange {
        PriceRange(low: left.low + right.low, high: left.high + right.high)
    }
    package static func * (left: PriceRange, count: Int) -> PriceRange {
        PriceRange(low: left.low * count, high: left.high * count)
    }
}

extension PriceRange: CustomStringConvertible {
    /// `$0.45`, or `$0.20–$0.25` for a range.
    package var description: String { isExact ? low.description : "\(low)–\(high)" }
}

extension PriceRange {
    /// A number of dollars, or `[low, high]`.
    package var json: JSONValue {
        isExact ? .number(low.decimal) : .array([.number(low.decimal), .number(high.decimal)])
    }
}
