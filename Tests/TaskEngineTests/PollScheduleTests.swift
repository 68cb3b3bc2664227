import FoundationEssentials
import Testing

@testable import TaskEngine

@Suite("When a task is asked about")
struct PollScheduleTests {
    let policy = PollPolicy(interval: 10...15)
    let day: TimeInterval = 24 * 3600

    @Test("pauses lie in the interval, backoff grows to a minute, and Retry-After is obeyed up to a bound")
    func policyPauses() {
        #expect(policy.pause(random: 0) == 10)
        #expect(policy.pause(random: 0.5) == 12.5)
        let backoffs = (1...6).map { policy.backoff(failures: $0, retryAfter: nil, random: 1) }
        #expect(backoffs == [20, 40, 60, 60, 60, 60])
        #expect(policy.backoff(failures: 1_000_000, retryAfter: nil, random: 0) == 45)
        #expect(policy.backoff(failures: 1, retryAfter: .seconds(90), random: 0) == 90)
        #expect(policy.backoff(failures: 1, retryAfter: .seconds(86_400), random: 0) == 900)
        #expect(PollPolicy(interval: 0.5...0.75).longestBackoff == 3)
        #expect(PollPolicy(interval: 120...120).longestBackoff == 120)
        #expect(PollPolicy(interval: 0...0).pause(random: 0) > 0)
    }

    /// Lets simulated time pass from one planned moment to the next.
    ///
    /// - Returns: the moments at which something was asked.
    func simulate(
        _ schedule: inout PollSchedule, for span: TimeInterval,
        react: (inout PollSchedule, PollSchedule.Round, Date) -> Void
    ) -> [Date] {
        var asked: [Date] = []
        var now = noon
        while let next = schedule.nextMoment, next <= noon.addingTimeInterval(span) {
            now = max(now.addingTimeInterval(0.001), next)
            let round = schedule.round(at: now, serverTime: now)
            if !round.ask.isEmpty { asked.append(now) }
            react(&schedule, round, now)
            for number in round.expire { schedule.forget(number) }
        }
        return asked
    }

    @Test("a task that never ends is asked about every 10 to 15 seconds, once after its 24 hours, then never again")
    func wholeDay() throws {
        var schedule = PollSchedule(policy: policy)
        let deadline = noon.addingTimeInterval(day)
        schedule.follow(1, deadline: deadline, sentAt: noon, at: noon, random: 0)
        var expired: [Int] = []
        var draw = 0.0
        let asked = simulate(&schedule, for: 5 * day) { schedule, round, now in
            draw = (draw + 0.37).truncatingRemainder(dividingBy: 1)
            for number in round.ask {
                schedule.answered(number, deadline: deadline, at: now, serverTime: now, random: draw)
            }
            expired += round.expire
        }
        #expect(expired == [1])
        #expect(asked.filter { $0 > deadline }.count == 1)
        #expect(try #require(asked.first) == noon.addingTimeInterval(10))
        let pauses = zip(asked, asked.dropFirst()).map { $1.timeIntervalSince($0) }
        #expect(pauses.allSatisfy { (9.999...15.001).contains($0) })
        #expect((5760...8640).contains(asked.count))
    }

    @Test(
        "a service that is away all day is asked once a minute at most, and its tasks expire an hour after their time")
    func awayAllDay() {
        var schedule = PollSchedule(policy: policy)
        for number in 1...50 {
            schedule.follow(number, deadline: noon.addingTimeInterval(day), sentAt: nil, at: noon, random: 0)
        }
        var expired: Set<Int> = []
        var lastExpiry = noon
        let asked = simulate(&schedule, for: 3 * day) { schedule, round, now in
            if !round.ask.isEmpty { schedule.serviceFailed(at: now, retryAfter: nil, random: 0.999) }
            expired.formUnion(round.expire)
            if !round.expire.isEmpty { lastExpiry = now }
        }
        #expect(expired == Set(1...50))
        #expect(asked.count < Int(25 * 61))
        #expect((day + 3600...day + 3720).contains(lastExpiry.timeIntervalSince(noon)))
    }

    @Test("a service that comes back is asked at the usual pace again")
    func recovery() {
        var schedule = PollSchedule(policy: policy)
        schedule.follow(1, deadline: nil, sentAt: nil, at: noon, random: 0)
        for _ in 0..<10 { schedule.serviceFailed(at: noon, retryAfter: nil, random: 1) }
        #expect(schedule.nextMoment == noon.addingTimeInterval(60))
        let back = noon.addingTimeInterval(60)
        #expect(schedule.round(at: back, serverTime: back).ask == [1])
        schedule.serviceAnswered()
        schedule.answered(1, deadline: nil, at: back, serverTime: back, random: 0)
        #expect(schedule.nextMoment == back.addingTimeInterval(10))
        schedule.serviceFailed(at: back, retryAfter: nil, random: 1)
        #expect(schedule.nextMoment == back.addingTimeInterval(20))
    }

    @Test("a task that fails alone backs off alone")
    func failsAlone() {
        var schedule = PollSchedule(policy: policy)
        for number in [1, 2] { schedule.follow(number, deadline: nil, sentAt: nil, at: noon, random: 0) }
        schedule.answered(1, deadline: nil, at: noon, serverTime: noon, random: 0)
        schedule.failed(2, at: noon, serverTime: noon, retryAfter: nil, random: 1)
        let later = noon.addingTimeInterval(14)
        #expect(schedule.round(at: later, serverTime: later).ask == [1])
        let muchLater = noon.addingTimeInterval(20)
        #expect(schedule.round(at: muchLater, serverTime: muchLater).ask == [1, 2])
    }

    @Test("looking away and back does not mean asking more often")
    func lookingTwice() {
        var schedule = PollSchedule(policy: policy)
        schedule.follow(1, deadline: nil, sentAt: nil, at: noon, random: 0)
        schedule.answered(1, deadline: nil, at: noon, serverTime: noon, random: 0)
        for second in 1...5 {
            schedule.forget(1)
            #expect(schedule.nextMoment == nil)
            schedule.follow(1, deadline: nil, sentAt: nil, at: noon.addingTimeInterval(Double(second)), random: 0)
        }
        #expect(schedule.nextMoment == noon.addingTimeInterval(10))
    }

    @Test("a clock that was set back delays nothing for longer than a pause")
    func clockSetBack() throws {
        var schedule = PollSchedule(policy: policy)
        schedule.follow(1, deadline: nil, sentAt: noon.addingTimeInterval(day), at: noon, random: 0)
        #expect(try #require(schedule.nextMoment) <= noon.addingTimeInterval(15))
    }

    @Test(
        "a clock that is set back while tasks are watched, or a service is away, delays nothing for longer than a pause"
    )
    func clockSetBackMeanwhile() throws {
        var schedule = PollSchedule(policy: policy)
        for number in 1...3 {
            schedule.follow(number, deadline: noon.addingTimeInterval(day), sentAt: nil, at: noon, random: 0)
        }
        #expect(schedule.round(at: noon, serverTime: noon).ask == [1, 2, 3])
        for number in 1...3 { schedule.answered(number, deadline: nil, at: noon, serverTime: noon, random: 0.5) }
        schedule.serviceFailed(at: noon, retryAfter: nil, random: 1)
        let morning = noon.addingTimeInterval(-4 * 3600)
        #expect(schedule.round(at: morning, serverTime: noon) == PollSchedule.Round())
        #expect(try #require(schedule.nextMoment) <= morning.addingTimeInterval(60))
        let later = morning.addingTimeInterval(60)
        #expect(schedule.round(at: later, serverTime: noon).ask == [1, 2, 3])
    }

    @Test("a task joins another one's round only if it was not asked about a moment ago")
    func joining() {
        var schedule = PollSchedule(policy: policy)
        for number in [1, 2] { schedule.follow(number, deadline: nil, sentAt: nil, at: noon, random: 0) }
        let soon = noon.addingTimeInterval(4.9)
        schedule.answered(1, deadline: nil, at: noon, serverTime: noon, random: 0)
        schedule.answered(2, deadline: nil, at: soon, serverTime: soon, random: 0)
        let due = noon.addingTimeInterval(10)
        #expect(schedule.round(at: due, serverTime: due).ask == [1])
        #expect(!schedule.isWelcome(2, at: due))
        #expect(schedule.isWelcome(2, at: noon.addingTimeInterval(14.9)))
    }

    @Test("a limited round takes the most urgent, and leaves the others where they were")
    func limited() {
        var schedule = PollSchedule(policy: policy)
        for number in 1...5 {
            let deadline = noon.addingTimeInterval(number == 4 ? 600 : day)
            schedule.follow(number, deadline: deadline, sentAt: nil, at: noon, random: 0)
        }
        #expect(schedule.round(at: noon, serverTime: noon, limit: 2).ask == [4, 1])
        #expect(schedule.round(at: noon, serverTime: noon, limit: 2).ask == [4, 1])
        schedule.answered(4, deadline: nil, at: noon, serverTime: noon, random: 0)
        schedule.forget(1)
        #expect(schedule.round(at: noon, serverTime: noon).ask == [2, 3, 5])
        #expect(schedule.numbers.sorted() == [2, 3, 4, 5])
    }

    @Test("a clock that jumps past every deadline expires nothing before the service was asked")
    func clockJump() {
        var schedule = PollSchedule(policy: policy)
        let deadline = noon.addingTimeInterval(day)
        schedule.follow(1, deadline: deadline, sentAt: nil, at: noon, random: 0)
        let jumped = noon.addingTimeInterval(day + 60)
        #expect(schedule.round(at: jumped, serverTime: jumped) == PollSchedule.Round(ask: [1]))
        // The answer's own time says that it is still noon.
        schedule.answered(1, deadline: deadline, at: jumped, serverTime: noon, random: 0)
        let next = jumped.addingTimeInterval(10)
        #expect(schedule.round(at: next, serverTime: noon.addingTimeInterval(10)).expire == [])
    }

    @Test("tasks near their end go first, and those that are due soon join a round")
    func priority() {
        var schedule = PollSchedule(policy: policy)
        schedule.follow(
            1, deadline: noon.addingTimeInterval(day), sentAt: noon.addingTimeInterval(-20), at: noon, random: 0)
        schedule.follow(
            2, deadline: noon.addingTimeInterval(1800), sentAt: noon.addingTimeInterval(-11), at: noon, random: 0.5)
        schedule.follow(3, deadline: nil, sentAt: noon, at: noon, random: 0.9)
        #expect(schedule.round(at: noon, serverTime: noon).ask == [2, 1])
    }

    @Test("ten thousand tasks are planned for, and each is asked about")
    func many() {
        var schedule = PollSchedule(policy: policy)
        for number in 1...10_000 {
            schedule.follow(number, deadline: noon.addingTimeInterval(day), sentAt: nil, at: noon, random: 0)
        }
        var asked: Set<Int> = []
        var rounds = 0
        var now = noon
        while asked.count < 10_000, rounds < 1000 {
            let round = schedule.round(at: now, serverTime: now, limit: 120)
            for number in round.ask {
                asked.insert(number)
                schedule.answered(number, deadline: nil, at: now, serverTime: now, random: 0.5)
            }
            schedule.hold(at: now)
            rounds += 1
            now = now.addingTimeInterval(5)
        }
        // The longest unasked come first, so none starves though the pace is bounded.
        #expect(asked.count == 10_000)
    }
}
