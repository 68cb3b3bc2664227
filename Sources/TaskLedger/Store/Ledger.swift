import CrashPoints
import FoundationEssentials
import GRDB

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The book of all tasks: an SQLite file that several processes may use at once.
///
/// One connection a process, in WAL mode with `synchronous=FULL`: a reader never waits for another process's writer,
/// and what a call has written when it returns survives the loss of power. Reads are plain calls, since they take
/// microseconds; changes are asynchronous, share commits, and take the write lock at once (`IMMEDIATE`), so that no
/// two processes decide on the same state.
package final class Ledger: Sendable {
    /// The file.
    package let path: String
    let database: DatabaseQueue
    let commits: CommitQueue

    /// How a ledger is opened.
    struct Opening: Sendable {
        /// How long opening, and each change, waits for other processes, in seconds.
        var busyTimeout = 10.0
        var schema = Schema.current
        /// The most pages of a copy that is made before the tables are changed.
        var copyPageLimit: Int?
        /// Told of the number of tasks before the tables of an older ledger are changed.
        var beforeUpgrade: @Sendable (Int) -> Void = { _ in }
    }

    /// Opens the ledger, after creating its folders (mode 0700) and the file (0600), and brings it to this version; of one
    /// of an older version a copy is made first.
    ///
    /// - Parameter beforeUpgrade: told of the number of tasks before a ledger of an older version is changed, which takes
    ///   some seconds for a hundred thousand of them.
    package convenience init(
        path: String, beforeUpgrade: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(LedgerError) {
        try self.init(path: path, Opening(beforeUpgrade: beforeUpgrade))
    }

    init(path: String, _ opening: Opening) throws(LedgerError) {
        self.path = path
        do {
            try Self.create(path)
            database = try Self.open(path, opening)
        } catch {
            throw LedgerError(error, path: path)
        }
        commits = CommitQueue(database)
    }

    /// A ledger of nothing that no file holds, for what only looks.
    ///
    /// - Parameter path: where the file would be.
    package init(emptyInPlaceOf path: String) throws(LedgerError) {
        self.path = path
        do {
            database = try Self.openOnce(":memory:", Configuration(), Opening())
        } catch {
            throw LedgerError(error, path: path)
        }
        commits = CommitQueue(database)
    }

    private static func open(_ path: String, _ opening: Opening) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(opening.busyTimeout)
        configuration.label = "ledger"
        configuration.prepareDatabase { database in
            if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            }
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON")
        }
        // SQLite does not wait, whatever the timeout, while another process turns a new file to WAL.
        let deadline = ContinuousClock.now + .seconds(opening.busyTimeout)
        while true {
            do {
                return try openOnce(path, configuration, opening)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard ContinuousClock.now < deadline else { throw error }
                usleep(20_000)
            }
        }
    }

    private static func openOnce(_ path: String, _ configuration: Configuration, _ opening: Opening) throws
        -> DatabaseQueue
    {
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { database in
            try opening.schema.prepare(
                database, LedgerBackup(of: path, pageLimit: opening.copyPageLimit), opening.beforeUpgrade)
        }
        return database
    }

    /// Creates what is missing. The file is opened only if this call creates it: closing a descriptor of a file drops
    /// every lock that the process holds on it, those of an open ledger too (POSIX).
    private static func create(_ path: String) throws(LedgerError) {
        var folder = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += folder.isEmpty && !path.hasPrefix("/") ? part : part.isEmpty ? "" : "/\(part)"
            guard !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            var info = stat()
            let reason = errno
            if stat(folder, &info) != 0 {
                throw failure(reason, path: path, "the folder \(folder) for the ledger cannot be made")
            }
        }
        let descriptor = Self.openFile(path)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno == EEXIST {
            if access(path, R_OK | W_OK) != 0 { throw failure(errno, path: path, "the ledger \(path) cannot be used") }
        } else {
            throw failure(errno, path: path, "the ledger \(path) cannot be made")
        }
    }

    private static func openFile(_ path: String) -> Int32 {
        #if canImport(Darwin)
            Darwin.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        #else
            Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        #endif
    }

    private static func failure(_ number: Int32, path: String, _ sentence: String) -> LedgerError {
        let code: LedgerError.Code =
            switch number {
            case EACCES, EPERM, EROFS: .readOnly
            case ENOSPC, EDQUOT: .full
            default: .unreadable
            }
        return LedgerError(code, path: path, "\(sentence): \(String(cString: strerror(number)))")
    }

    func read<Value>(_ query: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try database.read(query)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// A change that its caller waits for on its thread.
    func write<Value>(_ change: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try database.write(change)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// A change that shares its commit with others.
    ///
    /// - Parameter isDurable: `false` for what a loss of power may undo.
    func commit<Value: Sendable>(
        _ step: LedgerStep? = nil, isDurable: Bool = true, _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        do {
            return try await commits.commit(step, isDurable: isDurable, change)
        } catch {
            throw LedgerError(error, path: path)
        }
    }
}
