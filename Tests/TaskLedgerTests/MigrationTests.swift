import FoundationEssentials
import GRDB
import NexusFlowAPI
import Synchronization
import Testing

@testable import TaskLedger

@Suite("A ledger of an older version")
struct MigrationTests {
    @Test("is brought to this version and loses nothing")
    func losesNothing() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            try await Self.write(to: path)
            let before = try await Self.content(of: path)
            let ledger = try Ledger(path: path)
            #expect(try ledger.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)

            let tasks = try ledger.tasks(TaskFilter())
            #expect(tasks.map(\.number) == [1, 2, 5])
            #expect(tasks.map(\.status) == [.succeeded, .unknown, .running])
            #expect(tasks.map(\.request.prompt) == ["a paper boat", "it's raining 雨", "a kite"])
            #expect(tasks[0].file == "/videos/1.mp4")
            #expect(tasks[0].fileSize == 1234)
            #expect(tasks[0].crc64 == "17")
            #expect(tasks[0].cost == Money(microdollars: 450_000))
            #expect(tasks[0].rating == 5)
            #expect(tasks[0].tag == "hero")
            #expect(tasks[0].note == "keep")
            #expect(tasks[0].run == 1)
            #expect(tasks[1].parent == 1)
            #expect(
                tasks[1].estimate == PriceRange(low: Money(microdollars: 200_000), high: Money(microdollars: 250_000)))
            #expect(tasks[2].id == "t-5")
            #expect(tasks.allSatisfy { $0.downloadError == nil })

            try ledger.database.close()
            let after = try await Self.content(of: path)
            for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
            #expect(before.values.allSatisfy { !$0.isEmpty })
        }
    }

    @Test("works as every other one from then on, and numbers go on")
    func goesOn() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            try await Self.write(to: path)
            let ledger = try Ledger(path: path)
            #expect(try await ledger.intend(intent(), by: someProcess, at: noon).number == 6)
            var filter = TaskFilter()
            filter.isOpenAt = noon
            #expect(try ledger.tasks(filter).map(\.number) == [5])
            let answer = answer(2, try remote("succeeded", id: "t-2"))
            #expect(try await ledger.adopt(answer, by: .hand, at: noon).status == .succeeded)
            #expect(try await ledger.noteDownloadFailure("no network", of: 2).downloadError == "no network")
            // Once is enough, for others that open it too.
            #expect(try Ledger(path: path).task(2)?.downloadError == "no network")
        }
    }

    @Test("may be opened by several at the same moment")
    func openedAtOnce() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            try await Self.write(to: path)
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try Ledger(path: path).tasks(TaskFilter()).count } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts == Array(repeating: 3, count: 8))
        }
    }

    @Test("is searched whole after it, and so is one of version 2")
    func isSearched() async throws {
        try await withFolder { folder async throws in
            for (version, step) in [(1, ""), (2, Self.versionTwo)] {
                let path = "\(folder)/\(version).sqlite"
                try await Self.write(to: path, then: step)
                let ledger = try Ledger(path: path)
                #expect(try ledger.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)
                func found(_ terms: String...) throws -> [Int] {
                    try ledger.search(try #require(SearchQuery(terms)), limit: 9).map(\.task.number)
                }
                #expect(try found("paper") == [1])
                #expect(try found("雨") == [2])
                #expect(try found("hero") == [1])
                #expect(try found("kee") == [1])
                #expect(try found("pixverse") == [2])
                #expect(try ledger.descendants(of: 1).map(\.number) == [1, 2])
                // The copy that was made first is a ledger of its version.
                #expect(LedgerBackup(of: path).found().map(\.version) == [version])
                _ = try await ledger.annotate([5], .tag("kite flight"))
                #expect(try found("flight") == [5])
            }
        }
    }

    @Test("from each later version it loses nothing either, and what needs the newest tables works", arguments: [3, 4])
    func later(_ version: Int) async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            var opening = Ledger.Opening()
            opening.schema = Schema(steps: Array(Schema.current.steps.prefix(version)))
            let old = try DatabaseQueue(path: path)
            try await old.writeWithoutTransaction { [opening] database in
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                try opening.schema.prepare(database, LedgerBackup(of: path)) { _ in
                    Issue.record("there are no tasks yet")
                }
                try database.execute(sql: Self.rowsOfVersionThree)
            }
            try old.close()
            let before = try await Self.content(of: path)
            let told = Mutex<[Int]>([])
            let ledger = try Ledger(path: path, beforeUpgrade: { count in told.withLock { $0.append(count) } })
            #expect(told.withLock { $0 } == [2])
            #expect(try ledger.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)
            func found(_ term: String) throws -> [Int] {
                try ledger.search(try #require(SearchQuery([term])), limit: 9).map(\.task.number)
            }
            #expect(try found("纸船") == [1])
            #expect(try found("blue hour 🚤") == [2])
            #expect(try ledger.hasRun(prompt: "雨天的纸船", resolution: "720P"))
            let findings = try ledger.integrity().findings
            #expect(findings.allSatisfy { $0.weight == .ok }, "\(findings)")
            #expect(LedgerBackup(of: path).found().map(\.version) == [version])
            _ = try Ledger(path: path, beforeUpgrade: { _ in Issue.record("it is of this version already") })
            try ledger.database.close()
            let after = try await Self.content(of: path)
            for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
            #expect(before["task"]?.count == 2)
        }
    }

    /// What the third version and later wrote.
    private static let rowsOfVersionThree = """
        INSERT INTO run VALUES (1, 'nfsh night.nfs', 'key', 4711, 'boot:1', 1780310000000, NULL);
        INSERT INTO task (number, id, status, model, prompt, request, intended_at, process_id, process_start, run, origin,
            account, folder, template, if_exists, autodownload, cost, rating)
        VALUES (1, 't-1', 'succeeded', 'wan2.6-t2v', '雨天的纸船',
            '{"model":"wan2.6-t2v","prompt":"雨天的纸船","resolution":"720P"}', 1780310000000, 4711, 'boot:1', 1,
            'https://nexusflow.vip', 'none', '/videos', '{number}.mp4', 'rename', 1, 450000, 5);
        INSERT INTO task (number, id, status, model, prompt, request, intended_at, process_id, process_start, origin,
            account, folder, template, if_exists, autodownload, tag, parent)
        VALUES (2, 't-2', 'running', 'wan2.6-i2v', 'a boat',
            '{"model":"wan2.6-i2v","prompt":"a boat","img_url":"https://x.test/a.png"}', 1780310000000, 4711, 'boot:1',
            'https://nexusflow.vip', 'none', '/videos', '{number}.mp4', 'rename', 1, 'blue hour 🚤', 1);
        """

    /// Every row of every table of version 1, without what later versions added.
    private static func content(of path: String) async throws -> [String: [[String: DatabaseValue]]] {
        let database = try DatabaseQueue(path: path)
        let content = try await database.read { database in
            try ["run", "task", "lease", "setting"].map { table in
                let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1").map { row in
                    Dictionary(row.map { ($0, $1) }) { first, _ in first }
                        .filter {
                            !["download_error", "part_length", "part_crc64", "image_urls", "image_files"].contains(
                                $0.key)
                        }
                }
                return (table, rows)
            }
        }
        try database.close()
        return Dictionary(uniqueKeysWithValues: content)
    }

    private static func write(to path: String, then step: String = "") async throws {
        let database = try DatabaseQueue(path: path)
        try await database.writeWithoutTransaction { try $0.execute(sql: versionOne + step) }
        try database.close()
    }

    /// What the second version made of it.
    private static let versionTwo = """

        ALTER TABLE task ADD COLUMN download_error TEXT;
        CREATE INDEX task_unfetched ON task (expires_at) WHERE status = 'succeeded' AND file IS NULL;
        PRAGMA user_version = 2;
        """

    /// A file as the first version wrote it.
    private static let versionOne = """
        PRAGMA journal_mode = WAL;
        BEGIN IMMEDIATE;
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
        INSERT INTO run VALUES (1, 'nfsh night.nfs', 'key', 4711, 'boot:1', 1780310000000, NULL);
        INSERT INTO lease VALUES ('poll https://nexusflow.vip none', 4711, 'boot:1', 1780315260000);
        INSERT INTO setting VALUES ('salt', '0123456789abcdef');
        INSERT INTO task (number, id, status, model, prompt, request, progress, video_url, created_at, completed_at,
            expires_at, intended_at, sent_at, answered_at, process_id, process_start, estimate_low, estimate_high, cost,
            file, length, crc64, etag, downloaded_at, tag, note, rating, run, resume_key, occurrence, origin, account,
            folder, template, if_exists, autodownload, raw)
        VALUES (1, 't-1', 'succeeded', 'wan2.6-t2v', 'a paper boat',
            '{"model":"wan2.6-t2v","prompt":"a paper boat","resolution":"720P","duration":5,"seed":7}', 100,
            'https://storage.example/1.mp4', 1780310001000, 1780310061000, 1780396401000, 1780310000000, 1780310000500,
            1780310001500, 4711, 'boot:1', 450000, 450000, 450000, '/videos/1.mp4', 1234, '17', '"v1"', 1780310070000,
            'hero', 'keep', 5, 1, 'step', 1, 'https://nexusflow.vip', 'none', '/videos', '{number}.mp4', 'rename', 1,
            '{"id":"t-1","status":"succeeded"}');
        INSERT INTO task (number, status, model, prompt, request, error, intended_at, sent_at, answered_at, process_id,
            process_start, estimate_low, estimate_high, parent, origin, account, folder, template, if_exists,
            autodownload)
        VALUES (2, 'unknown', 'pixverse-v6', 'it''s raining 雨', '{"model":"pixverse-v6","prompt":"it''s raining 雨"}',
            'no answer in time', 1780310100000, 1780310100500, 1780310160500, 4711, 'boot:1', 200000, 250000, 1,
            'https://nexusflow.vip', 'none', '/videos', '{number}.mp4', 'skip', 0);
        INSERT INTO task (number, id, status, model, prompt, request, progress, created_at, expires_at, intended_at,
            sent_at, answered_at, process_id, process_start, part, origin, account, folder, template, if_exists,
            autodownload, raw)
        VALUES (5, 't-5', 'running', 'wan2.6-t2v', 'a kite', '{"model":"wan2.6-t2v","prompt":"a kite"}', 30,
            1780315000000, 1780401400000, 1780314999000, 1780315000000, 1780315000500, 4711, 'boot:1',
            '/videos/.5.mp4.part', 'https://nexusflow.vip', 'none', '/videos', '{number}.mp4', 'overwrite', 1,
            '{"id":"t-5","status":"running"}');
        PRAGMA application_id = 1852207976;
        PRAGMA user_version = 1;
        COMMIT;
        """
}
