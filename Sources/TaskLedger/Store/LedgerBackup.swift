import GRDB

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Copies of a ledger beside it, made before its tables are changed: `ledger.sqlite.v1.bak`.
struct LedgerBackup: Sendable {
    /// The ledger's own path.
    let ledger: String
    /// The most pages that a copy may have; what a full disk is for tests.
    var pageLimit: Int?

    private static let suffix = ".bak"
    /// How many copies of one version may lie beside a ledger: each was made by a start that ended before its time.
    private static let largestCount = 100

    init(of ledger: String, pageLimit: Int? = nil) {
        self.ledger = ledger
        self.pageLimit = pageLimit
    }

    /// Copies the ledger as it is committed now. The copy is whole, on the disk and readable by its owner alone before
    /// it gets its name, and no copy that is there is touched.
    ///
    /// The caller keeps others from writing meanwhile. A connection of its own reads, since SQLite copies from none that
    /// is in the middle of a change.
    ///
    /// - Returns: the path of the copy.
    /// - Throws: ``LedgerError`` if it cannot be made; nothing of it is left then.
    func make(version: Int) throws(LedgerError) -> String {
        let part = "\(ledger).v\(version).\(getpid()).part"
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(part + suffix) } }
        do {
            try copy(to: part)
        } catch {
            throw failure(LedgerError(error, path: ledger))
        }
        guard Self.synchronize(part) else { throw failure(errno) }
        for number in 1..<Self.largestCount {
            let name = "\(ledger).v\(version)\(number == 1 ? "" : ".\(number)")\(Self.suffix)"
            // A second name for the file, which is given only where none is.
            if link(part, name) == 0 {
                Self.synchronize(Self.folder(of: ledger))
                return name
            }
            if errno == EEXIST { continue }
            // A file system without second names; no other process makes copies while the ledger is held.
            guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno), access(name, F_OK) != 0,
                rename(part, name) == 0
            else {
                if access(name, F_OK) == 0 { continue }
                throw failure(errno)
            }
            Self.synchronize(Self.folder(of: ledger))
            return name
        }
        throw failure(EEXIST)
    }

    private func copy(to path: String) throws {
        unlink(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        close(descriptor)
        var reading = Configuration()
        reading.readonly = true
        let source = try DatabaseQueue(path: ledger, configuration: reading)
        let target = try DatabaseQueue(path: path)
        if let pageLimit {
            try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        try source.backup(to: target)
        // One file that stands alone, whatever is opened beside it.
        _ = try target.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        try source.close()
        try target.close()
    }

    private func failure(_ error: LedgerError) -> LedgerError {
        LedgerError(
            error.code, path: ledger,
            "the ledger \(ledger) is of an older nfsh, and the copy that is made before it is changed fails: "
                + error.message,
            remedy: "nothing is changed; \(error.remedy)")
    }

    private func failure(_ number: Int32) -> LedgerError {
        let isFull = number == ENOSPC || number == EDQUOT
        return failure(
            LedgerError(isFull ? .full : .unreadable, path: ledger, String(cString: strerror(number)).lowercased()))
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    @discardableResult
    private static func synchronize(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    // MARK: What lies there

    /// A copy that lies beside the ledger.
    struct Found: Hashable, Sendable {
        let path: String
        /// `nil` if it is damaged, or no copy of a ledger.
        let version: Int?
    }

    /// The copies beside the ledger, sorted by name, each looked into.
    func found() -> [Found] {
        let folder = Self.folder(of: ledger)
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        let start = (ledger.split(separator: "/").last.map(String.init) ?? ledger) + ".v"
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(start), name.hasSuffix(Self.suffix) { names.append("\(folder)/\(name)") }
        }
        return names.sorted().map { Found(path: $0, version: Self.version(of: $0)) }
    }

    private static func version(of path: String) -> Int? {
        var reading = Configuration()
        reading.readonly = true
        return try? DatabaseQueue(path: path, configuration: reading).read { database in
            guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationID,
                try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok"
            else { return nil }
            return try Int.fetchOne(database, sql: "PRAGMA user_version")
        }
    }
}
