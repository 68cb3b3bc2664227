import NexusFlowAPI
import TaskLedger
import Testing

@testable import CrashTest

@Suite("The verdict on tasks and payments")
struct TaskVerdictTests {
    @Test("finds nothing where all is well")
    func whole() {
        #expect(Evidence.whole.violations.isEmpty)
        #expect(Evidence(orders: []).violations.isEmpty)
    }

    @Test("a task that no row stands for is lost")
    func lost() {
        let evidence = Evidence.whole.with { $0.tasks.append(ServedTask("t-2", .ship)) }
        #expect(evidence.violations == [.lostTask(id: "t-2", prompt: "a ship")])
    }

    @Test("an unknown row stands for one task of its prompt, not for two, and not for another's")
    func doubt() {
        let one = Evidence.open(.unknown, after: .accepted(id: "t-1")).with { $0.showsPrompts = false }
        #expect(one.violations.isEmpty)
        let two = one.with { $0.tasks.append(ServedTask("t-2", .boat)) }
        #expect(two.violations == [.lostTask(id: "t-2", prompt: "a boat")])
        let other = one.with { $0.tasks = [ServedTask("t-2", .ship)] }
        #expect(other.violations == [.lostTask(id: "t-2", prompt: "a ship")])
    }

    @Test("what the server shows without a doubt must not stay unknown, unless a wrong clock explains it")
    func needlessDoubt() {
        let evidence = Evidence.open(.unknown, after: .accepted(id: "t-1"))
        #expect(evidence.violations == [.leftBehind(number: 1, status: "unknown")])
        #expect(evidence.with { $0.orders[0].isTimely = false }.violations.isEmpty)
        #expect(evidence.with { $0.tasks[0].isGone = true }.violations.isEmpty)
        #expect(Evidence.open(.unknown, after: .ignored).violations.isEmpty)
    }

    @Test(
        "a request may be sent again after 429 only",
        arguments: [Post.Fate.ignored, .rejected, .accepted(id: "t-1")])
    func paidTwice(fate: Post.Fate) {
        let good = Post(prompt: "a boat", fate: .turnedAway)
        let last = Post(prompt: "a boat", fate: .accepted(id: "t-1"))
        #expect(Evidence.whole.with { $0.posts = [good, good, last] }.violations.isEmpty)
        let again = Evidence.whole.with { $0.posts = [good, Post(prompt: "a boat", fate: fate), last] }
        #expect(again.violations == [.paidTwice(prompt: "a boat")])
    }

    @Test("two rows share no order and no id")
    func shares() {
        let twice = Evidence.whole.with {
            $0.rows.append(TaskRecord(2, .failed, .boat, id: "t-1"))
            $0.bill = nil
        }
        #expect(twice.violations.contains(.sharedID("t-1")))
        #expect(twice.violations.contains(.rowTwice(prompt: "a boat")))
    }

    @Test("a row is of an order, with the request that was ordered")
    func strange() {
        let longer = Evidence.whole.with { $0.rows[0].request.duration = 6 }
        #expect(longer.violations.contains(.strangeRow(number: 1)))
        #expect(Evidence.whole.with { $0.orders = [.ship] }.violations.contains(.strangeRow(number: 1)))
    }

    @Test("an id belongs to the row whose prompt was sent for it")
    func foreignID() {
        let unheard = Evidence.whole.with { $0.rows[0].id = "t-9" }
        #expect(unheard.violations.contains(.foreignID(number: 1, id: "t-9")))
        let others = Evidence.whole.with {
            $0.orders.append(.ship)
            $0.tasks.append(ServedTask("t-2", .ship))
            $0.rows[0].id = "t-2"
        }
        #expect(others.violations.contains(.foreignID(number: 1, id: "t-2")))
    }

    @Test("a row says that nothing was made only where nothing can have been made")
    func refusals() {
        #expect(Evidence.open(.abandoned).violations.isEmpty)
        #expect(Evidence.open(.abandoned, after: .turnedAway).violations.isEmpty)
        #expect(Evidence.open(.rejected, after: .turnedAway, .rejected).violations.isEmpty)
        for (status, fate) in [
            (TaskStatus.abandoned, Post.Fate.ignored), (.rejected, .ignored), (.abandoned, .rejected),
        ] {
            let expected = [Violation.falseRefusal(number: 1, status: status.word)]
            #expect(Evidence.open(status, after: fate).violations == expected)
        }
        let lost = Evidence.open(.rejected, after: .accepted(id: "t-1")).violations
        #expect(
            lost == [.lostTask(id: "t-1", prompt: "a boat"), .falseRefusal(number: 1, status: "rejected")])
    }

    @Test("no row waits for a process that is gone", arguments: [TaskStatus.intended, .sending])
    func orphans(status: TaskStatus) {
        #expect(Evidence.open(status).violations == [.falseRefusal(number: 1, status: status.word)])
    }

    @Test("a row has the end that the server tells of")
    func ends() {
        let failed = Evidence.whole.with { $0.tasks = [ServedTask("t-1", .boat, succeeds: false)] }
        #expect(failed.violations == [.wrongEnd(number: 1, status: "succeeded")])
        let early = Evidence.whole.with { $0.tasks[0].asksLeft = 1 }
        #expect(early.violations == [.wrongEnd(number: 1, status: "succeeded")])
    }

    @Test(
        "no row is left without its end, or its video, that the server would still give",
        arguments: [
            TaskStatus.running, .pending, .expired, .other("queued"),
        ])
    func leftBehind(status: TaskStatus) {
        let open = Evidence.whole.with { evidence in
            evidence.rows = [TaskRecord(1, status, .boat, id: "t-1")]
            evidence.bill = nil
        }
        #expect(open.violations == [.leftBehind(number: 1, status: status.word)])
        #expect(open.with { $0.tasks[0].isGone = true }.violations.isEmpty)
        #expect(open.with { $0.tasks[0].isEndless = true }.violations.isEmpty)
    }

    @Test("what import took in has its task, and no price")
    func takenIn() {
        let evidence = Evidence.whole.with { evidence in
            evidence.rows[0].sentAt = nil
            evidence.rows[0].request.prompt = ""
            evidence.rows[0].estimate = nil
            evidence.rows[0].cost = nil
            evidence.bill = "1,0.00,0.00,0.00,0.00"
        }
        #expect(evidence.violations.isEmpty)
        #expect(evidence.with { $0.rows[0].cost = .zero }.violations == [.wrongCost(number: 1)])
        #expect(evidence.with { $0.rows[0].request.prompt = "a tub" }.violations == [.strangeRow(number: 1)])
    }

    @Test("what the server complained of, and where the key was found, is passed on")
    func passedOn() {
        let evidence = Evidence.whole.with {
            $0.complaints = ["the key was sent to the storage"]
            $0.leaks = [".local/share/nfsh/ledger.sqlite-wal"]
        }
        #expect(
            evidence.violations == [
                .complaint("the key was sent to the storage"), .keyLeaked(".local/share/nfsh/ledger.sqlite-wal"),
            ])
    }
}

@Suite("The verdict on money and files")
struct FileVerdictTests {
    @Test("a cent too much or too little is wrong, and so is one that nobody can know")
    func costs() {
        for cost in [nil, Money.zero, Money(microdollars: 440_000)] {
            #expect(Evidence.whole.with { $0.rows[0].cost = cost }.violations == [.wrongCost(number: 1)])
        }
        let failed = Evidence.whole.with { evidence in
            evidence.tasks[0] = ServedTask("t-1", .boat, succeeds: false)
            evidence.rows = [TaskRecord(1, .failed, .boat, id: "t-1")]
            evidence.bill = "1,0.45,0.00,0.00,0.00"
        }
        #expect(failed.violations.isEmpty)
        let billed = failed.with { $0.rows[0].cost = Money(microdollars: 450_000) }
        #expect(billed.violations == [.wrongCost(number: 1)])
    }

    @Test("a price range leaves the cost of a success open, and is summed with both ends")
    func range() {
        let evidence = Evidence.whole.with { evidence in
            evidence.orders.append(.ship)
            evidence.tasks.append(ServedTask("t-2", .ship))
            var row = TaskRecord(2, .succeeded, .ship, id: "t-2")
            row.file = "/v/2.mp4"
            evidence.rows.append(row)
            evidence.videos.append(.init(path: "/v/2.mp4", task: "t-2"))
            evidence.bill = "2,\"[0.65,0.70]\",0.00,\"[0.65,0.70]\",0.00"
        }
        #expect(evidence.violations.isEmpty)
        let guessed = evidence.with { $0.rows[1].cost = Money(microdollars: 250_000) }
        #expect(guessed.violations == [.wrongCost(number: 2)])
    }

    @Test("the estimate is the price of what was ordered")
    func estimate() {
        let evidence = Evidence.whole.with { $0.rows[0].estimate = PriceRange(Money(microdollars: 450_001)) }
        #expect(evidence.violations == [.wrongEstimate(number: 1)])
        #expect(Evidence.whole.with { $0.rows[0].estimate = nil }.violations == [.wrongEstimate(number: 1)])
    }

    @Test("the sums are those of the rows")
    func bill() {
        let evidence = Evidence.whole.with { $0.bill = "1,0.45,0.00,0.46,0.00" }
        #expect(
            evidence.violations == [.wrongBill(said: "1,0.45,0.00,0.46,0.00", expected: "1,0.45,0.00,0.45,0.00")])
    }

    @Test("a final name stands for a whole video that was served, of the right task")
    func files() {
        let half = Evidence.whole.with { $0.videos[0] = .init(path: "/v/1.mp4", task: nil) }
        #expect(half.violations.contains(.halfFile("/v/1.mp4")))
        #expect(half.violations.contains(.wrongVideo(number: 1)))
        let others = Evidence.whole.with { $0.videos[0] = .init(path: "/v/1.mp4", task: "t-2") }
        #expect(others.violations.contains(.wrongVideo(number: 1)))
        #expect(Evidence.whole.with { $0.videos = [] }.violations.contains(.missingFile(number: 1)))
        #expect(
            Evidence.whole.with { $0.rows[0].file = nil }.violations == [.leftBehind(number: 1, status: "succeeded")])
    }

    @Test("two rows share no file")
    func sharedFile() {
        let evidence = Evidence.whole.with { evidence in
            evidence.orders.append(.ship)
            evidence.tasks.append(ServedTask("t-2", .ship))
            var row = TaskRecord(2, .succeeded, .ship, id: "t-2")
            row.file = "/v/1.mp4"
            evidence.rows.append(row)
            evidence.bill = nil
        }
        #expect(evidence.violations == [.sharedFile("/v/1.mp4"), .wrongVideo(number: 2)])
    }

    @Test("a description can be read, and is of the video beside it")
    func sidecars() {
        for id in [nil, "t-2"] {
            let evidence = Evidence.whole.with { $0.sidecars[0] = .init(path: "/v/1.json", id: id) }
            #expect(evidence.violations == [.brokenSidecar("/v/1.json")])
        }
    }
}
