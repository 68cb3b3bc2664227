import ShellLanguage
import Testing

@testable import Shell

@Suite("What a sweep multiplies")
struct SweepGridTests {
    private func axis(_ name: String, _ values: [String]) -> SweepAxis {
        SweepAxis(target: .parameter(name), values: values, span: Span(0, 0))
    }

    private func option(_ line: String) throws -> Word {
        let parsed = parse(Source(name: "test", text: line), shapes: CommandTable.shape)
        #expect(parsed.diagnostics.isEmpty)
        guard case .command(let command)? = parsed.script.statements.first,
            case .option(let option)? = command.arguments.last
        else { throw ShellError(.check, "no option in \(line)") }
        return option.value
    }

    @Test("Every combination comes once, the last list changing fastest")
    func product() throws {
        let axes = [axis("model", ["a", "b"]), axis("seed", ["1", "2", "3"])]
        let combinations = try SweepGrid.combinations(axes, zip: false)
        let seen = combinations.map { "\($0[.parameter("model")] ?? "")\($0[.parameter("seed")] ?? "")" }
        #expect(seen == ["a1", "a2", "a3", "b1", "b2", "b3"])
    }

    @Test("Zipped lists are paired, and must be of one length")
    func zipped() throws {
        let pairs = try SweepGrid.combinations([axis("a", ["1", "2"]), axis("b", ["x", "y"])], zip: true)
        #expect(pairs.map { $0[.parameter("b")] } == ["x", "y"])
        #expect(throws: ShellError.self) {
            try SweepGrid.combinations([axis("a", ["1", "2"]), axis("b", ["x"])], zip: true)
        }
    }

    @Test("A sweep of more tasks than anybody means is refused")
    func tooMany() {
        let many = axis("seed", (0..<101).map(String.init))
        #expect(throws: ShellError.self) { try SweepGrid.combinations([many, axis("b", many.values)], zip: false) }
    }

    @Test("Bare words are cut at commas; quoted ones, and what a variable holds, are not")
    func lists() throws {
        #expect(ListWord(word: try option("sweep x model=a,b")).items.map(\.literal) == ["a", "b"])
        #expect(ListWord(word: try option("sweep x model='a,b'")).items.map(\.literal) == ["a,b"])
        #expect(ListWord(word: try option("sweep x model=$m,b")).items.count == 2)
        #expect(ListWord(word: try option("sweep x model=$m")).items.count == 1)
    }

    @Test("A range of whole numbers is written out; one that goes down is an error")
    func ranges() throws {
        #expect(try ListWord.range(try option("sweep x seed=2..4")) == ["2", "3", "4"])
        #expect(try ListWord.range(try option("sweep x seed=7")) == nil)
        #expect(throws: ShellError.self) { try ListWord.range(try option("sweep x seed=4..2")) }
    }
}
