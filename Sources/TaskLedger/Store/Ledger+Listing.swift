import GRDB

extension Ledger {
    /// The tasks whose number begins with the digits of `prefix`, newest first, at most `limit`.
    package func tasks(numberPrefix prefix: Int, limit: Int) throws(LedgerError) -> [TaskRecord] {
        guard prefix > 0, limit > 0, let newest = try newest(offset: 0)?.number else { return [] }
        var found: [TaskRecord] = []
        for range in Self.ranges(beginning: prefix, upTo: newest).reversed() where found.count < limit {
            let missing = limit - found.count
            found += try read { database in
                try Self.records(
                    database, Self.numberRangeQuery, [range.lowerBound, range.upperBound, missing])
            }
        }
        return found
    }

    /// The tags there are, in their order from the first that is not before `first`, each once; at most `limit`.
    package func tags(from first: String = "", limit: Int) throws(LedgerError) -> [String] {
        try read { database in
            try String.fetchAll(database, sql: Self.tagQuery, arguments: [first, max(limit, 0)])
        }
    }

    /// The numbers up to `newest` that begin with these digits: `12`, `120...129`, `1200...1299`, and so on.
    private static func ranges(beginning prefix: Int, upTo newest: Int) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        var (low, count) = (prefix, 1)
        while low <= newest {
            ranges.append(low...min(low + count - 1, newest))
            let (next, overflows) = low.multipliedReportingOverflow(by: 10)
            if overflows { break }
            (low, count) = (next, count * 10)
        }
        return ranges
    }

    static let numberRangeQuery = "SELECT * FROM task WHERE number BETWEEN ? AND ? ORDER BY number DESC LIMIT ?"

    /// One look into the index a tag, however many tasks carry it.
    static let tagQuery = """
        WITH RECURSIVE found (tag) AS (
            SELECT * FROM (SELECT tag FROM task WHERE tag IS NOT NULL AND tag >= ? ORDER BY tag LIMIT 1)
            UNION ALL
            SELECT (
                SELECT task.tag FROM task WHERE task.tag IS NOT NULL AND task.tag > found.tag ORDER BY task.tag LIMIT 1
            ) FROM found WHERE found.tag IS NOT NULL
        )
        SELECT tag FROM found WHERE tag IS NOT NULL LIMIT ?
        """
}
