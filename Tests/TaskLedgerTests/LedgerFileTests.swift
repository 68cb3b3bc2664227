import FoundationEssentials
import GRDB
import Testing

@testable import TaskLedger

@Suite("The file of the ledger")
struct LedgerFileTests {
    func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    func refusal(_ path: String) throws -> LedgerError {
        try #require(#expect(throws: LedgerError.self) { _ = try Ledger(path: path) })
    }

    @Test("folders are made for their owner alone, and so is the file")
    func permissions() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/a/b/ledger.sqlite"
            let ledger = try Ledger(path: path)
            #expect(try ledger.newest(offset: 0) == nil)
            #expect(try mode("\(folder)/a") == 0o700)
            #expect(try mode("\(folder)/a/b") == 0o700)
            #expect(try mode(path) == 0o600)
        }
    }

    @Test("what is committed survives a loss of power, and readers do not wait for writers")
    func durability() async throws {
        try await withLedger { ledger async throws in
            let settings = try ["journal_mode", "synchronous", "foreign_keys"].map { name in
                try ledger.read { try String.fetchOne($0, sql: "PRAGMA \(name)") }
            }
            #expect(settings == ["wal", "2", "1"])
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let busy = try DatabaseQueue(path: ledger.path, configuration: configuration)
            try busy.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(try ledger.newest(offset: 0) == nil)
            try busy.inDatabase { try $0.execute(sql: "ROLLBACK") }
        }
    }

    @Test("a commit that a loss of power may undo leaves the next ones durable, whether it succeeds or fails")
    func relaxedCommit() async throws {
        struct Refusal: Error {}
        @Sendable func level(_ database: Database) throws -> String? {
            try String.fetchOne(database, sql: "PRAGMA synchronous")
        }
        try await withLedger { ledger async throws in
            #expect(try await ledger.commit(isDurable: false) { try level($0) } == "1")
            #expect(try ledger.read(level) == "2")
            await #expect(throws: (any Error).self) {
                try await ledger.commit(isDurable: false) { _ in throw Refusal() }
            }
            #expect(try ledger.read(level) == "2")
            // One that ends the whole transaction.
            await #expect(throws: (any Error).self) {
                try await ledger.commit(isDurable: false) { database in
                    try database.execute(sql: "ROLLBACK")
                    throw Refusal()
                }
            }
            #expect(try ledger.read(level) == "2")
            #expect(try await ledger.commit { try level($0) } == "2")
        }
    }

    @Test("many may open a new ledger at the same moment")
    func openedAtOnce() async throws {
        try await withFolder { folder async throws in
            let failures = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            let ledger = try Ledger(path: "\(folder)/new/ledger.sqlite")
                            _ = try await ledger.intend(intent(), by: someProcess, at: noon)
                            return nil
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(failures.compactMap { $0 } == [])
            let rows = try Ledger(path: "\(folder)/new/ledger.sqlite").tasks(TaskFilter())
            #expect(rows.count == 8)
        }
    }

    @Test("two ledgers on one file see each other's rows and never give one number twice")
    func twoAtOnce() async throws {
        try await withLedger { first async throws in
            let second = try Ledger(path: first.path)
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let ledger = index % 2 == 0 ? first : second
                        return try await ledger.intend(intent("\(index)"), by: someProcess, at: noon).number
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(numbers).count == 100)
            #expect(try first.tasks(TaskFilter()) == second.tasks(TaskFilter()))
        }
    }

    @Test("a row that one process is sending cannot be sent by another")
    func oneSender() async throws {
        try await withLedger { first async throws in
            let second = try Ledger(path: first.path)
            let number = try await first.intend(intent(), by: someProcess, at: noon).number
            let successes = await withTaskGroup(of: Bool.self) { group in
                for ledger in [first, second] {
                    group.addTask {
                        (try? await ledger.beginSending(number, by: someProcess, at: noon)) != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(successes.count { $0 } == 1)
        }
    }

    @Test("a ledger of a newer version is left alone")
    func newerVersion() async throws {
        try await withLedger { ledger async throws in
            try ledger.write { try $0.execute(sql: "PRAGMA user_version = 99") }
            let error = try refusal(ledger.path)
            #expect(error.code == .newerVersion)
            #expect(error.message.contains("version 99"))
            #expect(error.remedy.contains("--ledger"))
        }
    }

    @Test("a file that is no database is left as it is")
    func notADatabase() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/notes.txt"
            let text = Data(String(repeating: "shopping list\n", count: 100).utf8)
            try text.write(to: URL(filePath: path))
            let error = try refusal(path)
            #expect(error.code == .corrupt)
            #expect(error.message == "\(path) is not a ledger of nfsh")
            #expect(try Data(contentsOf: URL(filePath: path)) == text)
        }
    }

    @Test("another program's database is left as it is")
    func foreignDatabase() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/other.sqlite"
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "CREATE TABLE customer (name TEXT)") }
            try other.close()
            let error = try refusal(path)
            #expect(error.code == .corrupt)
            #expect(error.message.contains("another program"))
            let again = try DatabaseQueue(path: path)
            #expect(try await again.read { try $0.tableExists("task") } == false)
        }
    }

    @Test("a folder that cannot be made or written is said to be so")
    func readOnlyFolder() throws {
        // Even root may make no folder there.
        let error = try refusal("/proc/nfsh/ledger.sqlite")
        #expect([.readOnly, .unreadable].contains(error.code))
        #expect(error.message.hasPrefix("the folder /proc/nfsh for the ledger cannot be made: "))
        #expect(error.remedy.contains("--ledger PATH"))
    }

    @Test("a folder in the place of the file is said to be so")
    func folderInPlace() async throws {
        try await withFolder { folder async throws in
            let error = try refusal(folder)
            #expect(error.code == .unreadable)
        }
    }

    @Test(
        "errors of SQLite become sentences with a remedy",
        arguments: [
            (ResultCode.SQLITE_BUSY, LedgerError.Code.locked), (.SQLITE_FULL, .full), (.SQLITE_READONLY, .readOnly),
            (.SQLITE_CORRUPT, .corrupt), (.SQLITE_NOTADB, .corrupt), (.SQLITE_CANTOPEN, .unreadable),
            (.SQLITE_IOERR, .unreadable), (.SQLITE_CONSTRAINT, .conflict),
        ])
    func mapping(code: ResultCode, expected: LedgerError.Code) {
        let error = LedgerError(DatabaseError(resultCode: code), path: "/l.sqlite")
        #expect(error.code == expected)
        #expect(error.message.contains("/l.sqlite"))
        #expect(!error.remedy.isEmpty)
    }

    @Test("a damaged row is an error that names the ledger, not a crash")
    func damagedRow() async throws {
        try await withLedger { ledger async throws in
            let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
            for damage in ["request = '{'", "request = '{}'", "intended_at = 'noon'", "request = x'FF'"] {
                try ledger.write { try $0.execute(sql: "UPDATE task SET \(damage)") }
                let error = #expect(throws: LedgerError.self) { _ = try ledger.task(number) }
                #expect(error?.code == .corrupt, "\(damage)")
            }
        }
    }
}
