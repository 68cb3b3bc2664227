/// An exact amount of US dollars, such as the price of five seconds at `$0.09` a second: `$0.45`.
///
/// Held in whole micro-dollars, so that sums of any length stay exact; rounded only where a table shows it.
package struct Money: Hashable, Comparable, Sendable {
    /// Millionths of a dollar.
    package let microdollars: Int64

    package init(microdollars: Int64) {
        self.microdollars = microdollars
    }

    package static let zero = Money(microdollars: 0)

    /// The largest amount that a user may write: a billion dollars. Sums of such amounts cannot overflow.
    package static let maximum = Money(microdollars: 1_000_000_000_000_000)

    /// Reads `0.45`, `12`, `$3` or `.5`: at most six decimals, no sign, no exponent, at most ``maximum``; else `nil`.
    package init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("$") ? String(text.dropFirst()) : String(text)
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        guard !(whole.isEmpty && fraction.isEmpty), whole.count <= 10, fraction.count <= 6,
            (whole + fraction).utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            parts.count == 1 || !fraction.isEmpty
        else { return nil }
        let padded = fraction + String(repeating: "0", count: 6 - fraction.count)
        guard let dollars = whole.isEmpty ? 0 : Int64(whole), let millionths = Int64(padded) else { return nil }
        self.init(microdollars: dollars * 1_000_000 + millionths)
        guard self <= .maximum else { return nil }
    }

    package static func < (left: Money, right: Money) -> Bool { left.microdollars < right.microdollars }
    package static func + (left: Money, right: Money) -> Money {
        Money(microdollars: left.microdollars + right.microdollars)
    }
    package static func - (left: Money, right: Money) -> Money {
        Money(microdollars: left.microdollars - right.microdollars)
    }
    package static func * (left: Money, count: Int) -> Money {
        Money(microdollars: left.microdollars * Int64(count))
    }
    package static func += (left: inout Money, right: Money) { left = left + right }

    /// The exact amount in dollars with at least two decimals, fit for JSON: `0.45`, `0.123456`, `-1.00`.
    package var decimal: String {
        let magnitude = microdollars.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return (microdollars < 0 ? "-" : "") + "\(magnitude / 1_000_000).\(fraction)"
    }
}

extension Money: CustomStringConvertible {
    /// For people: `$0.45`, `-$1.00`, `$0.123456`.
    package var description: String {
        microdollars < 0 ? "-$" + decimal.dropFirst() : "$" + decimal
    }
}
