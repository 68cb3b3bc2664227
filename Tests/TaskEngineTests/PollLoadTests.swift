import FoundationEssentials
import Testing

@testable import TaskEngine

/// Days of polling as the poller does it, against a service that is a table: when each task was created, and for how long
/// it runs.
private struct PollLoad {
    struct Job {
        /// Seconds after noon.
        let created: Double
        /// In seconds.
        let lasts: Double
    }

    /// What was seen of one task.
    struct Seen {
        var asked: [Double] = []
        var endedAt: Double?
        var expiredAt: Double?
    }

    let jobs: [Job]
    /// Whether the service is away at that second.
    var isAway: (Double) -> Bool = { _ in false }

    private(set) var seen: [Seen] = []
    /// How many requests left in each hour.
    private(set) var requests: [Int: Int] = [:]
    private var schedule = PollSchedule(policy: PollPolicy(interval: 10...15))
    /// In seconds after noon.
    private var time = 0.0
    private var draw = 0.0
    private var arrived = 0

    static let day = 24 * 3600.0
    /// How long one call takes, in seconds.
    private static let callTime = 0.05

    init(_ jobs: [Job]) {
        self.jobs = jobs.sorted { $0.created < $1.created }
        seen = Array(repeating: Seen(), count: jobs.count)
    }

    private var now: Date { noon.addingTimeInterval(time) }
    private func deadline(_ number: Int) -> Date { noon.addingTimeInterval(jobs[number].created + Self.day) }

    private mutating func random() -> Double {
        draw = (draw + 0.618_034).truncatingRemainder(dividingBy: 1)
        return draw
    }

    mutating func run(for span: Double) {
        while time < span {
            while arrived < jobs.count, jobs[arrived].created <= time {
                let random = random()
                schedule.follow(arrived, deadline: deadline(arrived), sentAt: now, at: now, random: random)
                arrived += 1
            }
            let next = schedule.nextMoment.map { $0.timeIntervalSince(noon) } ?? .infinity
            let arrival = arrived < jobs.count ? jobs[arrived].created : .infinity
            let soonest = min(next, arrival)
            guard soonest < .infinity else { return }
            if soonest > time + 0.001 {
                time = soonest
                continue
            }
            time += 0.001
            ask()
        }
    }

    private mutating func ask() {
        let round = schedule.round(at: now, serverTime: now, limit: Poller.listLimit + Poller.questionLimit)
        for number in round.expire {
            seen[number].expiredAt = time
            schedule.forget(number)
        }
        guard !round.ask.isEmpty else { return }
        var left = round.ask
        if left.count >= Poller.listThreshold {
            guard call() else { return }
            let listed = max(0, arrived - Poller.listLimit)..<arrived
            let told = listed.filter { schedule.isWelcome($0, at: now) }
            for number in told { answer(number) }
            left.removeAll { told.contains($0) }
        }
        for number in left.prefix(Poller.questionLimit) {
            guard call() else { return }
            answer(number)
        }
        if left.count > Poller.questionLimit { schedule.hold(at: now) }
    }

    /// - Returns: whether the service answered.
    private mutating func call() -> Bool {
        requests[Int(time / 3600), default: 0] += 1
        time += Self.callTime
        guard isAway(time) else {
            schedule.serviceAnswered()
            return true
        }
        let random = random()
        schedule.serviceFailed(at: now, retryAfter: nil, random: random)
        return false
    }

    private mutating func answer(_ number: Int) {
        seen[number].asked.append(time)
        if jobs[number].created + jobs[number].lasts <= time {
            seen[number].endedAt = time
            schedule.forget(number)
        } else {
            let random = random()
            schedule.answered(number, deadline: deadline(number), at: now, serverTime: now, random: random)
        }
    }

    /// The longest time between two questions about one task, or its submit and the first.
    var longestPause: Double {
        zip(jobs, seen).map { job, seen in
            zip([job.created] + seen.asked, seen.asked).map { $1 - $0 }.max() ?? .infinity
        }.max() ?? 0
    }

    var shortestPause: Double {
        seen.map { seen in zip(seen.asked, seen.asked.dropFirst()).map { $1 - $0 }.min() ?? .infinity }.min() ?? 0
    }

    /// How long after its end an end was seen, at most.
    var longestDelay: Double {
        zip(jobs, seen).map { job, seen in seen.endedAt.map { $0 - job.created - job.lasts } ?? .infinity }.max() ?? 0
    }
}

@Suite("Ten thousand tasks")
struct PollLoadTests {
    private static let count = 10_000

    @Test("that come over two days are each asked about every 10 to 15 seconds, with few requests")
    func arrivals() {
        // One every 17 seconds, each for one to five minutes, as the service says of itself.
        var load = PollLoad(
            (0..<Self.count).map { .init(created: Double($0) * 17.28, lasts: 60 + Double($0 * 37 % 241)) })
        load.run(for: 2 * PollLoad.day + 3600)
        #expect(load.seen.allSatisfy { $0.endedAt != nil && $0.expiredAt == nil })
        #expect(load.longestPause <= 16)
        #expect(load.longestDelay <= 16)
        // Ten run at a time, and one by one they would take 2,880 an hour: the list serves those that are due together.
        #expect(load.requests.values.max() ?? 0 <= 1300)
    }

    @Test("that come at once are all asked about in turn, with a bounded number of requests an hour")
    func burst() {
        var load = PollLoad((0..<Self.count).map { .init(created: 0, lasts: 60 + Double($0 % 3600)) })
        load.run(for: 4 * 3600)
        #expect(load.seen.allSatisfy { $0.endedAt != nil })
        #expect(load.longestPause <= 3600)
        #expect(load.longestDelay <= 3600)
        // A list call and twenty questions every five seconds.
        #expect(load.requests.values.max() ?? 0 <= 15_200)
    }

    @Test("near the end of their time go before others, and none is asked about after it more than once")
    func urgent() throws {
        // A hundred old ones that never end, behind new ones that take more than can be asked about.
        var load = PollLoad(
            (0..<100).map { _ in .init(created: -PollLoad.day + 1800, lasts: .infinity) }
                + (0..<2000).map { _ in .init(created: 0, lasts: 7200) })
        load.run(for: 3 * 3600)
        let old = load.seen.prefix(100)
        #expect(old.allSatisfy { $0.expiredAt != nil })
        for seen in old {
            let pauses = zip(seen.asked, seen.asked.dropFirst()).map { $1 - $0 }
            #expect(try #require(pauses.max()) <= 45)
            #expect(seen.asked.count { $0 > 1800 } == 1)
        }
        #expect(load.seen.dropFirst(100).allSatisfy { $0.endedAt != nil })
    }

    @Test("wait together for a service that is away, and are asked about as before when it is back")
    func away() {
        var load = PollLoad((0..<1000).map { .init(created: Double($0), lasts: 2 * 3600) })
        load.isAway = { (3600..<7200).contains($0) }
        load.run(for: 6 * 3600)
        // A question a minute at most, as the backoff's cap says, and somewhat more before it is reached.
        #expect((load.requests[1] ?? 0) <= 90)
        #expect((load.requests[1] ?? 0) >= 55)
        #expect(load.seen.allSatisfy { $0.endedAt != nil })
    }

    @Test("are never asked about sooner than ten seconds after the last time")
    func pace() {
        var load = PollLoad((0..<500).map { .init(created: Double($0 * 3), lasts: 600) })
        load.run(for: 3 * 3600)
        #expect(load.shortestPause >= 10)
        #expect(load.seen.allSatisfy { $0.endedAt != nil })
    }
}
