import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Values that are typed")
struct ValueTests {
    @Test(
        "A bare number is seconds", arguments: [("5", 5.0), ("200ms", 0.2), ("10m", 600), ("2h", 7200), ("1.5s", 1.5)])
    func timeSpans(text: String, seconds: Double) {
        #expect(TimeSpan(text)?.seconds == seconds)
    }

    @Test("What is no stretch of time is refused", arguments: ["", "s", "-5", "5x", "1e3", ".5s", "5.", "9999d"])
    func badTimeSpans(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test("A seed is a number, random, or a step from the parent's")
    func seedChanges() {
        #expect(SeedChange("7") == .exactly(7))
        #expect(SeedChange("+1") == .by(1))
        #expect(SeedChange("-2") == .by(-2))
        #expect(SeedChange("Random") == .random)
        #expect(SeedChange("2147483648") == nil)
        #expect(SeedChange("+") == nil)
    }
}

@Suite("CSV files")
struct CSVTests {
    @Test("Quoted fields may hold commas, quotes and line breaks; CRLF and empty lines are allowed")
    func ordinary() throws {
        let table = try CSVTable("name,text\r\n\r\na,\"one, \"\"two\"\"\nthree\"\r\nb,\n")
        #expect(table.columns == ["name", "text"])
        #expect(table.rows.map(\.line) == [3, 5])
        #expect(table.rows[0].fields == ["name": "a", "text": "one, \"two\"\nthree"])
        #expect(table.rows[1].fields == ["name": "b", "text": ""])
    }

    @Test(
        "What is wrong is told with its line",
        arguments: [
            ("", 1, "the file is empty"), ("a,a\n", 1, "two columns are named 'a'"),
            ("a,b\n1,2\n3\n", 3, "there are 1 fields under 2 columns"),
            ("a\n\"open\n", 2, "a quoted field is not closed"),
            ("a\n\"x\"y\n", 2, "text stands behind a closing quote"),
        ])
    func problems(text: String, line: Int, message: String) {
        #expect(throws: CSVTable.Problem(line: line, message: message)) { try CSVTable(text) }
    }
}

@Suite("Comparisons")
struct ComparisonTests {
    private func holds(_ left: JSONValue, _ comparison: Comparison.Operator, _ right: JSONValue) throws -> Bool {
        try Comparison(left, comparison, right).holds()
    }

    @Test("Null equals only null, and is neither less nor greater than anything")
    func null() throws {
        #expect(try holds(nil, .equal, nil))
        #expect(try !holds(nil, .equal, "null"))
        #expect(try holds(nil, .unequal, 0))
        #expect(try !holds(nil, .less, 1))
        #expect(try !holds(nil, .atLeast, 0))
    }

    @Test("Numbers compare as numbers, however they are written")
    func numbers() throws {
        #expect(try holds(.number("0.450"), .equal, "0.45"))
        #expect(try holds(10, .greater, "9"))
        #expect(try !holds(10, .less, "9"))
    }

    @Test("A range compares by its top")
    func ranges() throws {
        let range: JSONValue = [.number("0.20"), .number("0.25")]
        #expect(try holds(range, .atMost, .number("0.25")))
        #expect(try !holds(range, .atMost, .number("0.24")))
    }

    @Test("Times stand in their order; a number and a word have none")
    func order() throws {
        #expect(try holds("2026-06-01T10:00:00.000Z", .less, "2026-06-02T00:00:00.000Z"))
        #expect(throws: Comparison.Problem.self) { try holds("running", .less, 3) }
    }

    @Test("Texts can be searched, with an expression too; a broken one is an error")
    func texts() throws {
        #expect(try holds("a paper boat", .contains, "paper"))
        #expect(try holds("a paper boat", .matches, "b.at$"))
        #expect(try !holds(nil, .contains, "null"))
        #expect(throws: Comparison.Problem.self) { try holds("x", .matches, "(") }
    }
}
