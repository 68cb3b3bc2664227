import GRDB
import NexusFlowAPI

/// A task that a search found.
package struct FoundTask: Hashable, Sendable {
    /// A piece of the text in which it was found.
    package struct Part: Hashable, Sendable {
        package let text: String
        /// Whether it is what was looked for.
        package let isMatch: Bool
    }

    package let task: TaskRecord
    /// From the prompt, the note, the tag or the model, whichever tells most.
    package let excerpt: [Part]
}

extension Ledger {
    /// More matches than these are not weighed against each other: the newest are.
    private static let candidateLimit = 1000
    /// How many words an excerpt has.
    private static let excerptLength = 16

    /// The tasks whose prompt, note, tag or model has every term, the best first, at most `limit` of them.
    ///
    /// - Throws: ``LedgerError``; one with a remedy of its own where it is the index that is damaged.
    package func search(
        _ query: SearchQuery, _ filter: TaskFilter = TaskFilter(), limit: Int
    ) throws(LedgerError) -> [FoundTask] {
        try readIndex { database in
            var condition = "task_search MATCH ?"
            let match = try Self.match(of: query, filter, in: database)
            var arguments: StatementArguments = [match]
            if filter != TaskFilter() {
                let (sql, values) = filter.query("number")
                // With the sign SQLite asks the index once, not once for each task of the filter.
                condition += " AND +rowid IN (\(sql))"
                arguments += values
            }
            arguments += [max(0, limit)]
            let numbers = try Int.fetchAll(
                database,
                sql: """
                    SELECT number FROM (
                        SELECT rowid AS number, bm25(task_search, 4.0, 4.0, 4.0, 1.0) AS score FROM task_search
                        WHERE \(condition) ORDER BY rowid DESC LIMIT \(Self.candidateLimit)
                    ) ORDER BY score, number DESC LIMIT ?
                    """, arguments: arguments)
            let excerpts = try Self.excerpts(of: numbers, match, in: database)
            return try numbers.compactMap { number in
                try Self.record(number, in: database).map { FoundTask(task: $0, excerpt: excerpts[number] ?? []) }
            }
        }
    }

    /// What the index is asked for. Where whole words alone are in as many tasks as are weighed, those that only begin so
    /// are not looked for: the index would put together all of them first, however many there are.
    private static func match(
        of query: SearchQuery, _ filter: TaskFilter, in database: Database
    ) throws -> String {
        guard let wholeWords = query.wholeWords, filter == TaskFilter() else { return query.match }
        let isEnough = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM task_search WHERE task_search MATCH ? LIMIT 1 OFFSET \(candidateLimit - 1))
                """, arguments: [wholeWords])
        return isEnough == true ? wholeWords : query.match
    }

    private static func excerpts(
        of numbers: [Int], _ match: String, in database: Database
    ) throws -> [Int: [FoundTask.Part]] {
        guard let first = numbers.min(), let last = numbers.max() else { return [:] }
        let list = JSONValue.array(numbers.map { JSONValue($0) }).text()
        // One pass through the index between them: each one alone would begin it anew.
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT rowid, snippet(task_search, -1, char(2), char(3), '…', \(excerptLength)) FROM task_search
                WHERE task_search MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))
                """, arguments: [match, first, last, list])
        return Dictionary(rows.map { ($0[0] as Int, parts($0[1] ?? "")) }, uniquingKeysWith: { first, _ in first })
    }

    /// Cuts a text at the signs around its matches.
    private static func parts(_ text: String) -> [FoundTask.Part] {
        var parts: [FoundTask.Part] = []
        var run = String.UnicodeScalarView()
        var isMatch = false
        func end() {
            if !run.isEmpty { parts.append(FoundTask.Part(text: String(run), isMatch: isMatch)) }
            run = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 2, 3:
                end()
                isMatch = scalar.value == 2
            case 0x1F: continue
            default: run.append(scalar)
            }
        }
        end()
        return parts
    }
}
