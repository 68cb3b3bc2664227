import CrashPoints
package import FoundationEssentials
import GRDB
import NexusFlowAPI

/// What became of submits that their process did not live to finish.
package struct Recovery: Hashable, Sendable {
    /// Had not been sent: given up, free.
    package var abandoned: [Int] = []
    /// May have been sent: their outcome is unknown.
    package var unknown: [Int] = []

    package init(abandoned: [Int] = [], unknown: [Int] = []) {
        self.abandoned = abandoned
        self.unknown = unknown
    }
}

extension Ledger {
    /// Settles the rows that processes which are gone left in the middle of a submit: `intended → abandoned`,
    /// `sending → unknown`.
    ///
    /// A process counts as gone only if no process of its number and start time lives, so that a number which was given
    /// out again does not keep a row open.
    package func settleDeadSenders(at time: Date) throws(LedgerError) -> Recovery {
        let open = try read { try Self.openSubmits($0) }
        var liveliness: [ProcessIdentity: Bool] = [:]
        let orphans = open.filter { submit in
            let isAlive = liveliness[submit.process] ?? submit.process.isAlive
            liveliness[submit.process] = isAlive
            return !isAlive
        }
        guard !orphans.isEmpty else { return Recovery() }
        let recovery = try write { database in
            var recovery = Recovery()
            // Another process may have done the same meanwhile.
            for submit in try Self.openSubmits(database) where orphans.contains(submit) {
                if submit.status == .intended {
                    try self.settle(
                        submit.number, .abandon, "the process that would have sent it ended before it did", at: time,
                        in: database)
                    recovery.abandoned.append(submit.number)
                } else {
                    try self.settle(
                        submit.number, .loseTrack, "the process that sent it ended before the service answered",
                        at: time, in: database)
                    recovery.unknown.append(submit.number)
                }
            }
            CrashPoints.reach(.written(.recovery))
            return recovery
        }
        CrashPoints.reach(.committed(.recovery))
        return recovery
    }

    private struct OpenSubmit: Hashable {
        let number: Int
        let status: TaskStatus
        let process: ProcessIdentity
    }

    private static func openSubmits(_ database: Database) throws -> [OpenSubmit] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT number, status, process_id, process_start FROM task
                WHERE status IN ('intended', 'sending') ORDER BY number
                """
        ).map { row in
            OpenSubmit(
                number: row["number"], status: TaskStatus(row["status"]),
                process: ProcessIdentity(id: row["process_id"], started: row["process_start"]))
        }
    }
}
