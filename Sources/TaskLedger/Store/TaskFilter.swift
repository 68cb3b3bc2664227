package import FoundationEssentials
import GRDB
import NexusFlowAPI

/// Which tasks are meant; all conditions hold together.
package struct TaskFilter: Hashable, Sendable {
    package var numbers: [Int]?
    package var statuses: Set<TaskStatus>?
    /// Only tasks that the server has and has not ended, whatever word it uses for that.
    package var isRunning = false
    /// Only tasks for which something is still to be done: running, or succeeded and not fetched although they should be.
    /// Those that cannot be fetched at that time any more do not count.
    package var isOpenAt: Date?
    /// Only tasks whose result is not here: running, or succeeded without a file.
    package var isUnfetched = false
    package var model: String?
    package var tag: String?
    /// Rated so, or better.
    package var rated: Int?
    /// Written down at that time or later.
    package var since: Date?
    package var run: Int?
    package var origin: String?
    /// The newest so many of those that fit.
    package var limit: Int?

    package init() {}

    /// The query for the chosen columns, newest first if there is a limit, else oldest first.
    func query(_ columns: String = "*") -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func require(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        if let numbers {
            // One argument, however many numbers: SQLite bounds their count.
            let list = JSONValue.array(numbers.map { JSONValue($0) }).text()
            require("number IN (SELECT value FROM json_each(?))", list)
        }
        if let statuses {
            let list = JSONValue.array(statuses.map(\.word).sorted().map { .string($0) }).text()
            require("status IN (SELECT value FROM json_each(?))", list)
        }
        if isRunning { require(Self.runs) }
        if let isOpenAt {
            require(
                """
                number IN (SELECT number FROM task WHERE \(Self.runs) UNION ALL SELECT number FROM task
                WHERE status = 'succeeded' AND file IS NULL AND autodownload AND (expires_at IS NULL OR expires_at > ?))
                """, isOpenAt.milliseconds)
        }
        if isUnfetched {
            require(
                """
                number IN (SELECT number FROM task WHERE \(Self.runs) UNION ALL SELECT number FROM task
                WHERE status = 'succeeded' AND file IS NULL)
                """)
        }
        if let model { require("model = ?", model) }
        if let tag { require("tag = ?", tag) }
        if let rated { require("number IN (SELECT number FROM task WHERE rating >= ?)", rated) }
        // SQLite would rather read all rows in the order wanted; within the index it is a few pages.
        if let since {
            require("number IN (SELECT number FROM task WHERE intended_at >= ?)", since.milliseconds)
        }
        if let run { require("run = ?", run) }
        if let origin { require("origin = ?", origin) }
        var sql = "SELECT \(columns) FROM task"
        if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
        sql += " ORDER BY number"
        if let limit {
            sql += " DESC LIMIT ?"
            arguments += [max(limit, 0)]
        }
        return (sql, arguments)
    }

    private static let runs: String = {
        let others = TaskStatus.named.filter { !$0.isRunning }.sorted { rank($0) < rank($1) }
        return "status NOT IN (\(others.map { "'\($0.word)'" }.joined(separator: ", ")))"
    }()

    /// The order in which the index of running tasks names the others: SQLite takes a partial index only for the very
    /// condition that it was made with.
    private static func rank(_ status: TaskStatus) -> Int {
        [.intended, .sending, .unknown, .succeeded, .failed, .abandoned, .rejected, .expired].firstIndex(of: status)
            ?? 0
    }
}

extension Date {
    /// Milliseconds since 1970, the nearest; times beyond what the ledger can hold are held at its bounds.
    var milliseconds: Int64 {
        let bounded = min(max(timeIntervalSince1970 * 1000, -9e15), 9e15)
        return Int64(bounded.rounded())
    }

    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
