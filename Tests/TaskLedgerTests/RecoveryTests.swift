import FoundationEssentials
import GRDB
import NexusFlowAPI
import Testing

@testable import TaskLedger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("What dead processes left")
struct RecoveryTests {
    let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")

    @Test("an intent becomes abandoned and free, a request under way unknown, and both are told once")
    func settled() async throws {
        try await withLedger { ledger async throws in
            for _ in 1...3 { _ = try await ledger.intend(intent(), by: dead, at: noon) }
            _ = try await ledger.beginSending(2, by: dead, at: noon)
            _ = try await ledger.beginSending(3, by: dead, at: noon)
            _ = try await ledger.postpone(3, because: "HTTP 429", at: noon)
            let later = noon.addingTimeInterval(60)
            #expect(try ledger.settleDeadSenders(at: later) == Recovery(abandoned: [1, 3], unknown: [2]))
            let rows = try ledger.tasks(TaskFilter())
            #expect(rows.map(\.status) == [.abandoned, .unknown, .abandoned])
            #expect(rows.map(\.cost) == [.zero, nil, .zero])
            #expect(rows[1].error == "the process that sent it ended before the service answered")
            #expect(try ledger.unsettledSubmits().map(\.givenUpAt) == [later])
            #expect(try ledger.settleDeadSenders(at: later) == Recovery())
        }
    }

    @Test("rows of processes that live are theirs")
    func living() async throws {
        try await withLedger { ledger async throws in
            let parent = ProcessIdentity(running: Int(getppid()))
            for process in [parent, .current] {
                let number = try await ledger.intend(intent(), by: process, at: noon).number
                _ = try await ledger.beginSending(number, by: process, at: noon)
                _ = try await ledger.intend(intent(), by: process, at: noon)
            }
            #expect(try ledger.settleDeadSenders(at: noon) == Recovery())
            #expect(try ledger.tasks(TaskFilter()).map(\.status) == [.sending, .intended, .sending, .intended])
        }
    }

    @Test("a number that was given to another process keeps no row open")
    func reusedNumber() async throws {
        try await withLedger { ledger async throws in
            let former = ProcessIdentity(id: ProcessIdentity.current.id, started: "another boot:1")
            _ = try await ledger.intend(intent(), by: former, at: noon)
            #expect(try ledger.settleDeadSenders(at: noon) == Recovery(abandoned: [1]))
        }
    }

    @Test("several that start at the same moment tell it once")
    func once() async throws {
        try await withLedger { ledger async throws in
            for _ in 1...40 { _ = try await ledger.intend(intent(), by: dead, at: noon) }
            let path = ledger.path
            let found = try await withThrowingTaskGroup(of: Recovery.self) { group in
                for _ in 0..<6 {
                    group.addTask { try Ledger(path: path).settleDeadSenders(at: noon) }
                }
                return try await group.reduce(into: []) { $0 += $1.abandoned }
            }
            #expect(found.sorted() == Array(1...40))
        }
    }

    @Test("a sender that was taken for dead still notes what it learns")
    func takenForDead() async throws {
        try await withLedger { ledger async throws in
            for _ in 1...2 {
                let number = try await ledger.intend(intent(), by: dead, at: noon).number
                _ = try await ledger.beginSending(number, by: dead, at: noon)
            }
            #expect(try ledger.settleDeadSenders(at: noon).unknown == [1, 2])
            #expect(try await ledger.accept(answer(1, try remote("running")), at: noon).status == .running)
            let rejected = try await ledger.reject(2, because: "HTTP 400", at: noon)
            #expect(rejected.status == .rejected)
            #expect(rejected.cost == .zero)
        }
    }
}

@Suite("Settling an unknown outcome")
struct AdoptionTests {
    func unknown(_ ledger: Ledger, _ intent: TaskIntent = intent()) async throws -> Int {
        let number = try await ledger.intend(intent, by: someProcess, at: noon).number
        _ = try await ledger.beginSending(number, by: someProcess, at: noon)
        return try await ledger.loseTrack(number, because: "no answer", at: noon.addingTimeInterval(60)).number
    }

    func evidence(_ ledger: Ledger, _ number: Int) throws -> String? {
        try ledger.read { database in
            try String.fetchOne(database, sql: "SELECT matched_by FROM task WHERE number = ?", arguments: [number])
        }
    }

    @Test("adopts what the server has, says why, and knows what it costs")
    func adopts() async throws {
        try await withLedger { ledger async throws in
            let number = try await unknown(ledger)
            let task = try remote("succeeded", url: "https://v/1", created: "2026-06-01T12:00:01.000Z")
            let record = try await ledger.adopt(answer(number, task), by: .time, at: noon)
            #expect(record.status == .succeeded)
            #expect(record.id == "t-1")
            #expect(record.error == nil)
            #expect(record.cost == Money(microdollars: 450_000))
            #expect(record.expiresAt == noon.addingTimeInterval(24 * 3600 + 1))
            #expect(try evidence(ledger, number) == "time")
            #expect(try ledger.unsettledSubmits().isEmpty)
        }
    }

    @Test("one task of the server is never two rows")
    func conflict() async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.running(intent(), id: "t-1")
            let number = try await unknown(ledger)
            let error = await #expect(throws: LedgerError.self) {
                _ = try await ledger.adopt(answer(number, try remote("running")), by: .prompt, at: noon)
            }
            #expect(error?.code == .conflict)
            #expect(try ledger.task(number)?.status == .unknown)
            #expect(try evidence(ledger, number) == nil)
        }
    }

    @Test("only what is unknown is adopted or written off")
    func onlyUnknown() async throws {
        try await withLedger { ledger async throws in
            let running = try await ledger.running(intent(), id: "t-1").number
            let intended = try await ledger.intend(intent(), by: someProcess, at: noon).number
            for number in [running, intended, 99] {
                let adoption = await #expect(throws: LedgerError.self) {
                    _ = try await ledger.adopt(answer(number, try remote("running", id: "t-9")), by: .hand, at: noon)
                }
                #expect(adoption?.code == .stale)
                let loss = await #expect(throws: LedgerError.self) { _ = try await ledger.writeOff(number, at: noon) }
                #expect(loss?.code == .stale)
            }
            #expect(try ledger.tasks(TaskFilter()).map(\.status) == [.running, .intended])
        }
    }

    @Test("what is written off is free, says by whom, and stays so")
    func writtenOff() async throws {
        try await withLedger { ledger async throws in
            let number = try await unknown(ledger)
            let record = try await ledger.writeOff(number, at: noon)
            #expect(record.status == .abandoned)
            #expect(record.cost == .zero)
            #expect(try evidence(ledger, number) == "hand")
            await #expect(throws: LedgerError.self) {
                _ = try await ledger.adopt(answer(number, try remote("running")), by: .hand, at: noon)
            }
        }
    }

    @Test("open submits are those sent and without an id, with the time at which they were given up")
    func unsettled() async throws {
        try await withLedger { ledger async throws in
            let number = try await unknown(ledger)
            _ = try await ledger.running(intent(), id: "t-1")
            let sending = try await ledger.intend(intent(), by: someProcess, at: noon).number
            _ = try await ledger.beginSending(sending, by: someProcess, at: noon)
            _ = try await ledger.intend(intent(), by: someProcess, at: noon)
            let open = try ledger.unsettledSubmits()
            #expect(open.map(\.record.number) == [number, sending])
            #expect(open.map(\.givenUpAt) == [noon.addingTimeInterval(60), nil])
            #expect(try ledger.unsettledSubmits { $0.status == .sending }.map(\.record.number) == [sending])
        }
    }

    @Test("tells which ids of a service it knows")
    func known() async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.running(intent(), id: "t-1")
            var elsewhere = intent()
            elsewhere.origin = "https://elsewhere.example"
            _ = try await ledger.running(elsewhere, id: "t-2")
            let ids = ["t-1", "t-2", "t'3", "t-1"]
            #expect(try ledger.known(ids) { $0 == "https://nexusflow.vip" } == ["t-1"])
            #expect(try ledger.known(ids) { _ in true } == ["t-1", "t-2"])
            #expect(try ledger.known([]) { _ in true } == [])
        }
    }

    @Test("takes in what it lacks as the server shows it, each once")
    func takenIn() async throws {
        try await withLedger { ledger async throws in
            _ = try await ledger.running(intent(), id: "t-1")
            let tasks = [
                try remote("running", id: "t-1"),
                try remote("succeeded", id: "t-2", url: "https://v/2", created: "2026-06-01T11:00:00.000Z"),
                try remote("failed", id: "t-3", error: "a: b"), try remote("running", id: "t-2"),
            ]
            let process = ProcessIdentity.current
            let taken = try await ledger.takeIn(
                tasks.map { (intent: intent(estimate: nil), task: $0) }, receivedAt: noon, by: process, at: noon)
            #expect(taken.map(\.id) == ["t-2", "t-3"])
            #expect(taken.map(\.status) == [.succeeded, .failed])
            #expect(taken.map(\.intendedAt) == [noon.addingTimeInterval(-3600), noon])
            #expect(taken.map(\.cost) == [nil, .zero])
            #expect(taken[0].expiresAt == noon.addingTimeInterval(23 * 3600))
            #expect(try ledger.tasks(TaskFilter()).count == 3)
        }
    }
}
