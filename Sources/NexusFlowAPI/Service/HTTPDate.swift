package import FoundationEssentials

/// The date format of HTTP headers (IMF-fixdate, RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    package static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(parts[2])), parts[3].count == 4, let year = Int(parts[3])
        else { return nil }
        // The parser behind is lenient, and would take 99 hours for four days.
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }),
            zip(clock, [23, 59, 60]).allSatisfy({ part, most in
                UInt8(part).map { $0 <= most } ?? false
            })
        else { return nil }
        let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return Date(iso8601: "\(parts[3])-\(digits(month + 1))-\(digits(day))T\(parts[4])Z").flatMap { date in
            year >= 1970 ? date : nil
        }
    }
}

/// The `Retry-After` header: seconds, or a date that is held against the server's own clock.
package enum RetryAfter {
    /// - Parameter now: the `Date` header of the same answer; without it a date means nothing here.
    package static func parse(_ text: String, now: String?) -> Duration? {
        if let seconds = Int(text) { return .seconds(min(max(seconds, 0), 86_400)) }
        guard let until = HTTPDate.parse(text), let now = now.flatMap(HTTPDate.parse) else { return nil }
        return .seconds(min(max(until.timeIntervalSince(now), 0), 86_400))
    }
}
