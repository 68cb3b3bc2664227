/// A stretch of time as it is typed: `200ms`, `5s`, `10m`, `2h`, `1d`; a bare number is seconds.
package struct TimeSpan: Hashable, Sendable {
    package let duration: Duration

    /// - Returns: `nil` for anything else, negative stretches and those above a year included.
    package init?(_ text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let factor: Double
        switch text.dropFirst(number.count) {
        case "ms": factor = 0.001
        case "", "s": factor = 1
        case "m": factor = 60
        case "h": factor = 3600
        case "d": factor = 86_400
        default: return nil
        }
        guard let first = number.first, first != ".", number.last != ".", let value = Double(number) else { return nil }
        let seconds = value * factor
        guard seconds <= 366 * 86_400 else { return nil }
        duration = .seconds(seconds)
    }

    package var seconds: Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
