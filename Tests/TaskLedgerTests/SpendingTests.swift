import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("The ceiling of a run")
struct SpendingTests {
    func intent(_ cents: Int64?, high: Int64? = nil, run: Int) -> TaskIntent {
        var intent = TaskLedgerTests.intent(
            estimate: cents.map { cents in
                PriceRange(
                    low: Money(microdollars: cents * 10_000), high: Money(microdollars: (high ?? cents) * 10_000))
            })
        intent.run = run
        return intent
    }

    func dollars(_ cents: Int64) -> Money { Money(microdollars: cents * 10_000) }

    /// Whether the ledger takes them; any other refusal than that of the ceiling fails the test.
    @discardableResult
    func takes(_ ledger: Ledger, _ intents: [TaskIntent], within cents: Int64, run: Int) async -> Bool {
        do throws(LedgerError) {
            let limit = SpendLimit(run: run, amount: dollars(cents))
            return try await ledger.intend(intents, within: limit, by: .current, at: noon).count == intents.count
        } catch {
            #expect(error.code == .overLimit, "\(error)")
            return false
        }
    }

    @Test("is never exceeded by submits at the same time, through whichever connection")
    func concurrent() async throws {
        try await withFolder { folder async throws in
            let ledgers = try (0..<6).map { _ in try Ledger(path: "\(folder)/ledger.sqlite") }
            let run = try await ledgers[0].beginRun("nfsh", by: .current, at: noon)
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<120 {
                    let ledger = ledgers[index % ledgers.count]
                    // One, two or three at a time, all or none.
                    let intents = (0...index % 3).map { _ in intent(45, run: run) }
                    group.addTask {
                        await takes(ledger, intents, within: 1000, run: run) ? intents.count : 0
                    }
                }
                return try await group.reduce(0, +)
            }
            // 22 fit and 23 do not. A group of three may be refused where one or two would still fit, but not forever.
            #expect(taken == 22)
            let spending = try ledgers[1].spending(ofRun: run)
            #expect(spending.total == dollars(990))
            #expect(spending.committed == spending.total)
            #expect(try ledgers[2].tasks(TaskFilter()).count == taken)
        }
    }

    @Test("holds to the cent, with all of a batch or none")
    func exact() async throws {
        try await withLedger { ledger async throws in
            let run = try await ledger.beginRun("nfsh", by: .current, at: noon)
            #expect(await !takes(ledger, [intent(50, run: run), intent(51, run: run)], within: 100, run: run))
            #expect(try ledger.tasks(TaskFilter()).isEmpty)
            #expect(await takes(ledger, [intent(50, run: run), intent(50, run: run)], within: 100, run: run))
            #expect(await !takes(ledger, [intent(1, run: run)], within: 100, run: run))
            #expect(await takes(ledger, [intent(0, run: run)], within: 100, run: run))
        }
    }

    @Test("counts a range with its top, also once it succeeded")
    func ranges() async throws {
        try await withLedger { ledger async throws in
            let run = try await ledger.beginRun("nfsh", by: .current, at: noon)
            #expect(await !takes(ledger, [intent(20, high: 25, run: run)], within: 24, run: run))
            #expect(await takes(ledger, [intent(20, high: 25, run: run)], within: 25, run: run))
            _ = try await ledger.beginSending(1, by: .current, at: noon)
            _ = try await ledger.accept(answer(1, try remote("succeeded")), at: noon)
            #expect(try ledger.task(1)?.cost == nil)
            #expect(try ledger.spending(ofRun: run).billed == dollars(25))
            #expect(await !takes(ledger, [intent(20, run: run)], within: 44, run: run))
            #expect(await takes(ledger, [intent(20, run: run)], within: 45, run: run))
        }
    }

    @Test("is freed by what failed, was rejected or given up, and not by what nobody knows")
    func statuses() async throws {
        try await withLedger { ledger async throws in
            let run = try await ledger.beginRun("nfsh", by: .current, at: noon)
            _ = try await ledger.intend(
                (1...8).map { intent(1 << ($0 - 1), run: run) }, within: nil, by: .current, at: noon)
            for number in 3...8 { _ = try await ledger.beginSending(number, by: .current, at: noon) }
            for (number, status) in [(4, "running"), (5, "succeeded"), (6, "failed"), (7, "running")] {
                _ = try await ledger.accept(answer(number, try remote(status, id: "t-\(number)")), at: noon)
            }
            _ = try await ledger.abandon(2, because: "", at: noon)
            _ = try await ledger.reject(3, because: "", at: noon)
            _ = try await ledger.expire([7])
            _ = try await ledger.loseTrack(8, because: "", at: noon)
            let spending = try ledger.spending(ofRun: run)
            #expect(spending.committed == dollars(1 + 8))
            #expect(spending.billed == dollars(16))
            #expect(spending.unknown == dollars(64 + 128))
            #expect(spending.total == dollars(217))
            #expect(await !takes(ledger, [intent(1, run: run)], within: 217, run: run))
            _ = try await ledger.writeOff(8, at: noon)
            #expect(await takes(ledger, [intent(128, run: run)], within: 217, run: run))
        }
    }

    @Test("refuses what has no price, and everything beside it until that has ended free")
    func unpriced() async throws {
        try await withLedger { ledger async throws in
            let run = try await ledger.beginRun("nfsh", by: .current, at: noon)
            #expect(await !takes(ledger, [intent(nil, run: run)], within: 100_000, run: run))
            _ = try await ledger.intend([intent(nil, run: run)], within: nil, by: .current, at: noon)
            #expect(try ledger.spending(ofRun: run).unpriced == 1)
            #expect(await !takes(ledger, [intent(1, run: run)], within: 100_000, run: run))
            _ = try await ledger.abandon(1, because: "", at: noon)
            #expect(try ledger.spending(ofRun: run).unpriced == 0)
            #expect(await takes(ledger, [intent(1, run: run)], within: 100_000, run: run))
        }
    }

    @Test("is its run's own: others, and tasks without a run, take nothing from it")
    func runs() async throws {
        try await withLedger { ledger async throws in
            let first = try await ledger.beginRun("nfsh", by: .current, at: noon)
            let second = try await ledger.beginRun("nfsh", by: .current, at: noon)
            #expect(first != second)
            _ = try await ledger.intend(TaskLedgerTests.intent(), by: .current, at: noon)
            #expect(await takes(ledger, [intent(100, run: first)], within: 100, run: first))
            #expect(await takes(ledger, [intent(100, run: second)], within: 100, run: second))
            #expect(try ledger.spending(ofRun: 99) == RunSpending())
        }
    }
}
