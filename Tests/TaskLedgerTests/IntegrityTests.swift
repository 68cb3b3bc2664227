import FoundationEssentials
import GRDB
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("The integrity of a ledger")
struct IntegrityTests {
    private func details(_ report: LedgerReport, _ subject: String) -> [String] {
        report.findings.filter { $0.subject == subject }.map(\.detail)
    }

    /// A closed ledger with many tasks, its journal taken in: every byte is in the one file.
    private func withFilledLedger(_ body: (String) async throws -> Void) async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            let ledger = try Ledger(path: path)
            for number in 0..<200 { _ = try await ledger.running(intent("a boat \(number)"), id: "t-\(number)") }
            try ledger.database.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            try await body(path)
        }
    }

    @Test("a sound ledger is told with its version, pages, tasks and journal")
    func sound() async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.running(intent(), id: "t-1")
            _ = try await ledger.intend(intent(), by: someProcess, at: noon)
            let report = try ledger.integrity()
            #expect(report.findings.allSatisfy { $0.weight == .ok }, "\(report.findings)")
            #expect(details(report, "file") == [ledger.path])
            #expect(
                details(report, "version")
                    == ["\(Schema.current.version); this nfsh knows versions up to \(Schema.current.version)"])
            #expect(details(report, "structure") == ["whole"])
            #expect(details(report, "references") == ["whole"])
            #expect(details(report, "tasks") == ["2: 1 running, 1 intended"])
            #expect(details(report, "search") == ["whole"])
            #expect(details(report, "journal").first?.hasPrefix("wal of ") == true)
            #expect(!report.isDamaged)
        }
    }

    @Test(
        "a row that contradicts itself or the disk is told",
        arguments: [
            ("status = 'succeeded', id = NULL", "succeeded, but the server's id is missing"),
            ("status = 'abandoned'", "abandoned, but it has the id of a task of the server's"),
            ("status = 'unknown', sent_at = NULL", "unknown, but when it was sent is missing"),
            ("status = 'failed', cost = 5", "failed, but it costs $0.000005"),
            ("cost = 0", "running, but what it costs is said to be certain: $0.00"),
            ("file = '/nowhere/x.mp4', crc64 = '1', length = 1", "its file is no longer there: /nowhere/x.mp4"),
            ("file = '/'", "its file has no checksum or no length: /"),
        ])
    func contradictions(_ change: String, _ said: String) async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.running(intent(), id: "t-1")
            try await ledger.commit { try $0.execute(sql: "UPDATE task SET \(change)") }
            let report = try ledger.integrity()
            #expect(details(report, "task @1") == [said])
            #expect(report.findings.first { $0.subject == "task @1" }?.weight == .doubtful)
            #expect(!report.isDamaged)
        }
    }

    @Test("a row that cannot be read, and a parent that is not there, are damage")
    func damagedRows() async throws {
        try await withLedger { ledger async throws in
            for id in ["t-1", "t-2"] { _ = try await ledger.running(intent(), id: id) }
            try await ledger.database.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA foreign_keys = OFF;
                        UPDATE task SET request = '{' WHERE number = 1;
                        UPDATE task SET parent = 99 WHERE number = 2;
                        """)
            }
            let report = try ledger.integrity()
            #expect(report.isDamaged)
            #expect(details(report, "task @1").first?.hasPrefix("the row holds what cannot be read: ") == true)
            #expect(details(report, "references") == ["task 2 names a task that is not there"])
        }
    }

    @Test(
        "an index of the search that is not what the tasks are is told, is no loss, and is made anew",
        arguments: [
            (
                """
                INSERT INTO task_search (task_search, rowid, prompt, note, tag, model)
                SELECT 'delete', number, prompt, note, tag, model FROM task_text WHERE number = 1
                """, "the index of find lacks 1 tasks"
            ),
            ("DROP TRIGGER task_search_delete; DELETE FROM task WHERE number = 1", "has 1 tasks that are not there"),
            (
                "DROP TRIGGER task_search_change; DROP TRIGGER task_search_changed; UPDATE task SET prompt = 'a kite'",
                "the index of find is not what the texts of the tasks are"
            ),
            (
                "UPDATE task_search_data SET block = zeroblob(7) WHERE id > 10",
                "the index of find is not what the texts of the tasks are"
            ),
        ])
    func search(_ change: String, _ said: String) async throws {
        try await withLedger { ledger async throws in
            for number in 1...3 { _ = try await ledger.intend(intent("boat \(number)"), by: someProcess, at: noon) }
            try await ledger.commit { try $0.execute(sql: change) }
            let report = try ledger.integrity()
            #expect(details(report, "search").first?.contains(said) == true, "\(report.findings)")
            #expect(details(report, "search").first?.hasSuffix("integrity search=rebuild makes it anew") == true)
            #expect(!report.isDamaged)
            try await ledger.rebuildSearch()
            #expect(details(try ledger.integrity(), "search") == ["whole"])
            #expect(try ledger.search(try #require(SearchQuery(["wan2.6"])), limit: 9).map(\.task.number).contains(3))
        }
    }

    @Test("a search by a damaged index says how it is mended, and that the tasks are whole")
    func damagedSearch() async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.intend(intent("boat"), by: someProcess, at: noon)
            try await ledger.commit {
                try $0.execute(sql: "DELETE FROM task_search_data WHERE id > 10")
            }
            let query = try #require(SearchQuery(["boat"]))
            let error = #expect(throws: LedgerError.self) { try ledger.search(query, limit: 1) }
            #expect(error?.remedy == "the tasks are whole; integrity search=rebuild makes it anew")
        }
    }

    @Test("damaged pages are found, and the check itself survives them")
    func damagedPages() async throws {
        try await withFilledLedger { path async throws in
            var data = try Data(contentsOf: URL(filePath: path))
            #expect(data.count > 20 * 4096)
            for page in 5..<15 { data.replaceSubrange(page * 4096 + 8..<page * 4096 + 2048, with: Data(count: 2040)) }
            try data.write(to: URL(filePath: path))
            let report = try Ledger(path: path).integrity()
            #expect(report.isDamaged)
            #expect(report.findings.contains { $0.subject == "structure" && $0.weight == .damaged })
            #expect(report.findings.count < 60, "the list has an end")
        }
    }

    @Test("a ledger that was cut short is found to be damaged, at its opening or by the check")
    func truncated() async throws {
        try await withFilledLedger { path async throws in
            let data = try Data(contentsOf: URL(filePath: path))
            for length in [data.count / 2, 4096 * 3 + 100, 2000] {
                try data.prefix(length).write(to: URL(filePath: path))
                do throws(LedgerError) {
                    let report = try Ledger(path: path).integrity()
                    #expect(report.isDamaged, "\(length)")
                } catch {
                    #expect(error.code == .corrupt, "\(length): \(error)")
                    #expect(error.remedy.contains("restore a copy"))
                }
                #expect(try Data(contentsOf: URL(filePath: path)) == data.prefix(length), "it is left as it is")
            }
        }
    }

    @Test("copies beside the ledger are told, with those that cannot be read")
    func copies() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            let ledger = try Ledger(path: path)
            _ = try LedgerBackup(of: path).make(version: 1)
            try Data("not a copy".utf8).write(to: URL(filePath: path + ".v2.bak"))
            let report = try ledger.integrity()
            #expect(
                details(report, "copy")
                    == ["\(path).v1.bak, version \(Schema.current.version)", "\(path).v2.bak cannot be read"])
            #expect(report.findings.last?.weight == .doubtful)
        }
    }
}

@Suite("A ledger that cannot be written")
struct TroubleTests {
    @Test("a full disk refuses what is new, keeps what is there, and goes on when there is room")
    func full() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.intend(intent(), by: someProcess, at: noon)
            _ = try await ledger.beginSending(first.number, by: someProcess, at: noon)
            try await ledger.database.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
            }
            let long = String(repeating: "a long prompt ", count: 2000)
            let refusal = await #expect(throws: LedgerError.self) {
                _ = try await ledger.intend(intent(long), by: someProcess, at: noon)
            }
            #expect(refusal?.code == .full)
            #expect(refusal?.message == "the disk that holds the ledger \(ledger.path) is full")
            #expect(refusal?.remedy == "free some space on that disk, then try again")
            // An answer to what was sent: its row stays as it was, which means that the outcome is not known.
            let said = try remote("failed", error: long)
            let loss = await #expect(throws: LedgerError.self) {
                _ = try await ledger.accept(answer(first.number, said), at: noon)
            }
            #expect(loss?.code == .full)
            #expect(try ledger.tasks(TaskFilter()).map(\.status) == [.sending])
            #expect(try ledger.integrity().isDamaged == false)

            try await ledger.database.writeWithoutTransaction {
                _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000")
            }
            #expect(try await ledger.accept(answer(first.number, said), at: noon).error == long)
            #expect(try await ledger.intend(intent(long), by: someProcess, at: noon).number == 2)
        }
    }

    @Test("a ledger that may only be read is read, and what would change it is refused with a way out")
    func readOnly() async throws {
        try await withLedger { ledger async throws in
            let task = try await ledger.running(intent(), id: "t-1")
            try await ledger.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
            let error = await #expect(throws: LedgerError.self) { _ = try await ledger.expire([task.number]) }
            #expect(error?.code == .readOnly)
            #expect(error?.message == "the ledger \(ledger.path) cannot be written")
            #expect(error?.remedy.contains("--ledger PATH") == true)
            #expect(try ledger.task(task.number) == task)
            #expect(try ledger.integrity().isDamaged == false)
        }
    }

    @Test("a ledger that another process holds for longer than the time to wait is said to be held")
    func locked() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            var opening = Ledger.Opening()
            opening.busyTimeout = 0.05
            let ledger = try Ledger(path: path, opening)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let holder = try DatabaseQueue(path: path, configuration: configuration)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let error = await #expect(throws: LedgerError.self) {
                _ = try await ledger.intend(intent(), by: someProcess, at: noon)
            }
            #expect(error?.code == .locked)
            #expect(error?.message == "the ledger \(path) is held by another process")
            #expect(error?.remedy.contains("end it, then try again") == true)
            #expect(try ledger.tasks(TaskFilter()).isEmpty)
            #expect(try Ledger(path: path, opening).integrity().isDamaged == false, "reading goes on")
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await ledger.intend(intent(), by: someProcess, at: noon).number == 1)
        }
    }

    @Test("an older ledger that is held is not changed, and opening it ends in time")
    func lockedWhileOlder() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            var opening = Ledger.Opening()
            opening.busyTimeout = 0.05
            opening.schema = Schema(steps: Array(Schema.current.steps.prefix(1)))
            let old = try Ledger(path: path, opening)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let holder = try DatabaseQueue(path: path, configuration: configuration)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            opening.schema = Schema(steps: opening.schema.steps + ["CREATE TABLE extra (name TEXT)"])
            let newer = opening
            let error = #expect(throws: LedgerError.self) { _ = try Ledger(path: path, newer) }
            #expect(error?.code == .locked)
            #expect(LedgerBackup(of: path).found().isEmpty)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try old.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        }
    }
}
