import GRDB

/// Why the ledger could not be read or written.
package struct LedgerError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// It cannot be opened: no permission, no such folder, a folder in its place, an error of the disk.
        case unreadable
        /// It may be read but not written.
        case readOnly
        /// Other processes held it for longer than the busy timeout.
        case locked
        /// It is no ledger, or a damaged one.
        case corrupt
        /// A later nfsh wrote it.
        case newerVersion
        /// The disk is full.
        case full
        /// The row is not, or no longer, in a status from which this step is possible: another process changed it.
        case stale
        /// Two rows would share what belongs to one, such as the server's id.
        case conflict
        /// It would take a run over its ceiling.
        case overLimit
    }

    package let code: Code
    /// The ledger's file.
    package let path: String
    /// A sentence without a full stop.
    package let message: String
    /// What to do about it, as a sentence without a full stop.
    package let remedy: String

    package init(_ code: Code, path: String, _ message: String, remedy: String? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.remedy = remedy ?? code.remedy
    }
}

extension LedgerError.Code {
    fileprivate var remedy: String {
        switch self {
        case .unreadable: "check the path and its permissions, or name another ledger with --ledger PATH"
        case .readOnly: "make the file and its folder writable, or name another ledger with --ledger PATH"
        case .locked: "wait for the other nfsh to finish its work, or end it, then try again"
        case .corrupt: "move the file aside and keep it, restore a copy of it, or name another with --ledger PATH"
        case .newerVersion: "use the newer nfsh, or name another ledger with --ledger PATH"
        case .full: "free some space on that disk, then try again"
        case .stale: "look at the task again: another nfsh has changed it meanwhile"
        case .conflict: "look at both tasks before anything else is done"
        case .overLimit: "nothing was sent; raise the ceiling, or choose something cheaper"
        }
    }
}

extension LedgerError: CustomStringConvertible {
    package var description: String { "\(message); \(remedy)" }
}

extension LedgerError {
    /// What an error of SQLite's means here.
    init(_ error: any Error, path: String) {
        if let known = error as? LedgerError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.corrupt, path: path, "the ledger \(path) holds what cannot be read: \(error)")
            return
        }
        let said = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(.locked, path: path, "the ledger \(path) is held by another process")
        case .SQLITE_NOTADB:
            self.init(.corrupt, path: path, "\(path) is not a ledger of nfsh")
        case .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.readOnly, path: path, "the ledger \(path) cannot be written")
        case .SQLITE_FULL:
            self.init(.full, path: path, "the disk that holds the ledger \(path) is full")
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_AUTH, .SQLITE_NOMEM:
            self.init(.unreadable, path: path, "the ledger \(path) cannot be used: \(said)")
        case .SQLITE_CONSTRAINT:
            self.init(.conflict, path: path, "the ledger \(path) refuses a contradiction: \(said)")
        default:
            self.init(.corrupt, path: path, "the ledger \(path) is damaged: \(said)")
        }
    }
}
