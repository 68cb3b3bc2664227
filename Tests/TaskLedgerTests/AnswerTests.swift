import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("What an answer does to a row")
struct AnswerTests {
    let day: TimeInterval = 24 * 3600

    func record(_ status: TaskStatus, estimate: PriceRange? = price) -> TaskRecord {
        let wanted = intent(estimate: estimate)
        var record = TaskRecord(
            number: 1, status: status, request: wanted.request, intendedAt: noon, origin: wanted.origin,
            account: "none",
            folder: "/", template: "x", exists: .skip, autodownload: true)
        record.id = "t-1"
        record.estimate = estimate
        return record
    }

    func after(_ record: TaskRecord, _ task: RemoteTask, at time: Date = noon) throws -> TaskRecord {
        try #require(record.following(.answer(task.status), answer(1, task, at: time)))
    }

    @Test("a success with an exact estimate costs the estimate")
    func exactCost() throws {
        let done = try after(record(.running), remote("succeeded", url: "https://v/x.mp4"))
        #expect(done.cost == price.low)
        #expect(done.videoURL == "https://v/x.mp4")
    }

    @Test("a success with a price range, or without a price, costs what nobody knows yet")
    func uncertainCost() throws {
        let range = PriceRange(low: Money(microdollars: 200_000), high: Money(microdollars: 250_000))
        #expect(try after(record(.running, estimate: range), remote("succeeded")).cost == nil)
        #expect(try after(record(.running, estimate: nil), remote("succeeded")).cost == nil)
    }

    @Test("a failure costs nothing and keeps its reason")
    func failure() throws {
        let failed = try after(record(.running), remote("failed", error: "DataInspectionFailed: no"))
        #expect(failed.cost == .zero)
        #expect(failed.error == "DataInspectionFailed: no")
    }

    @Test("what an answer leaves out stays as it was")
    func partialAnswer() throws {
        let first = try after(
            record(.pending), remote("running", created: "2026-06-01T10:00:00.000Z", progress: 40))
        let second = try after(first, remote("running"))
        #expect(second.progress == 40)
        #expect(second.createdAt == first.createdAt)
        #expect(second.expiresAt == first.expiresAt)
    }

    @Test("an end that a later answer takes back stays as it was reported")
    func overtaken() throws {
        let done = try after(record(.running), remote("succeeded", url: "https://v/x.mp4"))
        #expect(try after(done, remote("running", progress: 50)) == done)
        #expect(try after(done, remote("failed", error: "late")) == done)
    }

    @Test("a text with NUL is kept whole, the NUL shown as what cannot be")
    func nul() async throws {
        try await withLedger { ledger in
            var intent = TaskLedgerTests.intent("a\0boat", tag: "x\0y")
            intent.note = "n\0o"
            let task = try await ledger.running(intent, id: "t-\0-1")
            #expect(task.request.prompt == "a\0boat", "the request is kept as it was sent")
            #expect(task.tag == "x\u{FFFD}y")
            #expect(task.note == "n\u{FFFD}o")
            #expect(task.id == "t-\u{FFFD}-1")
            let said = try remote("failed", id: "t-\0-1", url: "https://v/\0.mp4", error: "no\0 more")
            let failed = try #require(try await ledger.record([answer(task.number, said)], at: noon).first)
            #expect(failed.error == "no\u{FFFD} more")
            #expect(failed.videoURL == "https://v/\u{FFFD}.mp4")
            #expect(try JSONValue(parsing: failed.raw ?? "")["error"]?.string == "no\0 more")
            #expect(try ledger.task(task.number) == failed)
            #expect(try await ledger.record([answer(task.number, said)], at: noon).first == failed)

            let other = try await ledger.running(TaskLedgerTests.intent(), id: "t-2")
            let odd = try remote("half\0done", id: "t-2")
            #expect(
                try await ledger.record([answer(other.number, odd)], at: noon).first?.status.word == "half\u{FFFD}done")
            let third = try await ledger.intend(TaskLedgerTests.intent(), by: someProcess, at: noon)
            _ = try await ledger.abandon(third.number, because: "no\0 way", at: noon)
            #expect(try ledger.task(third.number)?.error == "no\u{FFFD} way")
        }
    }

    @Test("a finished task takes in a fresh URL")
    func freshURL() throws {
        let done = try after(record(.running), remote("succeeded", url: "https://v/old.mp4"))
        #expect(try after(done, remote("succeeded", url: "https://v/new.mp4")).videoURL == "https://v/new.mp4")
    }

    @Test("the deadline is the earliest of creation and end plus a day, and the URL's own")
    func deadline() {
        let created = noon
        let completed = noon.addingTimeInterval(300)
        #expect(
            VideoDeadline.earliest(createdAt: created, completedAt: completed, videoURL: nil)
                == created.addingTimeInterval(day))
        #expect(
            VideoDeadline.earliest(createdAt: nil, completedAt: completed, videoURL: "https://v/x?a=1")
                == completed.addingTimeInterval(day))
        let expires = Int(noon.timeIntervalSince1970) + 3600
        #expect(
            VideoDeadline.earliest(
                createdAt: created, completedAt: completed, videoURL: "https://v/x?a=1&Expires=\(expires)&s=2#f")
                == noon.addingTimeInterval(3600))
        #expect(VideoDeadline.earliest(createdAt: nil, completedAt: nil, videoURL: nil) == nil)
    }

    @Test(
        "what is no time in a URL's Expires is passed over",
        arguments: [
            "Expires=", "Expires=-1", "Expires=99999999999999999999", "Expires=soon", "xExpires=1780315200", "",
        ])
    func badExpires(query: String) {
        #expect(VideoDeadline.expiry(of: "https://v/x.mp4?\(query)") == nil)
    }

    @Test("a task whose server tells no times expires a day after it was first seen, however often it is asked about")
    func withoutTimes() throws {
        let first = try after(record(.pending), remote("running"))
        #expect(first.expiresAt == noon.addingTimeInterval(day))
        #expect(first.createdAt == nil)
        #expect(try after(first, remote("running"), at: noon.addingTimeInterval(600)).expiresAt == first.expiresAt)
    }

    @Test("the JSON of a task has every field of the design, in its order")
    func json() {
        let names =
            "number id status model prompt resolution ratio duration seed watermark img_url extra progress video_url "
            + "error created_at completed_at expires_at estimate cost file crc64 tag note rating parent run files"
        let json = record(.running).json
        #expect(json.members.map(\.name).joined(separator: " ") == names)
        #expect(json["estimate"] == .number("0.45"))
        #expect(json["extra"]?["weight"] == .number("0.10"))
        #expect(json["cost"] == .null)
    }
}
