import CrashPoints
package import FoundationEssentials
import GRDB
package import NexusFlowAPI

/// How a task of the server was recognised as one whose outcome was unknown.
package enum MatchEvidence: String, Hashable, Sendable {
    /// The server shows the prompt that was sent.
    case prompt
    /// It is the only one of its model that was created while the only unknown request was under way.
    case time
    /// A person said so.
    case hand
}

/// A request that left, or may have left, and has no id yet.
package struct UnsettledSubmit: Hashable, Sendable {
    package var record: TaskRecord
    /// When nobody waited for its answer any more; `nil` while it is being sent.
    package var givenUpAt: Date?

    package init(record: TaskRecord, givenUpAt: Date?) {
        self.record = record
        self.givenUpAt = givenUpAt
    }
}

extension Ledger {
    /// Requests of this service and account whose outcome is unknown, or that are being sent at this moment.
    package func unsettledSubmits(
        where isMeant: (TaskRecord) -> Bool = { _ in true }
    ) throws(LedgerError) -> [UnsettledSubmit] {
        try read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM task WHERE status IN ('sending', 'unknown') ORDER BY number")
            var found: [UnsettledSubmit] = []
            while let row = try rows.next() {
                let record = try TaskRecord(row: row)
                guard isMeant(record) else { continue }
                let answered: Int64? = row["answered_at"]
                found.append(UnsettledSubmit(record: record, givenUpAt: answered.map { Date(milliseconds: $0) }))
            }
            return found
        }
    }

    /// `unknown → pending | running | succeeded | failed`: a task of the server turned out to be this one.
    ///
    /// - Throws: ``LedgerError/Code/conflict`` if another task of this service has that id already.
    package func adopt(
        _ answer: TaskAnswer, by evidence: MatchEvidence, at time: Date
    ) async throws(LedgerError) -> TaskRecord {
        try await commit(.adoption) { database in
            _ = try self.follow(.adopt(answer.task.status), answer, at: time, in: database)
            try database.execute(
                sql: "UPDATE task SET matched_by = ? WHERE number = ?", arguments: [evidence.rawValue, answer.number])
            return try self.existing(answer.number, in: database)
        }
    }

    /// `unknown → abandoned`: a person says that it never became a task; it counts for nothing any more.
    package func writeOff(_ number: Int, at time: Date) async throws(LedgerError) -> TaskRecord {
        try await commit { database in
            let record = try self.settle(number, .writeOff, "settled by hand: it never ran", at: time, in: database)
            try database.execute(
                sql: "UPDATE task SET matched_by = ? WHERE number = ?",
                arguments: [MatchEvidence.hand.rawValue, number])
            return record
        }
    }

    /// Which of these ids the ledger knows already.
    ///
    /// - Parameter isSameService: tells by its origin whether a row's service is the one that gave these ids.
    package func known(
        _ ids: [String], isSameService: (_ origin: String) -> Bool
    ) throws(LedgerError) -> Set<String> {
        try read { database in
            let list = JSONValue.array(ids.map { .string($0) }).text()
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, origin FROM task WHERE id IN (SELECT value FROM json_each(?))",
                arguments: [list])
            return Set(rows.filter { isSameService($0["origin"]) }.map { $0["id"] })
        }
    }

    /// Takes in tasks of the server that no row stands for, each as the server shows it. One whose id is known by now is
    /// left out.
    package func takeIn(
        _ tasks: [(intent: TaskIntent, task: RemoteTask)], receivedAt: Date, by process: ProcessIdentity, at time: Date
    ) async throws(LedgerError) -> [TaskRecord] {
        try await commit { database in
            try tasks.compactMap { intent, task in
                let isKnown =
                    try Bool.fetchOne(
                        database, sql: "SELECT EXISTS (SELECT 1 FROM task WHERE id = ? AND origin = ?)",
                        arguments: [task.id, intent.origin]) ?? false
                if isKnown { return nil }
                let number = try intent.insert(in: database, by: process, at: task.createdAt ?? time)
                _ = try self.step(number, .send, in: database) { _ in }
                let answer = TaskAnswer(number: number, task: task, receivedAt: receivedAt)
                return try self.follow(.accept(task.status), answer, at: time, in: database)
            }
        }
    }
}
