import CrashPoints
package import FoundationEssentials
import GRDB
import NexusFlowAPI

/// The steps of a submit and of the answers after it. Each is one short transaction that checks the status it starts
/// from, is on disk when the call returns, and gives the row as it then stands.
extension Ledger {
    /// `intended → sending`: from here on the request may have left.
    package func beginSending(
        _ number: Int, by process: ProcessIdentity, at time: Date
    ) async throws(LedgerError) -> TaskRecord {
        try await commit(.sending) { database in
            try self.step(number, .send, in: database) { database in
                try database.execute(
                    sql: """
                        UPDATE task SET sent_at = ?, answered_at = NULL, process_id = ?, process_start = ?, error = NULL
                        WHERE number = ?
                        """,
                    arguments: [time.milliseconds, process.id, process.started, number])
            }
        }
    }

    /// `sending → intended`: it provably did not leave, or was turned away for now, and waits for its next attempt.
    package func postpone(_ number: Int, because reason: String, at time: Date) async throws(LedgerError) -> TaskRecord
    {
        try await commit(.postponement) { try self.settle(number, .postpone, reason, at: time, in: $0) }
    }

    /// `intended | sending → abandoned`: nothing left, nothing is paid.
    package func abandon(_ number: Int, because reason: String, at time: Date) async throws(LedgerError) -> TaskRecord {
        try await commit(.abandonment) { try self.settle(number, .abandon, reason, at: time, in: $0) }
    }

    /// `sending → rejected`: the server refused it, nothing is paid.
    package func reject(_ number: Int, because reason: String, at time: Date) async throws(LedgerError) -> TaskRecord {
        try await commit(.rejection) { try self.settle(number, .reject, reason, at: time, in: $0) }
    }

    /// `sending → unknown`: it left, and may run and be billed.
    package func loseTrack(_ number: Int, because reason: String, at time: Date) async throws(LedgerError) -> TaskRecord
    {
        try await commit(.loss) { try self.settle(number, .loseTrack, reason, at: time, in: $0) }
    }

    /// `sending → pending | running | succeeded | failed`: the server took it and gave it an id.
    ///
    /// - Throws: ``LedgerError/Code/conflict`` if another task of this service has that id already.
    package func accept(_ answer: TaskAnswer, at time: Date) async throws(LedgerError) -> TaskRecord {
        try await commit(.acceptance) { try self.follow(.accept(answer.task.status), answer, at: time, in: $0) }
    }

    /// Takes in what the server says of tasks that it took, in one transaction. An answer that comes too late to change
    /// anything changes nothing.
    package func record(_ answers: [TaskAnswer], at time: Date) async throws(LedgerError) -> [TaskRecord] {
        try await commit(.answers) { database in
            try answers.map { try self.follow(.answer($0.task.status), $0, at: time, in: database) }
        }
    }

    /// `pending | running → expired`: its 24 hours passed without an end.
    package func expire(_ numbers: [Int]) async throws(LedgerError) -> [TaskRecord] {
        try await commit(.expiry) { database in
            try numbers.map { number in
                let record = try self.existing(number, in: database)
                guard record.status.isRunning else { return record }
                return try self.step(number, .expire, in: database) { _ in }
            }
        }
    }

    func step(
        _ number: Int, _ transition: TaskTransition, in database: Database, _ change: (Database) throws -> Void
    ) throws -> TaskRecord {
        let record = try existing(number, in: database)
        guard let next = transition.next(after: record.status) else { throw stale(record) }
        let cost = TaskRecord.cost(of: next, estimate: record.estimate) ?? record.cost
        try database.execute(
            sql: "UPDATE task SET status = ?, cost = ? WHERE number = ?",
            arguments: [next.word, cost?.microdollars, number])
        try change(database)
        return try existing(number, in: database)
    }

    func follow(
        _ transition: TaskTransition, _ answer: TaskAnswer, at time: Date, in database: Database
    ) throws -> TaskRecord {
        let record = try existing(answer.number, in: database)
        guard let next = record.following(transition, answer) else {
            if case .answer = transition { return record }
            throw stale(record)
        }
        if next == record { return record }
        try next.updateAnswer(in: database, answeredAt: time)
        return try existing(answer.number, in: database)
    }

    /// A step that nobody answered for, with the reason that the row then shows.
    @discardableResult
    func settle(
        _ number: Int, _ transition: TaskTransition, _ reason: String, at time: Date, in database: Database
    ) throws -> TaskRecord {
        try step(number, transition, in: database) { try Self.explain(number, reason, time, in: $0) }
    }

    private static func explain(_ number: Int, _ reason: String, _ time: Date, in database: Database) throws {
        try database.execute(
            sql: "UPDATE task SET error = ?, answered_at = ? WHERE number = ?",
            arguments: [reason.storable, time.milliseconds, number])
    }

    func existing(_ number: Int, in database: Database) throws -> TaskRecord {
        guard let record = try Self.record(number, in: database) else {
            throw LedgerError(.stale, path: path, "the ledger \(path) has no task \(number)")
        }
        return record
    }

    private func stale(_ record: TaskRecord) -> LedgerError {
        LedgerError(
            .stale, path: path, "task \(record.number) is \(record.status.word) meanwhile, so that cannot be noted")
    }
}
