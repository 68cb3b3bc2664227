import CrashPoints
package import FoundationEssentials
import GRDB
package import NexusFlowAPI

/// The most that one run may come to.
package struct SpendLimit: Hashable, Sendable {
    /// The run's number.
    package var run: Int
    package var amount: Money

    package init(run: Int, amount: Money) {
        self.run = run
        self.amount = amount
    }
}

/// What the tasks of one run come to, at most: a ceiling that a price range may break is no ceiling.
package struct RunSpending: Hashable, Sendable {
    /// What succeeded; where the API leaves the price open, its top.
    package var billed = Money.zero
    /// What is written down, under way or running.
    package var committed = Money.zero
    /// What may have been billed without anybody knowing: unknown outcomes, and tasks whose time passed unseen.
    package var unknown = Money.zero
    /// Tasks that count and have no price.
    package var unpriced = 0

    package init() {}

    package var total: Money { billed + committed + unknown }
}

extension Ledger {
    /// What a run comes to so far.
    package func spending(ofRun run: Int) throws(LedgerError) -> RunSpending {
        try read { try Self.spending(ofRun: run, in: $0) }
    }

    /// Writes intents down, all of them or none, unless they would take their run over its limit. Looking and writing is
    /// one transaction: submits at the same time, of other processes too, cannot both take what is left.
    ///
    /// - Throws: ``LedgerError/Code/overLimit``, with nothing written.
    package func intend(
        _ intents: [TaskIntent], within limit: SpendLimit?, by process: ProcessIdentity, at time: Date
    ) async throws(LedgerError) -> [TaskRecord] {
        try await commit(.intent) { database in
            if let limit { try self.hold(intents, to: limit, in: database) }
            return try intents.map { intent in
                try self.existing(try intent.insert(in: database, by: process, at: time), in: database)
            }
        }
    }

    private func hold(_ intents: [TaskIntent], to limit: SpendLimit, in database: Database) throws {
        let spending = try Self.spending(ofRun: limit.run, in: database)
        let prices = intents.compactMap(\.estimate?.high)
        guard prices.count == intents.count, spending.unpriced == 0 else {
            throw LedgerError(.overLimit, path: path, "a task without a price cannot be held to a ceiling")
        }
        let total = prices.reduce(spending.total, +)
        guard total <= limit.amount else {
            throw LedgerError(
                .overLimit, path: path,
                "this would bring the run to \(total), and its ceiling is \(limit.amount); \(spending.total) is spent or committed"
            )
        }
    }

    private static func spending(ofRun run: Int, in database: Database) throws -> RunSpending {
        var spending = RunSpending()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT status, sum(coalesce(cost, estimate_high, 0)) AS amount,
                    sum(cost IS NULL AND estimate_high IS NULL) AS unpriced
                FROM task WHERE run = ? GROUP BY status
                """,
            arguments: [run])
        while let row = try rows.next() {
            let amount = Money(microdollars: row["amount"])
            spending.unpriced += row["unpriced"]
            switch TaskStatus(row["status"]).spending {
            case .billed: spending.billed += amount
            case .committed: spending.committed += amount
            case .unknown: spending.unknown += amount
            case .free: break
            }
        }
        return spending
    }
}

/// What a task's price counts as.
package enum SpendingKind: Hashable, Sendable {
    case billed, committed, unknown, free
}

extension TaskStatus {
    /// What the price of a task in this status counts as.
    package var spending: SpendingKind {
        switch self {
        case .succeeded: .billed
        case .intended, .sending, .pending, .running, .other: .committed
        case .unknown, .expired: .unknown
        case .failed, .abandoned, .rejected: .free
        }
    }
}
