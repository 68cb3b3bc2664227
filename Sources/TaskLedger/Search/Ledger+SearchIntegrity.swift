import GRDB

/// Whether the index of the search is what the texts of the tasks are. It is made from them, so that nothing is lost with
/// it, and it can be made anew.
extension Ledger {
    /// Makes the index of the search anew from the texts.
    package func rebuildSearch() async throws(LedgerError) {
        try await commit { try $0.execute(sql: "INSERT INTO task_search (task_search) VALUES ('rebuild')") }
    }

    /// Adds what is wrong with the index.
    func examineSearch(_ report: inout LedgerReport) {
        do throws(LedgerError) {
            let (missing, strange) = try readIndex { database in
                (
                    try Self.count(database, "SELECT number FROM task EXCEPT SELECT id FROM task_search_docsize"),
                    try Self.count(database, "SELECT id FROM task_search_docsize EXCEPT SELECT number FROM task")
                )
            }
            if missing + strange == 0 { try holdAgainstTexts() }
            if missing > 0 {
                report.add("search", .doubtful, "the index of find lacks \(missing) tasks: \(Self.rebuilding)")
            }
            if strange > 0 {
                report.add(
                    "search", .doubtful, "the index of find has \(strange) tasks that are not there: \(Self.rebuilding)"
                )
            }
            if missing + strange == 0 { report.add("search", "whole") }
        } catch {
            switch error.code {
            case .locked, .readOnly:
                report.add("search", "every task is in it; not held against the texts: \(error.message)")
            default: report.add("search", .doubtful, "\(error.message): \(Self.rebuilding)")
            }
        }
    }

    /// - Throws: ``LedgerError`` unless every word of the texts is in the index, and no other.
    private func holdAgainstTexts() throws(LedgerError) {
        do {
            try database.writeWithoutTransaction { database in
                // To SQLite the check is a change, though it makes none.
                try database.inTransaction(.immediate) {
                    try database.execute(
                        sql: "INSERT INTO task_search (task_search, rank) VALUES ('integrity-check', 1)")
                    return .rollback
                }
            }
        } catch {
            throw indexError(error)
        }
    }

    private static func count(_ database: Database, _ numbers: String) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(numbers))") ?? 0
    }

    /// Reads by the index of the search.
    ///
    /// - Throws: ``LedgerError``, whose remedy is the index's where that is damaged.
    func readIndex<Value>(_ query: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try database.read(query)
        } catch {
            throw indexError(error)
        }
    }

    private func indexError(_ error: any Error) -> LedgerError {
        guard let error = error as? DatabaseError, error.extendedResultCode == .SQLITE_CORRUPT_VTAB else {
            return LedgerError(error, path: path)
        }
        return LedgerError(
            .corrupt, path: path, "the index of find is not what the texts of the tasks are",
            remedy: "the tasks are whole; \(Self.rebuilding)")
    }

    private static let rebuilding = "integrity search=rebuild makes it anew"
}
