import FoundationEssentials
import GRDB
import Testing

@testable import TaskLedger

@Suite("The copy of a ledger of an older version")
struct BackupTests {
    private static let first = Schema(steps: Array(Schema.current.steps.prefix(1)))
    private static let second = Schema(steps: first.steps + ["ALTER TABLE task ADD COLUMN colour TEXT"])
    private static let third = Schema(steps: second.steps + ["CREATE TABLE extra (name TEXT)"])

    private func opening(_ schema: Schema, _ change: (inout Ledger.Opening) -> Void = { _ in }) -> Ledger.Opening {
        var opening = Ledger.Opening()
        opening.schema = schema
        change(&opening)
        return opening
    }

    /// A ledger of the first version with one task, closed.
    private func withOldLedger(_ body: (String) async throws -> Void) async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            let ledger = try Ledger(path: path, opening(Self.first))
            try ledger.write { try Self.insert("kept", in: $0) }
            try ledger.database.close()
            try await body(path)
        }
    }

    /// By SQL, since the program's own statements want its newest tables.
    private static func insert(_ prompt: String, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO task (status, model, prompt, request, intended_at, process_id, process_start, origin, account,
                    folder, template, if_exists, autodownload)
                VALUES ('intended', 'm', ?, '{}', 1, 1, '', 'o', 'a', '/', 't', 'skip', 0)
                """, arguments: [prompt])
    }

    private func prompts(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT prompt FROM task ORDER BY number") }
    }

    private func version(_ path: String) throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    }

    private func names(beside path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: String(path.dropLast("/ledger.sqlite".count)))
            .filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.sorted()
    }

    @Test("is copied beside itself, for its owner alone, before it is changed")
    func copied() async throws {
        try await withOldLedger { path async throws in
            let ledger = try Ledger(path: path, opening(Self.third))
            #expect(try ledger.read { try $0.columns(in: "task").contains { $0.name == "colour" } })
            #expect(try names(beside: path) == ["ledger.sqlite", "ledger.sqlite.v1.bak"])
            let copy = path + ".v1.bak"
            #expect(try version(copy) == 1)
            #expect(try prompts(copy) == ["kept"])
            let attributes = try FileManager.default.attributesOfItem(atPath: copy)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(LedgerBackup(of: path).found() == [LedgerBackup.Found(path: copy, version: 1)])
            #expect(try version(path) == 3)
        }
    }

    @Test("is not copied when it is new, nor when it is of this version")
    func notCopied() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            _ = try Ledger(path: path, opening(Self.third))
            _ = try Ledger(path: path, opening(Self.third))
            #expect(try names(beside: path) == ["ledger.sqlite"])
        }
    }

    @Test("keeps every copy that is there, and has one for every version that it left")
    func keepsCopies() async throws {
        try await withOldLedger { path async throws in
            try Data("older".utf8).write(to: URL(filePath: path + ".v1.bak"))
            _ = try Ledger(path: path, opening(Self.second))
            _ = try Ledger(path: path, opening(Self.third))
            #expect(
                try names(beside: path)
                    == ["ledger.sqlite", "ledger.sqlite.v1.2.bak", "ledger.sqlite.v1.bak", "ledger.sqlite.v2.bak"])
            #expect(try Data(contentsOf: URL(filePath: path + ".v1.bak")) == Data("older".utf8))
            #expect(LedgerBackup(of: path).found().map(\.version) == [1, nil, 2])
        }
    }

    @Test("is left as it is where the copy finds no room")
    func noRoom() async throws {
        try await withOldLedger { path async throws in
            let error = try #require(
                #expect(throws: LedgerError.self) {
                    _ = try Ledger(path: path, opening(Self.second) { $0.copyPageLimit = 3 })
                })
            #expect(error.code == .full)
            #expect(error.message.contains("the copy that is made before it is changed fails"))
            #expect(error.remedy.hasPrefix("nothing is changed; "))
            #expect(try names(beside: path) == ["ledger.sqlite"])
            #expect(try version(path) == 1)
            #expect(try prompts(path) == ["kept"])
            _ = try Ledger(path: path, opening(Self.second))
            #expect(try version(path) == 2)
        }
    }

    @Test("is left as it is by a step that fails, with the copy beside it")
    func failingStep() async throws {
        try await withOldLedger { path async throws in
            let broken = Schema(steps: Self.second.steps + ["CREATE TABLE task (nothing TEXT)"])
            #expect(throws: LedgerError.self) { _ = try Ledger(path: path, opening(broken)) }
            #expect(try version(path) == 1)
            #expect(try prompts(path) == ["kept"])
            #expect(try prompts(path + ".v1.bak") == ["kept"])
        }
    }

    @Test("is changed once, however many open it at the same moment")
    func openedAtOnce() async throws {
        try await withOldLedger { path async throws in
            let failures = await withTaskGroup(of: String?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        do {
                            let ledger = try Ledger(path: path, self.opening(Self.third))
                            try await ledger.commit { try Self.insert("\(number)", in: $0) }
                            return nil
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(failures.compactMap { $0 } == [])
            #expect(try names(beside: path) == ["ledger.sqlite", "ledger.sqlite.v1.bak"])
            #expect(try prompts(path + ".v1.bak") == ["kept"])
            #expect(try prompts(path).count == 9)
        }
    }
}
