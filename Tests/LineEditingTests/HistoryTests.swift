import TerminalTests
import Testing

@testable import LineEditing

@Suite("History")
struct HistoryTests {
    @Test("up and down go through the entries, and bring the unfinished line back whole")
    func walk() async throws {
        let terminal = try TestTerminal()
        for entry in ["one", "two", "two", " secret", "three"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        let long = String(repeating: "x", count: 1_500)
        let result = try await terminal.read {
            terminal.type("\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("> three") }
            terminal.type("\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("> two") }
            terminal.type("\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("> one") }
            terminal.type("\u{1B}[B\u{1B}[B\u{1B}[B")
            try await terminal.wait { $0.text.hasSuffix("\n>") }
            terminal.type("t")
            terminal.type("\u{1B}[A\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("> two") }
            terminal.type("\u{1B}[A\u{1B}[B\u{1B}[B")
            try await terminal.wait { $0.text.hasSuffix("> t") }
            terminal.type("\u{7F}\u{1B}[200~\(long)\u{1B}[201~\u{1B}[A\u{1B}[B\r")
        }
        #expect(result == .entry(long))
    }

    @Test("entries of several lines come back whole, and the walk goes on from them")
    func multiLine() async throws {
        let terminal = try TestTerminal()
        _ = try await terminal.read { terminal.type("first\r") }
        _ = try await terminal.read { terminal.type("a\u{1B}\rb\r") }
        let result = try await terminal.read {
            terminal.type("\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("> a\n... b\n> a\n... b") }
            terminal.type("\u{1B}[A")
            try await terminal.wait { $0.text.hasSuffix("\n> first") }
            terminal.type("\u{1B}[B\r")
        }
        #expect(result == .entry("a\nb"))
    }

    @Test("Ctrl-R narrows with each key, goes on to older entries, and Ctrl-G brings the line back")
    func search() async throws {
        let terminal = try TestTerminal()
        for entry in ["submit a boat", "list", "submit a Ship", "watch"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        let result = try await terminal.read {
            terminal.type("mine\u{12}sub")
            try await terminal.wait { $0.text.hasSuffix("(history) sub: submit a Ship") }
            terminal.type("\u{12}")
            try await terminal.wait { $0.text.hasSuffix("(history) sub: submit a boat") }
            terminal.type("\u{12}")
            try await terminal.wait { $0.text.hasSuffix("(history, no more) sub: submit a boat") }
            terminal.type("\u{13}")
            try await terminal.wait { $0.text.hasSuffix("(history) sub: submit a Ship") }
            terminal.type("\u{7}")
            try await terminal.wait { $0.text.hasSuffix("\n> mine") && $0.column == 6 }
            terminal.type("\u{12}ship")
            try await terminal.wait { $0.text.hasSuffix("(history) ship: submit a Ship") }
            terminal.type("\u{1B}[D!")
            try await terminal.wait { $0.text.hasSuffix("\n> submit a! Ship") }
            terminal.type("\r")
        }
        #expect(result == .entry("submit a! Ship"))
    }

    @Test("the file holds whole entries, for the user's eyes only, and nothing that was refused")
    func file() async throws {
        let file = try TemporaryFile()
        let terminal = try TestTerminal {
            $0.historyPath = file.path
            $0.keepInHistory = { !$0.contains("login") }
        }
        for entry in ["say \"hi\"\\", " blank", "login sk-air-1", "a\u{1B}\rb é日"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        let records = file.content.split(separator: "\n").map { HistoryRecord(line: $0.utf8) }
        #expect(records.map { $0?.entry } == ["say \"hi\"\\", "a\nb é日"])
        #expect(file.mode() == 0o600)
        #expect(file.mode(ofFolder: true) == 0o700)
    }

    @Test("shells share the file: a session's own entries first, then the others', torn lines skipped")
    func shared() throws {
        let file = try TemporaryFile("{\"time\":1,\"session\":\"x\",\"entry\":\"torn")
        var first = History(path: file.path, limit: 100, session: "first")
        var second = History(path: file.path, limit: 100, session: "second")
        try first.add("one", time: 1)
        try second.add("two", time: 2)
        try first.add("three", time: 3)
        first.refresh()
        second.refresh()
        #expect((0..<first.count).map(first.entry) == ["three", "one", "two"])
        #expect((0..<second.count).map(second.entry) == ["two", "three", "one"])
        try second.add("four", time: 4)
        first.refresh()
        #expect((0..<first.count).map(first.entry) == ["three", "one", "four", "two"])
    }

    @Test("an entry that comes again takes the place of the older one, in a session and across shells")
    func duplicates() throws {
        let file = try TemporaryFile("")
        var first = History(path: file.path, limit: 100, session: "first")
        var second = History(path: file.path, limit: 100, session: "second")
        for entry in ["a", "b", "a", "c"] { try first.add(entry, time: 1) }
        #expect((0..<first.count).map(first.entry) == ["c", "a", "b"])
        for entry in ["x", "b", "x"] { try second.add(entry, time: 2) }
        first.refresh()
        second.refresh()
        #expect((0..<first.count).map(first.entry) == ["c", "a", "b", "x"])
        #expect((0..<second.count).map(second.entry) == ["x", "b", "c", "a"])
        try first.add("x", time: 3)
        #expect(first.all == ["b", "a", "c", "x"])
        var third = History(path: file.path, limit: 5, session: "third")
        third.refresh()
        #expect(third.all == ["c", "b", "x"])
    }

    @Test("up goes through what begins as the line does, this session's entries first")
    func prefix() async throws {
        let file = try TemporaryFile("")
        for (time, entry) in ["list", "submit old", "submit new"].enumerated() {
            try HistoryFile(path: file.path).append(HistoryRecord(time: time, session: "x", entry: entry))
        }
        let terminal = try TestTerminal { $0.historyPath = file.path }
        for entry in ["submit mine", "watch"] { _ = try await terminal.read { terminal.type(entry + "\r") } }
        let result = try await terminal.read {
            terminal.type("sub")
            for entry in ["mine", "new", "old"] {
                terminal.type("\u{1B}[A")
                try await terminal.wait { $0.text.hasSuffix("\n> submit \(entry)") }
            }
            terminal.type("\r")
        }
        #expect(result == .entry("submit old"))
    }

    @Test("the entries are told whole, the newest of this session last, without those that are not kept")
    func entries() async throws {
        let file = try TemporaryFile("")
        try HistoryFile(path: file.path).append(HistoryRecord(time: 1, session: "x", entry: "older"))
        let terminal = try TestTerminal {
            $0.historyPath = file.path
            $0.keepInHistory = { !$0.contains("key") }
        }
        #expect(await terminal.editor.entries() == ["older"])
        for entry in ["one", "one", " blank", "a key", "a\u{1B}\rb"] {
            _ = try await terminal.read { terminal.type(entry + "\r") }
        }
        #expect(await terminal.editor.entries() == ["older", "one", "a\nb"])
        await terminal.editor.close()
        #expect(await terminal.editor.entries() == [])
    }

    @Test("of a long file the newest entries are loaded")
    func limit() throws {
        let lines = (0..<5_000).map {
            String(decoding: HistoryRecord(time: $0, session: "x", entry: "e\($0)").line, as: UTF8.self)
        }
        let file = try TemporaryFile(lines.joined())
        var history = History(path: file.path, limit: 1_000, session: "mine")
        history.refresh()
        #expect(history.count == 1_000)
        #expect(history.entry(0) == "e4999")
        #expect(history.entry(999) == "e4000")
    }

    @Test(
        "a record comes back from its line as it went in",
        arguments: ["", "plain", "\"\\/\u{8}\u{C}\r\t\u{1}", "two\nlines", "é日👩‍👩‍👧", "\u{7F}\u{2028}"])
    func record(entry: String) {
        let record = HistoryRecord(time: 1_700_000_000, session: "1-a", entry: entry)
        #expect(HistoryRecord(line: record.line.dropLast()) == record)
    }

    @Test("other members are skipped, escapes read, and what is no record is none")
    func foreignRecords() {
        let line = #"{ "v": 1, "entry" : "\u00e9\ud83d\ude00\ud83d", "x":"y" }"#
        #expect(HistoryRecord(line: line.utf8)?.entry == "é😀\u{FFFD}")
        for line in ["", "{", "{}", "null", #"{"entry":1}"#, #"{"entry":"a""#, #"{"entry":"\u12"}"#, #"{"time":1}"#] {
            #expect(HistoryRecord(line: line.utf8) == nil)
        }
    }
}
