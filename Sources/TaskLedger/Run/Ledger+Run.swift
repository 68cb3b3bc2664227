package import FoundationEssentials
import GRDB
import NexusFlowAPI

extension Ledger {
    /// Writes down that a shell or a script begins to submit; its tasks carry the number.
    ///
    /// - Parameters:
    ///   - command: how it was started, as a person would type it.
    ///   - key: of the script; `nil` for what cannot be taken up again.
    package func beginRun(
        _ command: String, key: RunKey? = nil, by process: ProcessIdentity, at time: Date
    ) async throws(LedgerError) -> Int {
        try await commit { database in
            try database.execute(
                sql:
                    "INSERT INTO run (command, resume_key, process_id, process_start, began_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [command, key?.text, process.id, process.started, time.milliseconds])
            return Int(database.lastInsertedRowID)
        }
    }

    /// Writes down that a run came to its end with all well: there is nothing to take up.
    package func endRun(_ number: Int, at time: Date) async throws(LedgerError) {
        try await commit { database in
            try database.execute(
                sql: "UPDATE run SET ended_at = ? WHERE number = ? AND ended_at IS NULL",
                arguments: [time.milliseconds, number])
        }
    }

    /// The newest run of a script that wrote a task down, if it did not come to its end.
    package func unfinishedRun(_ key: RunKey) throws(LedgerError) -> RunRecord? {
        try read { database in
            let newest = try Self.run(
                """
                WHERE resume_key = ? AND EXISTS (SELECT 1 FROM task WHERE task.run = run.number)
                ORDER BY number DESC LIMIT 1
                """, [key.text], in: database)
            return newest?.endedAt == nil ? newest : nil
        }
    }

    /// Makes a run that did not come to its end this process's own.
    ///
    /// - Throws: ``LedgerError/Code/stale`` if it has ended, or its process lives.
    package func takeUp(run number: Int, by process: ProcessIdentity) async throws(LedgerError) -> RunRecord {
        try await commit { database in
            guard let run = try Self.run("WHERE number = ?", [number], in: database), run.endedAt == nil else {
                throw LedgerError(
                    .stale, path: self.path, "run \(number) has come to its end: there is nothing to take up")
            }
            guard run.process == process || !run.process.isAlive else {
                throw LedgerError(
                    .stale, path: self.path, "run \(number) goes on in process \(run.process.id)",
                    remedy: "wait until it has ended, or end it")
            }
            try database.execute(
                sql: "UPDATE run SET process_id = ?, process_start = ? WHERE number = ?",
                arguments: [process.id, process.started, number])
            return run
        }
    }

    /// The tasks of a run by the submit that each is; of several for one submit the newest.
    package func steps(ofRun number: Int) throws(LedgerError) -> [RunStep: TaskRecord] {
        try read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM task WHERE run = ? AND resume_key IS NOT NULL ORDER BY number",
                arguments: [number])
            var steps: [RunStep: TaskRecord] = [:]
            while let row = try rows.next() {
                steps[RunStep(key: row["resume_key"], occurrence: row["occurrence"])] = try TaskRecord(row: row)
            }
            return steps
        }
    }

    private static func run(
        _ condition: String, _ arguments: StatementArguments, in database: Database
    ) throws -> RunRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM run \(condition)", arguments: arguments).map { row in
            RunRecord(
                number: row["number"], command: row["command"],
                process: ProcessIdentity(id: row["process_id"], started: row["process_start"]),
                beganAt: Date(milliseconds: row["began_at"]),
                endedAt: (row["ended_at"] as Int64?).map { Date(milliseconds: $0) })
        }
    }
}
