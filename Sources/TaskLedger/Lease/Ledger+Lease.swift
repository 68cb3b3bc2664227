package import FoundationEssentials
import GRDB
import NexusFlowAPI

/// Work that one process at a time does for all others, such as asking a service about everybody's tasks, or fetching a
/// video.
///
/// A lease runs out by itself, so that a process that hangs does not keep it; one whose holder is gone is free at once.
extension Ledger {
    /// Takes a lease, or keeps it for longer.
    ///
    /// - Returns: whether this process holds it now; `false` while another that lives does.
    package func takeLease(
        _ name: String, by process: ProcessIdentity, for term: TimeInterval, at now: Date
    ) throws(LedgerError) -> Bool {
        if let lease = try read({ try Self.lease(name, in: $0) }) {
            if lease.holder == process {
                // It is renewed at half its term: every renewal is a write that waits for the disk.
                if lease.isGood(at: now.addingTimeInterval(term / 2), term: term) { return true }
            } else if lease.holder.isAlive, lease.isGood(at: now, term: term) {
                return false
            }
        }
        return try write { try Self.take(name, process, for: term, at: now, in: $0) }
    }

    /// Gives a lease back, if this process holds it.
    package func releaseLease(_ name: String, by process: ProcessIdentity) throws(LedgerError) {
        try write { try Self.release(name, process, in: $0) }
    }

    /// Takes a lease inside a transaction.
    static func take(
        _ name: String, _ process: ProcessIdentity, for term: TimeInterval, at now: Date, in database: Database
    ) throws -> Bool {
        if let lease = try lease(name, in: database), lease.holder != process, lease.holder.isAlive,
            lease.isGood(at: now, term: term)
        {
            return false
        }
        let until = now.addingTimeInterval(term)
        try database.run(
            prepared: """
                INSERT INTO lease (name, process_id, process_start, until) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET process_id = excluded.process_id,
                    process_start = excluded.process_start, until = excluded.until
                """,
            [name, process.id, process.started, until.milliseconds])
        return true
    }

    /// Gives a lease back inside a transaction.
    static func release(_ name: String, _ process: ProcessIdentity, in database: Database) throws {
        try database.run(
            prepared: "DELETE FROM lease WHERE name = ? AND process_id = ? AND process_start = ?",
            [name, process.id, process.started])
    }

    private struct Lease {
        let holder: ProcessIdentity
        let until: Date

        /// An end far beyond any term is the mark of a clock that was set back: such a lease is over.
        func isGood(at time: Date, term: TimeInterval) -> Bool {
            until > time && until <= time.addingTimeInterval(2 * term + 3600)
        }
    }

    private static func lease(_ name: String, in database: Database) throws -> Lease? {
        try database.row(prepared: "SELECT process_id, process_start, until FROM lease WHERE name = ?", [name]).map {
            row in
            Lease(
                holder: ProcessIdentity(id: row["process_id"], started: row["process_start"]),
                until: Date(milliseconds: row["until"]))
        }
    }
}
