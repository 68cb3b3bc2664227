import FoundationEssentials
import GRDB
import Testing

@testable import TaskLedger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("A lease")
struct LeaseTests {
    /// Another process that lives for as long as the test.
    let other = ProcessIdentity(running: Int(getppid()))
    let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")
    let term: TimeInterval = 100

    func until(_ ledger: Ledger, _ name: String = "poll") throws -> Date? {
        try ledger.read { database in
            try Int64.fetchOne(database, sql: "SELECT until FROM lease WHERE name = ?", arguments: [name])
        }.map { Date(milliseconds: $0) }
    }

    @Test("belongs to one process at a time, and different leases to whoever takes them")
    func oneHolder() async throws {
        try await withLedger { first async throws in
            let second = try Ledger(path: first.path)
            #expect(try first.takeLease("poll", by: .current, for: term, at: noon))
            #expect(try !second.takeLease("poll", by: other, for: term, at: noon))
            #expect(try second.takeLease("another", by: other, for: term, at: noon))
            #expect(try first.takeLease("poll", by: .current, for: term, at: noon.addingTimeInterval(99)))
            #expect(try !second.takeLease("poll", by: other, for: term, at: noon.addingTimeInterval(150)))
        }
    }

    @Test("falls to another at once when its holder is gone, though its number lives again")
    func holderGone() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.takeLease("poll", by: dead, for: term, at: noon))
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon))
            let reborn = ProcessIdentity(id: other.id, started: other.started + "0")
            #expect(!reborn.isAlive)
            #expect(try ledger.takeLease("rescue", by: reborn, for: term, at: noon))
            #expect(try ledger.takeLease("rescue", by: .current, for: term, at: noon))
        }
    }

    @Test("runs out for a holder that lives and does not renew it")
    func runsOut() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.takeLease("poll", by: other, for: term, at: noon))
            #expect(try !ledger.takeLease("poll", by: .current, for: term, at: noon.addingTimeInterval(99.9)))
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon.addingTimeInterval(100)))
            // Whoever slept over it does not have it any more.
            #expect(try !ledger.takeLease("poll", by: other, for: term, at: noon.addingTimeInterval(101)))
        }
    }

    @Test("can be given back by its holder alone")
    func givenBack() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.takeLease("poll", by: other, for: term, at: noon))
            try ledger.releaseLease("poll", by: .current)
            #expect(try !ledger.takeLease("poll", by: .current, for: term, at: noon))
            try ledger.releaseLease("poll", by: other)
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon))
        }
    }

    @Test("of a clock that was set back holds nobody up until that time comes again")
    func clockSetBack() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.takeLease("poll", by: other, for: term, at: noon))
            let yesterday = noon.addingTimeInterval(-24 * 3600)
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: yesterday))
            #expect(try until(ledger) == yesterday.addingTimeInterval(term))
            #expect(try ledger.takeLease("rescue", by: .current, for: term, at: noon))
            #expect(try ledger.takeLease("rescue", by: .current, for: term, at: yesterday))
            #expect(try until(ledger, "rescue") == yesterday.addingTimeInterval(term))
        }
    }

    @Test("is renewed at half its term, not with every look")
    func renewal() async throws {
        try await withLedger { ledger async throws in
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon))
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon.addingTimeInterval(49)))
            #expect(try until(ledger) == noon.addingTimeInterval(100))
            #expect(try ledger.takeLease("poll", by: .current, for: term, at: noon.addingTimeInterval(51)))
            #expect(try until(ledger) == noon.addingTimeInterval(151))
        }
    }

    @Test("that many reach for at once goes to one")
    func race() async throws {
        try await withFolder { folder async throws in
            let path = "\(folder)/ledger.sqlite"
            _ = try Ledger(path: path)
            let living = [ProcessIdentity.current, other, ProcessIdentity(running: 1)]
            #expect(living.filter(\.isAlive) == living)
            for round in 0..<20 {
                let holders = try await withThrowingTaskGroup(of: ProcessIdentity?.self) { group in
                    for process in living {
                        group.addTask {
                            let holds = try Ledger(path: path)
                                .takeLease("poll \(round)", by: process, for: 100, at: noon)
                            return holds ? process : nil
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(holders.compactMap { $0 }.count == 1)
            }
        }
    }

    @Test("needs to know who lives: this process does, and so does its parent; a number alone proves nothing")
    func identities() {
        #expect(ProcessIdentity.current.isAlive)
        #expect(ProcessIdentity(running: Int(getpid())) == .current)
        #expect(other.isAlive)
        #expect(other != .current)
        #expect(!dead.isAlive)
        #expect(!ProcessIdentity(running: 1 << 30).isAlive)
        #expect(!ProcessIdentity(id: -1, started: "").isAlive)
        #expect(!ProcessIdentity(id: 0, started: "").isAlive)
        #expect(!ProcessIdentity(id: .max, started: "").isAlive)
        #expect(!ProcessIdentity(id: Int(getpid()), started: "another boot:1").isAlive)
    }
}
