import FoundationEssentials
import GRDB
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("Finding what is not over")
struct OpenTaskTests {
    /// 1 runs, 2 is to be fetched, 3 is not to be fetched by itself, 4 is fetched, 5 is past its time, 6 failed, 7 is
    /// unknown, 8 is intended, 9 runs under a word that no page documents.
    func fill(_ ledger: Ledger) async throws {
        var byHand = intent()
        byHand.autodownload = false
        for (number, status, wanted, created) in [
            (1, "running", intent(), "2026-06-01T12:00:00.000Z"),
            (2, "succeeded", intent(), "2026-06-01T12:00:00.000Z"),
            (3, "succeeded", byHand, "2026-06-01T12:00:00.000Z"),
            (4, "succeeded", intent(), "2026-06-01T12:00:00.000Z"),
            (5, "succeeded", intent(), "2026-05-31T12:00:00.000Z"), (6, "failed", intent(), "2026-06-01T12:00:00.000Z"),
        ] {
            _ = try await ledger.intend(wanted, by: someProcess, at: noon)
            _ = try await ledger.beginSending(number, by: someProcess, at: noon)
            _ = try await ledger.accept(
                answer(number, try remote(status, id: "t-\(number)", created: created)), at: noon)
        }
        _ = try await ledger.publish(
            PublishedVideo(file: "/videos/4.mp4", length: 1, crc64: "1", entityTag: nil), of: 4, at: noon)
        _ = try await ledger.intend(intent(), by: someProcess, at: noon)
        _ = try await ledger.beginSending(7, by: someProcess, at: noon)
        _ = try await ledger.loseTrack(7, because: "", at: noon)
        _ = try await ledger.intend(intent(), by: someProcess, at: noon)
        _ = try await ledger.intend(intent(), by: someProcess, at: noon)
        _ = try await ledger.beginSending(9, by: someProcess, at: noon)
        _ = try await ledger.accept(answer(9, try remote("queued", id: "t-9")), at: noon)
    }

    func numbers(_ ledger: Ledger, _ change: (inout TaskFilter) -> Void) throws -> [Int] {
        var filter = TaskFilter()
        change(&filter)
        return try ledger.tasks(filter).map(\.number)
    }

    @Test("open is what runs, and what is to be fetched by itself and still can be")
    func open() async throws {
        try await withLedger { ledger async throws in
            try await fill(ledger)
            #expect(try numbers(ledger) { $0.isOpenAt = noon } == [1, 2, 9])
            #expect(try numbers(ledger) { $0.isOpenAt = noon.addingTimeInterval(-1) } == [1, 2, 5, 9])
            #expect(try numbers(ledger) { $0.isOpenAt = noon.addingTimeInterval(24 * 3600) } == [1, 9])
            #expect(
                try numbers(ledger) {
                    $0.isOpenAt = noon
                    $0.limit = 2
                } == [2, 9])
        }
    }

    @Test("unfetched is also what nobody fetches by itself, and what is lost")
    func unfetched() async throws {
        try await withLedger { ledger async throws in
            try await fill(ledger)
            #expect(try numbers(ledger) { $0.isUnfetched = true } == [1, 2, 3, 5, 9])
        }
    }

    @Test("a video that could not be fetched says why until it is there")
    func downloadError() async throws {
        try await withLedger { ledger async throws in
            try await fill(ledger)
            #expect(try await ledger.noteDownloadFailure("the network is away", of: 2).downloadError != nil)
            #expect(try Ledger(path: ledger.path).task(2)?.downloadError == "the network is away")
            // What is there has not failed, whatever another process thought.
            #expect(try await ledger.noteDownloadFailure("too late", of: 4).downloadError == nil)
            let video = PublishedVideo(file: "/videos/2.mp4", length: 1, crc64: "1", entityTag: nil)
            #expect(try await ledger.publish(video, of: 2, at: noon).downloadError == nil)
            #expect(try numbers(ledger) { $0.isOpenAt = noon } == [1, 9])
        }
    }

    @Test("is a matter of the indexes, however long the ledger is")
    func indexes() async throws {
        try await withLedger { ledger async throws in
            for change in [{ $0.isOpenAt = noon }, { $0.isUnfetched = true }] as [(inout TaskFilter) -> Void] {
                var filter = TaskFilter()
                change(&filter)
                let (sql, arguments) = filter.query()
                let plan = try ledger.read { database in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                        .map { $0["detail"] as String }
                }
                #expect(!plan.contains { $0.hasPrefix("SCAN task") && !$0.contains("USING") }, "\(plan)")
            }
        }
    }
}
