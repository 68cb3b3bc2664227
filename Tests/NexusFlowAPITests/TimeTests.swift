import FoundationEssentials
import NexusFlowAPI
import Testing

@Suite("Times")
struct TimeTests {
    @Test(
        "are read in ISO 8601 with a zone",
        arguments: [
            ("2026-06-01T10:00:00.000Z", 1_780_308_000.0), ("2026-06-01T10:00:00Z", 1_780_308_000),
            ("2026-06-01T10:00:00.5Z", 1_780_308_000.5),
            ("2026-06-01T10:00:00.123456Z", 1_780_308_000.123456), ("2026-06-01T18:00:00+08:00", 1_780_308_000),
            ("2026-06-01T18:00:00.000+08:00", 1_780_308_000), ("2026-06-01T18:00:00+0800", 1_780_308_000),
            ("1970-01-01T00:00:00Z", 0),
        ])
    func reading(text: String, seconds: Double) throws {
        let date = try #require(Date(iso8601: text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
    }

    @Test(
        "are not read from anything else, and nothing crashes",
        arguments: [
            "", "now", "2026-06-01", "2026-06-01T10:00:00", "1780308000", "2026-13-01T10:00:00Z",
            "2026-06-01 10:00:00 UTC", "T", "Z",
            "99999999999999999999-01-01T00:00:00Z", "2026-06-01T10:00:00.Zulu", "2026-06-01T",
            "-2026-06-01T10:00:00+99:99\u{0}",
        ])
    func refusing(text: String) {
        #expect(Date(iso8601: text) == nil)
    }

    @Test("are written in UTC with milliseconds, and survive it")
    func writing() {
        let date = Date(timeIntervalSince1970: 1_780_308_000.25)
        #expect(date.iso8601 == "2026-06-01T10:00:00.250Z")
        #expect(Date(iso8601: date.iso8601) == date)
        for seconds in stride(from: 0.0, to: 4_000_000_000, by: 98_765_432.1) {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(abs((Date(iso8601: date.iso8601) ?? .distantPast).timeIntervalSince(date)) <= 0.001)
        }
    }

    @Test("of HTTP are read")
    func http() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
        #expect(HTTPDate.parse("Thu, 01 Jan 1970 00:00:00 GMT") == Date(timeIntervalSince1970: 0))
    }

    @Test(
        "of HTTP are not read from anything else, and nothing crashes",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 Nov 1994 99:99:99 GMT", "Sun, 06 Nov 1994 x GMT", "Sun, 06 Nov +199 08:49:37 GMT", "a b c d e GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT",
        ])
    func noHTTP(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test(
        "to wait are seconds or a date by the server's clock, at most a day",
        arguments: [
            ("7", nil, 7), ("0", nil, 0), ("-5", nil, 0), ("999999999", nil, 86_400),
            ("99999999999999999999", nil, nil), ("soon", nil, nil), ("", nil, nil),
            ("1.5", nil, nil), ("Sun, 06 Nov 1994 08:49:47 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 10),
            ("Sun, 06 Nov 1994 08:49:27 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:47 GMT", nil, nil),
            ("Sun, 06 Nov 2094 08:49:47 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 86_400),
        ] as [(String, String?, Int?)])
    func retryAfter(text: String, now: String?, seconds: Int?) {
        #expect(RetryAfter.parse(text, now: now) == seconds.map { .seconds($0) })
    }

    @Test("Durations are seconds with fractions")
    func durations() {
        #expect(Duration.milliseconds(1500).seconds == 1.5)
        #expect(Duration.seconds(-2).seconds == -2)
        #expect(Duration.microseconds(1).seconds == 1e-6)
    }
}
