import GRDB

/// The tables of the ledger and their versions.
///
/// A version is a step of SQL; `user_version` counts those that were taken. All that are missing are taken in one
/// transaction that holds the write lock, so that several processes may open a new file at once; of a file that already
/// holds tasks a copy is made first, under the same lock.
struct Schema: Sendable {
    /// Marks the file as ours (`PRAGMA application_id`): `nfsh` in ASCII.
    static let applicationID: Int32 = 0x6E66_7368

    /// The tables as this program has them.
    static let current = Schema(steps: steps)

    /// SQL, each from one version to the next.
    let steps: [String]

    var version: Int { steps.count }

    /// Brings the file to the present version, whole or not at all.
    ///
    /// - Parameter beforeUpgrade: told of the number of tasks before anything is copied or changed, unless there are none.
    /// - Throws: ``LedgerError`` if the copy cannot be made, and nothing is changed then.
    func prepare(_ database: Database, _ backup: LedgerBackup, _ beforeUpgrade: (Int) -> Void) throws {
        let path = backup.ledger
        if try readVersion(database, path: path) == version { return }
        try database.inTransaction(.immediate) {
            let found = try readVersion(database, path: path)
            if found == version { return .commit }
            if found > 0 {
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM task") ?? 0
                if count > 0 { beforeUpgrade(count) }
                _ = try backup.make(version: found)
            }
            for step in steps.dropFirst(found) { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(version)")
            return .commit
        }
    }

    private func readVersion(_ database: Database, path: String) throws -> Int {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let holdsTables = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") ?? true
        guard mark == Self.applicationID || (mark == 0 && version == 0 && !holdsTables) else {
            throw LedgerError(.corrupt, path: path, "\(path) is a database of another program, not a ledger of nfsh")
        }
        guard version <= steps.count else {
            throw LedgerError(
                .newerVersion, path: path,
                "the ledger \(path) has version \(version), and this nfsh knows versions up to \(steps.count)")
        }
        return version
    }

    private static let steps = [
        // Times are milliseconds since 1970, money is in micro-dollars.
        """
        CREATE TABLE run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            command TEXT NOT NULL,
            resume_key TEXT,
            process_id INTEGER NOT NULL,
            process_start TEXT NOT NULL,
            began_at INTEGER NOT NULL,
            ended_at INTEGER
        );
        CREATE TABLE task (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT,
            status TEXT NOT NULL,
            model TEXT NOT NULL,
            prompt TEXT NOT NULL,
            request TEXT NOT NULL,
            progress INTEGER,
            video_url TEXT,
            error TEXT,
            created_at INTEGER,
            completed_at INTEGER,
            expires_at INTEGER,
            intended_at INTEGER NOT NULL,
            sent_at INTEGER,
            answered_at INTEGER,
            process_id INTEGER NOT NULL,
            process_start TEXT NOT NULL,
            estimate_low INTEGER,
            estimate_high INTEGER,
            cost INTEGER,
            file TEXT,
            length INTEGER,
            crc64 TEXT,
            etag TEXT,
            part TEXT,
            downloaded_at INTEGER,
            tag TEXT,
            note TEXT,
            rating INTEGER,
            parent INTEGER REFERENCES task (number),
            run INTEGER REFERENCES run (number),
            resume_key TEXT,
            occurrence INTEGER,
            matched_by TEXT,
            origin TEXT NOT NULL,
            account TEXT NOT NULL,
            folder TEXT NOT NULL,
            template TEXT NOT NULL,
            if_exists TEXT NOT NULL,
            autodownload INTEGER NOT NULL,
            raw TEXT
        );
        CREATE UNIQUE INDEX task_id ON task (id, origin) WHERE id IS NOT NULL;
        CREATE INDEX task_status ON task (status);
        CREATE INDEX task_model ON task (model);
        CREATE INDEX task_tag ON task (tag) WHERE tag IS NOT NULL;
        CREATE INDEX task_run ON task (run) WHERE run IS NOT NULL;
        CREATE INDEX task_resume ON task (resume_key, occurrence) WHERE resume_key IS NOT NULL;
        CREATE INDEX task_file ON task (file) WHERE file IS NOT NULL;
        CREATE INDEX task_part ON task (part) WHERE part IS NOT NULL;
        CREATE INDEX task_running ON task (number) WHERE
            status NOT IN ('intended', 'sending', 'unknown', 'succeeded', 'failed', 'abandoned', 'rejected', 'expired');
        CREATE INDEX task_intended_at ON task (intended_at);
        CREATE TABLE lease (
            name TEXT PRIMARY KEY,
            process_id INTEGER NOT NULL,
            process_start TEXT NOT NULL,
            until INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;
        """,
        """
        ALTER TABLE task ADD COLUMN download_error TEXT;
        CREATE INDEX task_unfetched ON task (expires_at) WHERE status = 'succeeded' AND file IS NULL;
        """,
        """
        CREATE INDEX task_parent ON task (parent) WHERE parent IS NOT NULL;
        CREATE INDEX task_rating ON task (rating) WHERE rating IS NOT NULL;
        \(SearchIndex.schema)
        """,
        // How much of a part is known to be on the disk, and what its checksum is.
        """
        ALTER TABLE task ADD COLUMN part_length INTEGER;
        ALTER TABLE task ADD COLUMN part_crc64 TEXT;
        """,
        """
        CREATE INDEX task_prompt ON task (substr(prompt, 1, 64));
        CREATE INDEX task_image ON task (
            CASE WHEN json_valid(request) THEN json_extract(request, '$.img_url') END
        ) WHERE CASE WHEN json_valid(request) THEN json_extract(request, '$.img_url') END IS NOT NULL;
        """,
        // Where a task's images can be fetched, and the files of several, as JSON lists.
        """
        ALTER TABLE task ADD COLUMN image_urls TEXT;
        ALTER TABLE task ADD COLUMN image_files TEXT;
        """,
    ]
}
