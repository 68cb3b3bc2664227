import FoundationEssentials
import GRDB
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("Finding tasks")
struct QueryTests {
    func filter(_ change: (inout TaskFilter) -> Void) -> TaskFilter {
        var filter = TaskFilter()
        change(&filter)
        return filter
    }

    @Test("all conditions hold together, the newest are taken, and the oldest comes first")
    func filters() async throws {
        try await withLedger { ledger async throws in
            for index in 1...6 {
                let wanted = intent(
                    "\(index)", model: index % 2 == 0 ? "pixverse-v6" : "wan2.6-t2v", tag: index > 3 ? "late" : nil)
                _ = try await ledger.intend(wanted, by: someProcess, at: noon.addingTimeInterval(Double(index)))
            }
            _ = try await ledger.abandon(6, because: "", at: noon)
            func numbers(_ change: (inout TaskFilter) -> Void) throws -> [Int] {
                try ledger.tasks(filter(change)).map(\.number)
            }
            #expect(try numbers { _ in } == [1, 2, 3, 4, 5, 6])
            #expect(try numbers { $0.limit = 2 } == [5, 6])
            #expect(try numbers { $0.limit = 0 } == [])
            #expect(try numbers { $0.numbers = [5, 1, 99] } == [1, 5])
            #expect(try numbers { $0.numbers = [] } == [])
            #expect(try numbers { $0.statuses = [.abandoned, .other("x'y\"")] } == [6])
            #expect(try numbers { $0.model = "pixverse-v6" } == [2, 4, 6])
            #expect(try numbers { $0.tag = "late" } == [4, 5, 6])
            #expect(try numbers { $0.since = noon.addingTimeInterval(5) } == [5, 6])
            #expect(try numbers { $0.origin = "http://127.0.0.1:1" } == [])
            #expect(
                try numbers {
                    $0.tag = "late"
                    $0.model = "pixverse-v6"
                    $0.limit = 1
                } == [6])
            #expect(try ledger.newest(offset: 0)?.number == 6)
            #expect(try ledger.newest(offset: 5)?.number == 1)
            #expect(try ledger.newest(offset: 6) == nil)
            #expect(try ledger.newest(offset: -1) == nil)
        }
    }

    @Test("running tasks are found whatever word the server uses")
    func running() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.running(intent(), id: "a")
            let second = try await ledger.running(intent(), id: "b")
            _ = try await ledger.intend(intent(), by: someProcess, at: noon)
            _ = try await ledger.record(
                [
                    answer(first.number, try remote("abandoned", id: "a")),
                    answer(second.number, try remote("failed", id: "b")),
                ],
                at: noon)
            #expect(try ledger.tasks(filter { $0.isRunning = true }).map(\.number) == [first.number])
        }
    }

    @Test("a prefix finds the ids that begin with it, and nothing in it is a pattern")
    func prefixes() async throws {
        try await withLedger { ledger async throws in
            for id in ["task_1", "task_12", "taskX", "%"] { _ = try await ledger.running(intent(), id: id) }
            func ids(_ prefix: String, _ limit: Int = 10) throws -> [String?] {
                try ledger.tasks(idPrefix: prefix, limit: limit).map(\.id)
            }
            #expect(try ids("task_") == ["task_1", "task_12"])
            #expect(try ids("task_", 1) == ["task_1"])
            #expect(try ids("%") == ["%"])
            #expect(try ids("t").count == 3)
            #expect(try ids("none") == [])
        }
    }

    @Test("the digits of a number find the tasks that begin so, the newest first, and tags are found once each")
    func beginnings() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.tasks(numberPrefix: 1, limit: 5) == [])
            #expect(try ledger.tags(limit: 5) == [])
            for index in 1...23 {
                let wanted = intent("\(index)", tag: index > 20 ? nil : index % 2 == 0 ? "night" : "day \(index % 3)")
                _ = try await ledger.intend(wanted, by: someProcess, at: noon)
            }
            func numbers(_ prefix: Int, _ limit: Int = 50) throws -> [Int] {
                try ledger.tasks(numberPrefix: prefix, limit: limit).map(\.number)
            }
            #expect(try numbers(2) == [23, 22, 21, 20, 2])
            #expect(try numbers(2, 2) == [23, 22])
            #expect(try numbers(1, 11) == [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 1])
            #expect(try numbers(23) == [23])
            #expect(try numbers(24) == [])
            #expect(try numbers(0) == [])
            #expect(try numbers(.max) == [])
            #expect(try ledger.tags(limit: 10) == ["day 0", "day 1", "day 2", "night"])
            #expect(try ledger.tags(limit: 2) == ["day 0", "day 1"])
            #expect(try ledger.tags(from: "day 1x", limit: 10) == ["day 2", "night"])
            #expect(try ledger.tags(limit: 0) == [])
        }
    }

    @Test("what succeeded tells how long it took, the newest first, and nothing else does")
    func history() async throws {
        try await withLedger { ledger async throws in
            for (index, status) in ["succeeded", "failed", "succeeded", "running"].enumerated() {
                let id = "t-\(index)"
                let task = try await ledger.running(intent(), id: id)
                let completed = index == 3 ? nil : "2026-06-01T12:0\(index + 1):00.500Z"
                _ = try await ledger.record(
                    [
                        answer(
                            task.number,
                            try remote(
                                status, id: id, url: "https://x.test/a.mp4", created: "2026-06-01T12:00:00.000Z",
                                completed: completed))
                    ], at: noon)
            }
            let found = try ledger.finished(model: "wan2.6-t2v", limit: 10)
            #expect(found.map(\.lasted) == [180.5, 60.5])
            #expect(
                found.first
                    == FinishedTask(
                        model: "wan2.6-t2v", resolution: "720P", duration: 5, origin: "https://nexusflow.vip",
                        lasted: 180.5))
            #expect(try ledger.finished(model: "wan2.6-t2v", limit: 1).map(\.lasted) == [180.5])
            #expect(try ledger.finished(model: "pixverse-v6", limit: 10) == [])
        }
    }

    @Test("no filter that the shell uses reads the whole table")
    func plans() async throws {
        try await withLedger { ledger async throws in
            let plans: [(TaskFilter, String)] = [
                (filter { $0.numbers = [1, 2] }, "INTEGER PRIMARY KEY"),
                (filter { $0.statuses = [.failed, .unknown] }, "task_status"),
                (filter { $0.isRunning = true }, "task_running"),
                (filter { $0.model = "wan2.6-t2v" }, "task_model"),
                (filter { $0.tag = "a" }, "task_tag"),
                (filter { $0.rated = 4 }, "task_rating"),
                (filter { $0.run = 1 }, "task_run"),
                (filter { $0.since = noon }, "SEARCH task USING COVERING INDEX task_intended_at"),
            ]
            for (filter, index) in plans {
                let (sql, arguments) = filter.query()
                let plan = try plan(sql, arguments, ledger)
                #expect(plan.contains(index), "\(sql): \(plan)")
            }
            let prefix = try plan(Ledger.idPrefixQuery, ["a", "b", 2], ledger)
            #expect(prefix.contains("task_id (id>? AND id<?)"), "\(prefix)")
            let numbers = try plan(Ledger.numberRangeQuery, [10, 19, 5], ledger)
            #expect(numbers.contains("INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), "\(numbers)")
            let tags = try plan(Ledger.tagQuery, ["", 5], ledger)
            #expect(tags.contains("SEARCH task USING COVERING INDEX task_tag (tag>?)"), "\(tags)")
            #expect(!tags.contains("SCAN task") && !tags.contains("TEMP B-TREE"), "\(tags)")
            let history = try plan(Ledger.finishedQuery, ["a", 5], ledger)
            #expect(history.contains("task_model (model=?)") && !history.contains("TEMP B-TREE"), "\(history)")
            let image = try plan(Ledger.imageQuery, ["", 5], ledger)
            #expect(image.contains("USING INDEX task_image"), "\(image)")
            #expect(!image.contains("SCAN task") || image.contains("SCAN task USING INDEX task_image"), "\(image)")
            for (sql, arguments) in [
                (Ledger.successQuery, StatementArguments(["prompt": "a", "model": "b", "request": "c"])),
                (Ledger.promptQuery, StatementArguments(["prompt": "a", "resolution": "720P"])),
            ] as [(String, StatementArguments)] {
                let repeats = try plan(sql, arguments, ledger)
                #expect(repeats.contains("SEARCH task USING INDEX task_prompt"), "\(repeats)")
                #expect(!repeats.contains("SCAN task") && !repeats.contains("TEMP B-TREE"), "\(repeats)")
            }
            // The newest so many are read from the end of the table, without sorting it.
            let (sql, arguments) = filter { $0.limit = 20 }.query()
            let page = try plan(sql, arguments, ledger)
            #expect(!page.contains("TEMP B-TREE"), "\(page)")
        }
    }

    private func plan(_ sql: String, _ arguments: StatementArguments, _ ledger: Ledger) throws -> String {
        try ledger.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                .map { row in row["detail"] as String }.joined(separator: "; ")
        }
    }
}
