import TerminalTests
import Testing

@testable import LineEditing

@Suite("Completion")
struct CompletionTests {
    private static func words(_ words: [Candidate]) -> @Sendable (CompletionRequest) -> CompletionResponse {
        { request in
            let typed = request.buffer.utf8.prefix(request.cursor)
            let start = typed.lastIndex(of: UInt8(ascii: " ")).map {
                typed.distance(from: typed.startIndex, to: $0) + 1
            }
            return CompletionResponse(replaced: (start ?? 0)..<request.cursor, candidates: words)
        }
    }

    @Test("the only match is completed with its suffix, a common beginning is filled in")
    func unique() async throws {
        let terminal = try TestTerminal {
            $0.complete = Self.words([Candidate("submit"), Candidate("subtract"), Candidate("model", suffix: "=")])
        }
        let result = try await terminal.read {
            terminal.type("m\t")
            try await terminal.expect("> model=", row: 0, column: 8)
            terminal.type(" s\t")
            try await terminal.expect("> model= sub", row: 0, column: 12)
            terminal.type("M\t")
            try await terminal.expect("> model= submit", row: 0, column: 16)
            terminal.type("\r")
        }
        #expect(result == .entry("model= submit "))
    }

    @Test("a second press lists what could follow, the next key takes the list away")
    func list() async throws {
        let terminal = try TestTerminal(columns: 40, height: 8) {
            $0.complete = Self.words([
                Candidate("wan2.6-t2v", description: "text to video"),
                Candidate("wan2.6-i2v", description: "image to video"), Candidate("日本"),
            ])
        }
        let result = try await terminal.read {
            terminal.type("W\t")
            try await terminal.expect("> wan2.6-", row: 0, column: 9)
            terminal.type("\t")
            let listed = "> wan2.6-\nwan2.6-t2v  text to video\nwan2.6-i2v  image to video"
            try await terminal.expect(listed, row: 0, column: 9)
            terminal.editor.notice("done")
            try await terminal.expect("done\n" + listed, row: 1, column: 9)
            terminal.type("i")
            try await terminal.expect("done\n> wan2.6-i", row: 1, column: 10)
            terminal.type("\t\r")
        }
        #expect(result == .entry("wan2.6-i2v "))
        try await terminal.expect("done\n> wan2.6-i2v", row: 2, column: 0)
    }

    @Test("what some of many share is not filled in: the others may not share it")
    func someOfMany() async throws {
        let terminal = try TestTerminal {
            $0.complete = Self.words((10..<13).map { Candidate("tag\($0)", isOneOfMany: true) } + [Candidate("x")])
        }
        let result = try await terminal.read {
            terminal.type("t\t")
            try await terminal.wait { $0.bells == 1 }
            terminal.type("\t")
            try await terminal.expect("> t\ntag10  tag11  tag12", row: 0, column: 3)
            terminal.type("\u{15}x\t")
            try await terminal.expect("> x", row: 0, column: 4)
            terminal.type("\r")
        }
        #expect(result == .entry("x "))
    }

    @Test("a list longer than the screen is shown in pages")
    func pages() async throws {
        let terminal = try TestTerminal(columns: 12, height: 6) {
            $0.complete = Self.words((10..<20).map { Candidate("word\($0)") })
        }
        let result = try await terminal.read {
            terminal.type("word1\t\t")
            try await terminal.expect("> word1\nword10\nword11\nword12\n(1 of 4 pag", row: 0, column: 7)
            terminal.type("\t")
            try await terminal.expect("> word1\nword13\nword14\nword15\n(2 of 4 pag", row: 0, column: 7)
            terminal.type("\r")
        }
        #expect(result == .entry("word1"))
    }

    private static let described = [
        Candidate("model=", description: "the model"), Candidate("日本=", description: "語"), Candidate("x"),
        Candidate("duration=", description: "seconds of video"),
    ]

    @Test(
        "a list fills the width: as many columns as there is room for, each as wide as terminals show it",
        arguments: [
            (
                24,
                [
                    [(0, "model="), (11, "the model")], [(0, "日本="), (11, "語")], [(0, "x")],
                    [(0, "duration="), (11, "seconds of …")],
                ]
            ),
            (
                60,
                [
                    [(0, "model="), (11, "the model"), (29, "x")],
                    [(0, "日本="), (11, "語"), (29, "duration="), (40, "seconds of video")],
                ]
            ),
            (
                140,
                [
                    [
                        (0, "model="), (11, "the model"), (29, "日本="), (40, "語"), (58, "x"), (87, "duration="),
                        (98, "seconds of video"),
                    ]
                ]
            ),
        ] as [(Int, [[(column: Int, text: String)]])])
    func columns(width: Int, expected: [[(column: Int, text: String)]]) {
        let rows = CandidateList(candidates: Self.described).rows(page: 0, columns: width, height: 20)
        let lines = rows.map { row in
            let line = row.map(\.text).joined()
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let wanted = expected.map { parts in
            parts.reduce("") { line, part in
                line + String(repeating: " ", count: part.column - TextWidth.of(line)) + part.text
            }
        }
        #expect(lines == wanted)
        for line in lines { #expect(TextWidth.of(line) < width) }
    }

    @Test("one long description does not keep others from standing side by side")
    func longDescription() {
        let candidates = (1...4).map {
            Candidate("c\($0)", description: $0 == 1 ? String(repeating: "long ", count: 40) : "d")
        }
        let rows = CandidateList(candidates: candidates).rows(page: 0, columns: 120, height: 20)
        #expect(rows.count == 2)
        for row in rows { #expect(TextWidth.of(row.map(\.text).joined()) <= 121) }
    }

    private func complete(_ buffer: String, _ candidates: [Candidate], replacing: Range<Int>? = nil) -> Completion {
        let cursor = buffer.utf8.firstIndex(of: UInt8(ascii: "|")).map {
            buffer.utf8.distance(from: buffer.utf8.startIndex, to: $0)
        }
        let text = buffer.filter { $0 != "|" }
        let request = CompletionRequest(buffer: text, cursor: cursor ?? text.utf8.count)
        let range = replacing ?? 0..<request.cursor
        return Completion(of: CompletionResponse(replaced: range, candidates: candidates), for: request)
    }

    @Test("a match inside counts when no candidate begins so, letter case never")
    func rules() {
        let candidates = [Candidate("resolution"), Candidate("Ratio"), Candidate("watermark"), Candidate("watch")]
        #expect(complete("R", candidates) == .ambiguous([candidates[0], candidates[1]]))
        #expect(complete("RA", candidates) == .edit("Ratio ", cursor: 6))
        #expect(complete("lut", candidates) == .edit("resolution ", cursor: 11))
        #expect(complete("w", candidates) == .edit("wat", cursor: 3))
        #expect(complete("at", candidates) == .ambiguous([candidates[1], candidates[2], candidates[3]]))
        #expect(complete("x", candidates) == .nothing)
        #expect(complete("", []) == .nothing)
        #expect(complete("a", [Candidate("a1"), Candidate("a1")]) == .edit("a1 ", cursor: 3))
    }

    @Test("a suffix that stands there already is stepped over")
    func suffix() {
        #expect(complete("mo|=x", [Candidate("model", suffix: "=")]) == .edit("model=x", cursor: 6))
        #expect(
            complete("mo|del=x", [Candidate("model", suffix: "=")], replacing: 0..<5) == .edit("model=x", cursor: 6))
        #expect(complete("日|本", [Candidate("日曜", suffix: "")]) == .edit("日曜本", cursor: 6))
    }

    @Test("what is quoted is compared by what it means, and comes into the line with its quotes")
    func quotes() {
        func complete(_ buffer: String, typed: String, _ candidates: [Candidate]) -> Completion {
            let request = CompletionRequest(buffer: buffer, cursor: buffer.utf8.count)
            let response = CompletionResponse(replaced: 0..<request.cursor, candidates: candidates, typed: typed)
            return Completion(of: response, for: request)
        }
        let first = Candidate("my boat.png", insertion: "'my boat.png'")
        let second = Candidate("my bay/", insertion: "'my bay/", suffix: "")
        #expect(complete("m", typed: "m", [first]) == .edit("'my boat.png' ", cursor: 14))
        #expect(complete("m", typed: "m", [first, second]) == .edit("'my b", cursor: 5))
        #expect(complete("'my b", typed: "my b", [first, second]) == .ambiguous([first, second]))
        #expect(complete("'my ba", typed: "my ba", [first, second]) == .edit("'my bay/", cursor: 8))
        #expect(complete("m", typed: "m", [first, Candidate("my")]) == .ambiguous([first, Candidate("my")]))
    }

    @Test("a response that points outside of the text harms nothing")
    func wrongRange() {
        #expect(complete("ab", [Candidate("abc")], replacing: -5..<99) == .edit("abc ", cursor: 4))
        #expect(complete("ab", [Candidate("abc")], replacing: 7..<9) == .edit("ababc ", cursor: 6))
    }
}
