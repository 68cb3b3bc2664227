package import FoundationEssentials

extension Date {
    /// Reads an ISO 8601 time with a time zone, with or without fractions of a second: `2026-06-01T10:00:00.000Z`.
    package init?(iso8601 text: String) {
        let style = Date.ISO8601FormatStyle()
        guard
            let date = (try? style.parse(text))
                ?? (try? style.year().month().day().time(includingFractionalSeconds: true)
                    .timeZone(separator: .omitted).parse(text))
        else { return nil }
        self = date
    }

    /// ISO 8601 in UTC with milliseconds, as the API writes it: `2026-06-01T10:00:00.000Z`.
    package var iso8601: String {
        // The style cuts fractions off; half a unit makes it round.
        addingTimeInterval(0.0005).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
