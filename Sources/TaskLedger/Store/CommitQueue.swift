import CrashPoints
import GRDB
import Synchronization

/// Commits small changes together: while one commit waits for the disk, the next changes gather, and share the next.
///
/// Each change is durable when its call returns, unless it says that it need not be, and stands alone: one that fails takes no other with it. The caller
/// waits without holding a thread, and is not cancelled: what was begun is either done or failed.
final class CommitQueue: Sendable {
    /// A change, and what to tell its caller.
    private struct Entry {
        let step: LedgerStep?
        let isDurable: Bool
        /// Makes the change; gives the call that reports success, for after the commit.
        let run: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private let database: DatabaseQueue
    private let pending = Mutex<[Entry]>([])

    init(_ database: DatabaseQueue) {
        self.database = database
    }

    func commit<Value: Sendable>(
        _ step: LedgerStep?, isDurable: Bool, _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let entry = Entry(
                step: step, isDurable: isDurable,
                run: { database in
                    let value = try change(database)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) })
            let isFirst = pending.withLock { entries in
                entries.append(entry)
                return entries.count == 1
            }
            if isFirst { database.asyncWriteWithoutTransaction { self.drain($0) } }
        }
    }

    private func drain(_ database: Database) {
        let entries = pending.withLock { entries in
            defer { entries = [] }
            return entries
        }
        var successes: [@Sendable () -> Void] = []
        var failures: [@Sendable () -> Void] = []
        let isDurable = entries.contains(where: \.isDurable)
        // In WAL mode other processes see such a commit like any other, and nobody waits for the disk
        // (https://sqlite.org/pragma.html#pragma_synchronous). It is set back when no transaction is open, which it needs.
        if !isDurable { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
        defer { if !isDurable { try? database.execute(sql: "PRAGMA synchronous = FULL") } }
        do {
            try database.beginTransaction(.immediate)
            for entry in entries {
                do {
                    try database.inSavepoint {
                        successes.append(try entry.run(database))
                        return .commit
                    }
                } catch {
                    failures.append { entry.fail(error) }
                    // An error that ended the whole transaction ended the changes before it too.
                    guard database.isInsideTransaction else { throw error }
                }
            }
            for step in entries.lazy.compactMap(\.step) { CrashPoints.reach(.written(step)) }
            try database.commit()
            for step in entries.lazy.compactMap(\.step) { CrashPoints.reach(.committed(step)) }
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            for entry in entries { entry.fail(error) }
            return
        }
        for report in successes + failures { report() }
    }
}
