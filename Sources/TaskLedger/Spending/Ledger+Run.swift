package import FoundationEssentials
import GRDB

extension Ledger {
    /// Writes down that a shell or a script begins to submit; its tasks carry the number.
    ///
    /// - Parameter command: how it was started, as a person would type it.
    package func beginRun(
        _ command: String, by process: ProcessIdentity, at time: Date
    ) async throws(LedgerError) -> Int {
        try await commit { database in
            try database.execute(
                sql: "INSERT INTO run (command, process_id, process_start, began_at) VALUES (?, ?, ?, ?)",
                arguments: [command, process.id, process.started, time.milliseconds])
            return Int(database.lastInsertedRowID)
        }
    }

    /// Writes down that a run came to its end by itself.
    package func endRun(_ number: Int, at time: Date) async throws(LedgerError) {
        try await commit { database in
            try database.execute(
                sql: "UPDATE run SET ended_at = ? WHERE number = ? AND ended_at IS NULL",
                arguments: [time.milliseconds, number])
        }
    }
}
