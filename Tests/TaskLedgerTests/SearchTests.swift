import FoundationEssentials
import GRDB
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("Searching the texts of tasks")
struct SearchTests {
    private func numbers(_ terms: String..., in ledger: Ledger, limit: Int = 20) throws -> [Int] {
        guard let query = SearchQuery(terms) else { return [] }
        return try ledger.search(query, limit: limit).map(\.task.number)
    }

    /// A ledger with these prompts, from task 1 on.
    private func withPrompts(_ prompts: [String], _ body: (Ledger) async throws -> Void) async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.intend(
                prompts.map { intent($0) }, within: nil, by: someProcess, at: noon)
            try await body(ledger)
        }
    }

    @Test("words are found in any case and accent, whole or begun, and all of them must be there")
    func words() async throws {
        try await withPrompts(["A Paper Boat on a river", "a lighthouse", "café by the river", "4k light"]) {
            ledger async throws in
            #expect(try numbers("paper", in: ledger) == [1])
            #expect(try numbers("BOAT", in: ledger) == [1])
            #expect(try Set(numbers("lig", in: ledger)) == [2, 4])
            #expect(try numbers("cafe", in: ledger) == [3])
            #expect(try Set(numbers("river", in: ledger)) == [1, 3])
            #expect(try numbers("river", "boat", in: ledger) == [1])
            #expect(try numbers("river", "lighthouse", in: ledger) == [])
            #expect(try numbers("4k", in: ledger) == [4])
            // Two letters are a word, not the beginning of all that begin so.
            #expect(try numbers("li", in: ledger) == [])
            // What stands in one term stands together.
            #expect(try numbers("boat on a ri", in: ledger) == [])
            #expect(try numbers("boat on a riv", in: ledger) == [1])
            #expect(try numbers("on boat", in: ledger) == [])
        }
    }

    @Test(
        "scripts without blanks and emoji are found by any part of them",
        arguments: [
            ("雨天", [1]), ("天的纸", [1]), ("雨", [1, 2]), ("天雨", []), ("ボート", [3]), ("ー", [3]), ("ท้องฟ้า", [4]), ("한", [5]),
            ("🚤", [2]), ("☔️", [2]), ("🌧", []), ("90°", [6]), ("90", [6]), ("👩‍🚀", [6]),
        ])
    func otherScripts(_ term: String, _ expected: [Int]) async throws {
        let prompts = ["雨天的纸船 slow", "雨 ☔️🚤", "紙のボート", "ท้องฟ้ายามเย็น", "한국의 바다", "turn by 90° 👩‍🚀"]
        try await withPrompts(prompts) { ledger async throws in
            #expect(try numbers(term, in: ledger).sorted() == expected)
        }
    }

    @Test(
        "nothing that is typed is an error, whatever it means to FTS5",
        arguments: [
            "\"", "\"\"\"", "a\"b", "*", "boat*", "NEAR", "NEAR(boat 5)", "boat AND", "OR", "NOT boat", "prompt:boat",
            "-boat",
            "^boat", "{boat}", "(", ")", "boat + kite", "'; DROP TABLE task; --", "\0", "bo\0at", "\u{1F}", "\u{FFFD}",
            "%", "_",
            "\\", "", " ", "\u{10FFFF}", "🫠", String(repeating: "boat ", count: 5000),
            String(repeating: "雨", count: 5000),
        ])
    func oddInput(_ text: String) async throws {
        try await withPrompts(["a paper boat"]) { ledger async throws in
            for terms in [[text], text.split(separator: " ").map(String.init), [text, "boat"]] {
                guard let query = SearchQuery(terms) else { continue }
                _ = try ledger.search(query, limit: 5)
            }
            #expect(try ledger.task(1)?.request.prompt == "a paper boat")
        }
    }

    @Test("what is nothing but signs is no search, and beside a word it does not count")
    func signs() async throws {
        #expect(SearchQuery([]) == nil)
        #expect(SearchQuery(["", "!!!", " — "]) == nil)
        try await withPrompts(["a paper boat"]) { ledger async throws in
            #expect(try numbers("boat", "!!!", in: ledger) == [1])
        }
    }

    @Test("notes, tags and models are searched too, and an excerpt shows what was found")
    func everyText() async throws {
        try await withLedger { ledger async throws in
            for text in ["a boat", "a kite", "a 雨 lamp"] {
                _ = try await ledger.intend(intent(text), by: someProcess, at: noon)
            }
            _ = try await ledger.annotate([1], .note("the light is right"))
            _ = try await ledger.annotate([2], .tag("blue hour"))
            func excerpt(_ term: String) throws -> [FoundTask.Part] {
                try ledger.search(try #require(SearchQuery([term])), limit: 1).first?.excerpt ?? []
            }
            #expect(
                try excerpt("light") == [
                    FoundTask.Part(text: "the ", isMatch: false), FoundTask.Part(text: "light", isMatch: true),
                    FoundTask.Part(text: " is right", isMatch: false),
                ])
            #expect(try excerpt("blue hou").map(\.text) == ["blue hour"])
            #expect(try excerpt("雨").map(\.text) == ["a ", "雨", " lamp"])
            #expect(try numbers("wan2.6", in: ledger).count == 3)
        }
    }

    @Test("what changes is found as it is, and no more as it was")
    func changes() async throws {
        try await withPrompts(["a boat", "雨天"]) { ledger async throws in
            for tag in ["first", "雨", "second"] { _ = try await ledger.annotate([1, 2], .tag(tag)) }
            #expect(try numbers("first", in: ledger) == [])
            #expect(try numbers("雨", in: ledger) == [2])
            #expect(try Set(numbers("second", in: ledger)) == [1, 2])
            _ = try await ledger.annotate([1, 2], .tag(nil))
            #expect(try numbers("second", in: ledger) == [])
            try await ledger.commit { try $0.execute(sql: "DELETE FROM task WHERE number = 2") }
            #expect(try numbers("雨", in: ledger) == [])
            // The index is what the texts are, whatever happened to them.
            try await ledger.commit {
                try $0.execute(sql: "INSERT INTO task_search (task_search, rank) VALUES ('integrity-check', 1)")
            }
        }
    }

    @Test("the best match comes first, of equal ones the newest, and the conditions of a filter hold too")
    func order() async throws {
        try await withPrompts(["boat", "a very long prompt in which there is a boat somewhere", "boat", "kite"]) {
            ledger in
            #expect(try numbers("boat", in: ledger) == [3, 1, 2])
            #expect(try numbers("boat", in: ledger, limit: 1) == [3])
            #expect(try numbers("boat", in: ledger, limit: 0) == [])
            _ = try await ledger.annotate([1, 2], .rating(4))
            _ = try await ledger.annotate([2, 3], .tag("x"))
            func filtered(_ change: (inout TaskFilter) -> Void) throws -> [Int] {
                var filter = TaskFilter()
                change(&filter)
                let query = try #require(SearchQuery(["boat"]))
                return try ledger.search(query, filter, limit: 20).map(\.task.number)
            }
            #expect(try filtered { $0.rated = 4 } == [1, 2])
            #expect(try filtered { $0.rated = 5 } == [])
            #expect(try filtered { $0.tag = "x" } == [3, 2])
            #expect(
                try filtered {
                    $0.tag = "x"
                    $0.rated = 1
                } == [2])
        }
    }

    @Test(
        "where a thousand tasks have the very word, those with a longer one that begins so are not weighed against them"
    )
    func manyMatches() async throws {
        try await withPrompts(Array(repeating: "a boat", count: 999) + ["a boathouse"]) { ledger async throws in
            #expect(try numbers("boat", in: ledger, limit: 1000).contains(1000))
            _ = try await ledger.intend(intent("another boat"), by: someProcess, at: noon)
            #expect(try numbers("boat", in: ledger, limit: 1) == [1001])
            #expect(try !numbers("boat", in: ledger, limit: 2000).contains(1000))
            #expect(try numbers("boath", in: ledger) == [1000])
            #expect(
                try ledger.search(try #require(SearchQuery(["boat"])), limit: 1).first?.excerpt.last?.text == "boat")
            _ = try await ledger.annotate([1000, 1001], .tag("x"))
            var filter = TaskFilter()
            filter.tag = "x"
            let query = try #require(SearchQuery(["boat"]))
            #expect(try Set(ledger.search(query, filter, limit: 9).map(\.task.number)) == [1000, 1001])
        }
    }

    @Test("a program that knows nothing of nfsh can still write tasks")
    func otherPrograms() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            let ledger = try Ledger(path: path)
            _ = try await ledger.intend(intent("雨天 boat"), by: someProcess, at: noon)
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "UPDATE task SET note = '紙 paper'") }
            try other.close()
            #expect(try numbers("紙", in: ledger) == [1])
            #expect(try numbers("pape", in: ledger) == [1])
        }
    }
}

@Suite("What a person says of tasks")
struct AnnotationTests {
    @Test("tags, notes and ratings are set and taken away, of many at once")
    func sets() async throws {
        try await withLedger { ledger async throws in
            for index in 1...3 { _ = try await ledger.intend(intent("\(index)"), by: someProcess, at: noon) }
            #expect(try await ledger.annotate([1, 3], .tag("blue hour")).map(\.tag) == ["blue hour", "blue hour"])
            #expect(try await ledger.annotate([3], .note("nul\0 here")).first?.note == "nul\u{FFFD} here")
            #expect(try await ledger.annotate([3, 2], .rating(5)).map(\.number) == [2, 3])
            #expect(try ledger.task(3)?.rating == 5)
            #expect(try await ledger.annotate([3], .rating(nil)).first?.rating == nil)
            #expect(try await ledger.annotate([1, 2, 3], .tag(nil)).map(\.tag) == [nil, nil, nil])
            #expect(try await ledger.annotate([99], .tag("x")) == [])
            #expect(try await ledger.annotate([], .tag("x")) == [])
        }
    }

    @Test("the database itself finds what is rated so or better")
    func rated() async throws {
        try await withLedger { ledger async throws in
            for index in 1...5 {
                _ = try await ledger.intend(intent("\(index)"), by: someProcess, at: noon)
                if index != 3 { _ = try await ledger.annotate([index], .rating(index)) }
            }
            var filter = TaskFilter()
            filter.rated = 4
            #expect(try ledger.tasks(filter).map(\.number) == [4, 5])
        }
    }

    @Test("ten thousand tags are kept, and listed from any place among them")
    func manyTags() async throws {
        try await withLedger { ledger async throws in
            let intents = (0..<10_000).map { intent("p", tag: "tag \($0 + 10_000) 🚤") }
            _ = try await ledger.intend(intents, within: nil, by: someProcess, at: noon)
            #expect(try ledger.tags(from: "tag 15", limit: 2) == ["tag 15000 🚤", "tag 15001 🚤"])
            let query = try #require(SearchQuery(["tag 19999"]))
            #expect(try ledger.search(query, limit: 5).map(\.task.number) == [10_000])
        }
    }
}

@Suite("Which task came from which")
struct LineageTests {
    @Test("a family is found from any of its members")
    func family() async throws {
        try await withLedger { ledger async throws in
            for parent in [nil, 1, 1, 2, nil, 5, nil] {
                _ = try await ledger.intend(intent(parent: parent), by: someProcess, at: noon)
            }
            let roots = try (1...7).map { try ledger.root(of: $0) }
            #expect(roots == [1, 1, 1, 1, 5, 5, 7])
            #expect(try ledger.root(of: 99) == 99)
            #expect(try ledger.descendants(of: 1).map(\.number) == [1, 2, 3, 4])
            #expect(try ledger.descendants(of: 2).map(\.number) == [2, 4])
            #expect(try ledger.descendants(of: 7).map(\.number) == [7])
            #expect(try ledger.descendants(of: 99) == [])
            #expect(try ledger.roots(limit: 5) == [5, 1])
            #expect(try ledger.roots(limit: 1) == [5])
        }
    }

    @Test("a circle, which only a damaged file holds, ends no search")
    func circle() async throws {
        try await withLedger { ledger async throws in
            for parent in [nil, 1, 2, 3] {
                _ = try await ledger.intend(intent(parent: parent), by: someProcess, at: noon)
            }
            try await ledger.commit { try $0.execute(sql: "UPDATE task SET parent = 3 WHERE number IN (1, 3)") }
            #expect(try ledger.root(of: 4) == 3)
            #expect(try ledger.descendants(of: 3).map(\.number) == [1, 2, 3, 4])
            try await ledger.commit { try $0.execute(sql: "UPDATE task SET parent = 2 WHERE number = 1") }
            #expect(try ledger.root(of: 2) == 1)
            #expect(try ledger.descendants(of: 1).map(\.number) == [1, 2])
        }
    }

    @Test("no step of it reads the whole table")
    func plans() async throws {
        try await withLedger { ledger async throws in
            for (sql, index) in [
                (Ledger.rootQuery, "INTEGER PRIMARY KEY"), (Ledger.descendantQuery, "task_parent"),
                (Ledger.rootsQuery, "task_parent"),
            ] {
                let plan = try ledger.read { database in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [1])
                        .map { row in row["detail"] as String }
                }
                #expect(plan.contains { $0.contains(index) }, "\(plan)")
                #expect(!plan.contains { $0.hasPrefix("SCAN task") && !$0.contains("INDEX") }, "\(plan)")
            }
        }
    }
}
