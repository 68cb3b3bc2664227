import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("The rows of the ledger")
struct LedgerTests {
    @Test("an intent comes back as it was written")
    func roundTrip() async throws {
        try await withLedger { ledger async throws in
            var wanted = intent("It's a boat: \u{1F6A4}\nsecond line", tag: "sea")
            wanted.note = "try"
            wanted.estimate = PriceRange(low: Money(microdollars: 1), high: Money(microdollars: 9_000_000_000))
            let written = try await ledger.intend(wanted, by: someProcess, at: noon)
            #expect(written.number == 1)
            #expect(written.status == .intended)
            #expect(written.request == wanted.request)
            #expect(written.estimate == wanted.estimate)
            #expect((written.tag, written.note) == ("sea", "try"))
            #expect(written.exists == .rename)
            #expect(written.autodownload)
            #expect(written.intendedAt == noon)
            #expect(try ledger.task(1) == written)
            #expect(try ledger.sender(of: 1) == someProcess)
            #expect(try ledger.task(2) == nil)
        }
    }

    @Test("a submit goes from intent to answer, and each step is on disk when its call returns")
    func steps() async throws {
        try await withLedger { ledger async throws in
            let other = try Ledger(path: ledger.path)
            let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
            #expect(try other.task(number)?.status == .intended)
            let later = ProcessIdentity(id: 5, started: "b")
            _ = try await ledger.beginSending(number, by: later, at: noon.addingTimeInterval(1))
            #expect(try other.task(number)?.status == .sending)
            #expect(try other.task(number)?.sentAt == noon.addingTimeInterval(1))
            #expect(try other.sender(of: number) == later)
            let task = try remote("pending", created: "2026-06-01T10:00:00.000Z")
            _ = try await ledger.accept(answer(number, task), at: noon)
            let row = try #require(try other.task(number))
            #expect(row.status == .pending)
            #expect(row.id == "t-1")
            #expect(row.raw == task.raw.text())
            #expect(row.createdAt == task.createdAt)
        }
    }

    @Test("a step from the wrong status changes nothing and says so")
    func stale() async throws {
        try await withLedger { ledger async throws in
            let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
            _ = try await ledger.abandon(number, because: "no network", at: noon)
            let error = await #expect(throws: LedgerError.self) {
                _ = try await ledger.beginSending(number, by: someProcess, at: noon)
            }
            #expect(error?.code == .stale)
            let row = try #require(try ledger.task(number))
            #expect(row.status == .abandoned)
            #expect(row.error == "no network")
            #expect(row.cost == .zero)
            #expect(row.sentAt == nil)
        }
    }

    @Test("refused and lost requests say why, and only the refused one is known to be free")
    func outcomes() async throws {
        try await withLedger { ledger async throws in
            for (index, isRefused) in [true, false].enumerated() {
                let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
                #expect(number == index + 1)
                _ = try await ledger.beginSending(number, by: someProcess, at: noon)
                let row =
                    isRefused
                    ? try await ledger.reject(number, because: "no", at: noon)
                    : try await ledger.loseTrack(number, because: "no", at: noon)
                #expect(row.status == (isRefused ? .rejected : .unknown))
                #expect(row.error == "no")
                #expect(row.cost == (isRefused ? .zero : nil))
            }
        }
    }

    @Test("a late answer is taken in even after the row was given up as unknown")
    func lateAnswer() async throws {
        try await withLedger { ledger async throws in
            let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
            _ = try await ledger.beginSending(number, by: someProcess, at: noon)
            _ = try await ledger.loseTrack(number, because: "process died", at: noon)
            let row = try await ledger.accept(answer(number, try remote("running")), at: noon)
            #expect(row.status == .running)
            #expect(row.error == nil)
        }
    }

    @Test("two tasks of one service never share an id, and the first keeps it")
    func sharedID() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.running(intent(), id: "same")
            let number = try await ledger.intend(intent(), by: someProcess, at: noon).number
            _ = try await ledger.beginSending(number, by: someProcess, at: noon)
            let task = try remote("running", id: "same")
            let error = await #expect(throws: LedgerError.self) {
                _ = try await ledger.accept(answer(number, task), at: noon)
            }
            #expect(error?.code == .conflict)
            #expect(try ledger.task(number)?.status == .sending)
            #expect(try ledger.task(first.number)?.id == "same")
        }
    }

    @Test("answers of many tasks are one change; one that comes too late changes nothing")
    func manyAnswers() async throws {
        try await withLedger { ledger async throws in
            let running = try await ledger.running(intent(), id: "a")
            let gone = try await ledger.intend(intent(), by: someProcess, at: noon)
            let rows = try await ledger.record(
                [answer(running.number, try remote("succeeded", id: "a")), answer(gone.number, try remote("failed"))],
                at: noon)
            #expect(rows.map(\.status) == [.succeeded, .intended])
        }
    }

    @Test("running tasks expire, ended ones do not")
    func expiry() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.running(intent(), id: "a")
            let second = try await ledger.running(intent(), id: "b")
            _ = try await ledger.record([answer(second.number, try remote("succeeded", id: "b"))], at: noon)
            let rows = try await ledger.expire([first.number, second.number])
            #expect(rows.map(\.status) == [.expired, .succeeded])
            #expect(rows[0].cost == nil)
        }
    }

    @Test("changes made at once share commits, and one that fails takes no other with it")
    func groupCommit() async throws {
        try await withLedger { ledger async throws in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        // A parent that does not exist is refused by the database itself.
                        let parent = index % 10 == 0 ? 1_000_000 : nil
                        return (try? await ledger.intend(intent("\(index)", parent: parent), by: someProcess, at: noon))
                            != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 180)
            let rows = try ledger.tasks(TaskFilter())
            #expect(rows.count == 180)
            #expect(Set(rows.map(\.request.prompt)).count == 180)
        }
    }

    @Test("a published video is in its row, and ends the part's claim")
    func publishing() async throws {
        try await withLedger { ledger async throws in
            let number = try await ledger.running(intent(), id: "a").number
            try await ledger.claim(VideoPart(path: "/v/.a.part", entityTag: "\"e\""), for: number)
            #expect(try ledger.part(of: number) == VideoPart(path: "/v/.a.part", entityTag: "\"e\""))
            let video = PublishedVideo(file: "/v/a", length: 12, crc64: "18446744073709551615", entityTag: "\"e\"")
            let row = try await ledger.publish(video, of: number, at: noon)
            #expect((row.file, row.fileSize, row.crc64) == ("/v/a", 12, "18446744073709551615"))
            #expect(try ledger.part(of: number) == nil)
            #expect(try ledger.owners(ofFile: "/v/a") == [number])
        }
    }

    @Test("a part belongs to the last task that claimed it")
    func stolenPart() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.running(intent(), id: "a").number
            let second = try await ledger.running(intent(), id: "b").number
            try await ledger.claim(VideoPart(path: "/v/.a.part", entityTag: "\"1\""), for: first)
            try await ledger.claim(VideoPart(path: "/v/.a.part", entityTag: "\"2\""), for: second)
            #expect(try ledger.part(of: first) == nil)
            #expect(try ledger.part(of: second)?.entityTag == "\"2\"")
        }
    }

    @Test("an account is a fingerprint that stays, differs by key and by ledger, and holds nothing of the key")
    func account() async throws {
        try await withLedger { ledger async throws in
            let key = try #require(APIKey("sk-air-secret"))
            let account = try ledger.account(for: key)
            #expect(try Ledger(path: ledger.path).account(for: key) == account)
            #expect(try ledger.account(for: APIKey("sk-air-other")) != account)
            #expect(try ledger.account(for: nil) == "none")
            #expect(account.count == 32 && !account.contains("secret"))
            try await withLedger { other async throws in
                #expect(try other.account(for: key) != account)
            }
        }
    }

    @Test("this process knows itself, and one of another start is dead")
    func processes() {
        #expect(ProcessIdentity.current.isAlive)
        #expect(!ProcessIdentity(id: ProcessIdentity.current.id, started: "boot:1").isAlive)
        #expect(!ProcessIdentity(id: 1 << 30, started: "boot:1").isAlive)
    }
}
