import TerminalTests
import Testing

@testable import LineEditing

/// Something that a person is in the middle of.
struct Situation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What was typed to get there.
    let keys: String
    /// How the rows from the prompt on end, and what stands before the cursor, once all of it is shown.
    let shows: String
    let before: String
    /// What is typed then.
    let then: String
    /// The entry that this gives.
    let entry: String

    init(_ name: String, _ keys: String, shows: String, before: String, then: String, entry: String) {
        testDescription = name
        self.keys = keys
        self.shows = shows
        self.before = before
        self.then = then
        self.entry = entry
    }

    private static let up = "\u{1B}[A"
    private static let left = "\u{1B}[D"
    private static let enter = "\r"
    private static let newLine = "\u{1B}\r"
    private static let words = (1...60).map { "word\($0)" }.joined(separator: " ")
    private static let wide = String(repeating: "日本語の映画を作る", count: 12)

    static let all = [
        Situation(
            "a wrapped line, with the cursor in its first row", words + "\u{1}" + "\u{1B}[C\u{1B}[C", shows: "word60",
            before: "> wo",
            then: "X" + enter, entry: "woX" + words.dropFirst(2)),
        Situation(
            "a wrapped line of wide characters, with the cursor in its last row", wide + left + left, shows: "を作る",
            before: "を",
            then: "x" + enter, entry: wide.dropLast(2) + "x作る"),
        Situation(
            "joined emoji and marks", "e\u{301}👩‍👩‍👧x👍🏽y❤️z" + left + left, shows: "z", before: "y",
            then: "\u{7F}\u{4}b" + enter,
            entry: "e\u{301}👩‍👩‍👧x👍🏽bz"),
        Situation(
            "a text of several lines, with the cursor in its middle", "one" + newLine + "two" + newLine + "three" + up,
            shows: "... three", before: "... two", then: "-" + enter, entry: "one\ntwo-\nthree"),
        Situation(
            "a list of what could follow", "s\t\t", shows: "subtract", before: "> s", then: "e\t" + enter,
            entry: "seed "),
        Situation(
            "a search through the history", "\u{12}boat", shows: "(history) boat: submit a boat", before: "submit a ",
            then: "\u{12}" + enter, entry: "list the boats"),
        Situation(
            "a place in the history", up + up, shows: "> submit a boat", before: "boat", then: up + enter,
            entry: "list the boats"),
        Situation(
            "an unfinished line left for the history", "c\u{10}", shows: "> cost", before: "> cost",
            then: "\u{E}!" + enter,
            entry: "c!"),
        Situation(
            "the first key of two", "one two\u{18}", shows: "> one two", before: "two", then: "\u{15}" + enter,
            entry: "one"),
        Situation(
            "something to take back", "one two\u{15}three", shows: "> three", before: "three",
            then: "\u{1F}\u{1F}" + enter,
            entry: "one two"),
    ]

    /// An editor that has a history and knows some words.
    func terminal(columns: Int, height: Int) async throws -> TestTerminal {
        let terminal = try TestTerminal(columns: columns, height: height) {
            $0.complete = { request in
                CompletionResponse(
                    replaced: 0..<request.cursor,
                    candidates: ["submit", "seed", "sweep", "subtract"].map { Candidate($0) })
            }
        }
        for entry in ["list the boats", "submit a boat", "cost"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        return terminal
    }

    /// Types the keys, and waits until all of them are shown; gives the rows of the input as they then are.
    func enter(_ terminal: TestTerminal) async throws -> ScreenArea {
        terminal.type(keys)
        try await terminal.wait { $0.text.hasSuffix(shows) && $0.textBeforeCursor.hasSuffix(before) }
        return try #require(terminal.screen.area(from: mark))
    }

    /// What tells the first row of the input.
    var mark: String { keys.hasPrefix("\u{12}") ? "(history)" : "> " }
}

/// A screen's columns and rows.
struct Size: Sendable, CustomTestStringConvertible {
    var columns: Int
    var height: Int

    var testDescription: String { "\(columns)×\(height)" }

    static let usual = [Size(columns: 80, height: 24), Size(columns: 200, height: 50)]
}

@Suite("Notices in the middle of something")
struct SituationTests {
    @Test("a notice leaves everything below it as it was", arguments: Situation.all, Size.usual)
    func notice(situation: Situation, size: Size) async throws {
        let terminal = try await situation.terminal(columns: size.columns, height: size.height)
        let result = try await terminal.read {
            let area = try await situation.enter(terminal)
            terminal.editor.notice("@12 succeeded\n@12 is in 日本.mp4")
            try await terminal.wait {
                $0.text.contains("@12 succeeded\n@12 is in 日本.mp4\n") && $0.area(from: situation.mark) == area
            }
            terminal.type(situation.then)
        }
        #expect(result == .entry(situation.entry))
    }

    @Test("so do a thousand at once, each told once and in its turn", arguments: Situation.all, Size.usual)
    func burst(situation: Situation, size: Size) async throws {
        let terminal = try await situation.terminal(columns: size.columns, height: size.height)
        let result = try await terminal.read {
            let area = try await situation.enter(terminal)
            for number in 1...1_000 { terminal.editor.notice("notice \(number)") }
            try await terminal.wait { screen in
                screen.rows.contains("notice 1000") && screen.area(from: situation.mark) == area
            }
            terminal.type(situation.then)
        }
        #expect(result == .entry(situation.entry))
        let told = terminal.screen.allText.split(separator: "\n").filter { $0.hasPrefix("notice ") }
        #expect(told.map(String.init) == (1...1_000).map { "notice \($0)" })
    }

    @Test(
        "what is typed is the same at another size of the screen, while notices come", arguments: Situation.all,
        [
            [Size(columns: 80, height: 24), Size(columns: 47, height: 20)],
            [Size(columns: 200, height: 50), Size(columns: 80, height: 24)],
            [Size(columns: 80, height: 24), Size(columns: 200, height: 50)],
        ])
    func resized(situation: Situation, sizes: [Size]) async throws {
        let fresh = try await situation.terminal(columns: sizes[1].columns, height: sizes[1].height)
        var expected: ScreenArea?
        _ = try await fresh.read {
            expected = try await situation.enter(fresh)
            fresh.type(situation.then)
        }
        let terminal = try await situation.terminal(columns: sizes[0].columns, height: sizes[0].height)
        let result = try await terminal.read {
            _ = try await situation.enter(terminal)
            for number in 1...10 { terminal.editor.notice("notice \(number)") }
            // What a program writes while the window changes was made for the old width, whoever writes it.
            try await terminal.wait { $0.rows.contains("notice 10") }
            terminal.resize(columns: sizes[1].columns, height: sizes[1].height)
            for number in 11...20 { terminal.editor.notice("notice \(number)") }
            try await terminal.wait {
                $0.allText.contains("notice 20\n") && $0.area(from: situation.mark) == expected
            }
            terminal.type(situation.then)
        }
        #expect(result == .entry(situation.entry))
        // Rows of the input that were left behind would stand among the notices.
        let rows = terminal.screen.allText.split(separator: "\n")
        let told = rows.drop { $0 != "notice 1" }.prefix { $0.hasPrefix("notice ") }
        #expect(told.count == 20, "\(terminal.screen.allText)")
    }
}
