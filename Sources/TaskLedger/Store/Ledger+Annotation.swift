import GRDB
import NexusFlowAPI

extension Ledger {
    /// Writes down what a person says of tasks, of all of them or of none.
    ///
    /// - Returns: the tasks as they then stand, ascending by number.
    package func annotate(
        _ numbers: [Int], _ annotation: TaskAnnotation
    ) async throws(LedgerError) -> [TaskRecord] {
        try await commit { database in
            let list = JSONValue.array(numbers.map { JSONValue($0) }).text()
            let (column, value) = annotation.change
            // What stands there already is not written again: each change is one of the search's index too.
            try database.execute(
                sql: """
                    UPDATE task SET \(column) = :value
                    WHERE number IN (SELECT value FROM json_each(:list)) AND \(column) IS NOT :value
                    """, arguments: ["value": value, "list": list])
            return try Self.records(
                database, "SELECT * FROM task WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", [list])
        }
    }
}

extension TaskAnnotation {
    fileprivate var change: (column: String, value: DatabaseValue) {
        switch self {
        case .tag(let tag): ("tag", (tag?.storable).databaseValue)
        case .note(let note): ("note", (note?.storable).databaseValue)
        case .rating(let rating): ("rating", rating.databaseValue)
        }
    }
}
