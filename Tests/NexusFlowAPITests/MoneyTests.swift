import NexusFlowAPI
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "is read exactly",
        arguments: [
            ("0", 0), ("0.45", 450_000), ("12", 12_000_000), ("$3", 3_000_000), (".5", 500_000), ("$.000001", 1),
            ("0.10", 100_000), ("007", 7_000_000), ("1000000000", 1_000_000_000_000_000),
            ("999999999.999999", 999_999_999_999_999),
        ])
    func reading(text: String, microdollars: Int64) {
        #expect(Money(text)?.microdollars == microdollars)
    }

    @Test(
        "is not read from what is no amount, or is too fine or too large for one",
        arguments: [
            "", "$", ".", "$.", "5.", "-1", "+1", "1e3", "1,5", "1.0000001", "1.2.3", " 1", "1 ", "$$1", "0x1", "١",
            "1_000",
            "1000000000.000001", "10000000000", "99999999999999999999", "NaN", "inf", "1\u{301}",
        ])
    func refusing(text: String) {
        #expect(Money(text) == nil)
    }

    @Test(
        "is written with two decimals or as many as it has",
        arguments: [
            (0, "0.00"), (450_000, "0.45"), (1, "0.000001"), (123_456, "0.123456"), (-1_000_000, "-1.00"),
            (100_000_000, "100.00"),
            (1_230_000, "1.23"), (1_234_000, "1.234"), (-1, "-0.000001"), (Int64.min, "-9223372036854.775808"),
        ])
    func writing(microdollars: Int64, text: String) {
        let money = Money(microdollars: microdollars)
        #expect(money.decimal == text)
        #expect(money.description == (text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text))
    }

    @Test("survives being written and read")
    func roundTrip() {
        for microdollars in stride(from: Int64(0), to: 3_000_000, by: 7_919) {
            #expect(Money(Money(microdollars: microdollars).decimal)?.microdollars == microdollars)
        }
    }

    @Test("adds up without rounding")
    func sums() throws {
        let tenth = try #require(Money("0.1"))
        var sum = Money.zero
        for _ in 1...10 { sum += tenth }
        #expect(sum == Money("1"))
        #expect(tenth * 3 == Money("0.3"))
        #expect(tenth - sum == Money(microdollars: -900_000))
        #expect(tenth < sum)
    }

    @Test("A range is one amount where both ends are the same, in text and in JSON")
    func ranges() throws {
        let low = try #require(Money("0.20"))
        let high = try #require(Money("0.25"))
        let range = PriceRange(low: low, high: high)
        #expect(range.description == "$0.20–$0.25")
        #expect(range.json.text() == "[0.20,0.25]")
        #expect(!range.isExact)
        let exact = PriceRange(low)
        #expect(exact.description == "$0.20")
        #expect(exact.json.text() == "0.20")
        #expect(exact.isExact)
        #expect((range + exact).json.text() == "[0.40,0.45]")
        #expect((range * 3).json.text() == "[0.60,0.75]")
        #expect((range + .zero) == range)
    }
}
