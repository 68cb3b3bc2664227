import GRDB

extension Ledger {
    /// The task with that number.
    package func task(_ number: Int) throws(LedgerError) -> TaskRecord? {
        try read { try Self.record(number, in: $0) }
    }

    /// The tasks that fit, ascending by number; with a limit, the newest of them.
    package func tasks(_ filter: TaskFilter) throws(LedgerError) -> [TaskRecord] {
        let (sql, arguments) = filter.query()
        let records = try read { try Self.records($0, sql, arguments) }
        return filter.limit == nil ? records : records.reversed()
    }

    /// Tasks whose id begins so, of every service; at most `limit`, in the order of their ids.
    package func tasks(idPrefix: String, limit: Int) throws(LedgerError) -> [TaskRecord] {
        try read { database in
            try Self.records(
                database, Self.idPrefixQuery, [idPrefix, idPrefix + "\u{10FFFF}", max(limit, 0)])
        }
    }

    static let idPrefixQuery = "SELECT * FROM task WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"

    /// The newest task (0), the one before it (1), and so on.
    package func newest(offset: Int) throws(LedgerError) -> TaskRecord? {
        guard offset >= 0 else { return nil }
        return try read { database in
            try Self.records(database, "SELECT * FROM task ORDER BY number DESC LIMIT 1 OFFSET ?", [offset]).first
        }
    }

    /// The process that wrote a task down, or last sent it.
    package func sender(of number: Int) throws(LedgerError) -> ProcessIdentity? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT process_id, process_start FROM task WHERE number = ?", arguments: [number]
            ).map { ProcessIdentity(id: $0["process_id"], started: $0["process_start"]) }
        }
    }

    static func record(_ number: Int, in database: Database) throws -> TaskRecord? {
        try records(database, "SELECT * FROM task WHERE number = ?", [number]).first
    }

    static func records(
        _ database: Database, _ sql: String, _ arguments: StatementArguments
    ) throws -> [TaskRecord] {
        let statement = try database.cachedStatement(sql: sql)
        var records: [TaskRecord] = []
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() { records.append(try TaskRecord(row: row)) }
        return records
    }
}
