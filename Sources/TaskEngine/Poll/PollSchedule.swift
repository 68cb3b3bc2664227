package import FoundationEssentials

/// When each running task is asked about: a value that changes only by what it is told, so that days of polling are a
/// matter of calls.
package struct PollSchedule: Sendable {
    /// What is to be done at one moment.
    package struct Round: Hashable, Sendable {
        /// Ask about these, the most urgent first.
        package var ask: [Int] = []
        /// The 24 hours of these are over, and they have been asked about since.
        package var expire: [Int] = []
    }

    private struct Entry {
        var nextAt: Date
        var failures = 0
        /// In the server's time.
        var deadline: Date?
        /// Whether an answer came after the deadline, and it was not an end.
        var isOverdue = false
    }

    package let policy: PollPolicy
    private var entries: [Int: Entry] = [:]
    /// When a task was last asked about, kept while nobody follows it: looking twice must not mean asking twice.
    private var lastAsked: [Int: Date] = [:]
    private var serviceFailures = 0
    private var heldUntil = Date.distantPast

    /// How close to its deadline a task goes before others, in seconds.
    private static let urgentSpan = 3600.0
    /// For how long after its deadline a task waits for an answer that confirms it, in seconds: one look is due, in case
    /// it was a clock that jumped.
    private static let grace = 3600.0

    package init(policy: PollPolicy) {
        self.policy = policy
    }

    /// Whether it plans for none.
    package var isEmpty: Bool { entries.isEmpty }

    /// The tasks it plans for.
    package var numbers: [Int] { Array(entries.keys) }

    /// The next moment at which ``round(at:serverTime:)`` has something to do; `nil` if there is none.
    package var nextMoment: Date? {
        entries.values.lazy.map(\.nextAt).min().map { max($0, heldUntil) }
    }

    /// Plans for a task from now on, or takes in its deadline.
    ///
    /// - Parameter sentAt: a task that was just submitted is first asked about one pause after that.
    package mutating func follow(_ number: Int, deadline: Date?, sentAt: Date?, at now: Date, random: Double) {
        if entries[number] != nil {
            entries[number]?.deadline = deadline
            return
        }
        let last = lastAsked[number] ?? sentAt ?? .distantPast
        let soonest = last.addingTimeInterval(policy.pause(random: random))
        // A time of sending that lies ahead is the mark of a clock that was set back.
        let latest = now.addingTimeInterval(policy.interval.upperBound)
        entries[number] = Entry(nextAt: min(max(soonest, now), latest), deadline: deadline)
    }

    package mutating func forget(_ number: Int) {
        entries[number] = nil
    }

    /// What is to be done now. Those that are due soon join those that are due, so that one list call serves many.
    package func round(at now: Date, serverTime: Date) -> Round {
        var round = Round()
        guard heldUntil <= now, entries.values.contains(where: { $0.nextAt <= now }) else { return round }
        let horizon = now.addingTimeInterval(policy.interval.upperBound - policy.interval.lowerBound)
        for (number, entry) in entries where entry.nextAt <= horizon {
            if let deadline = entry.deadline, serverTime >= deadline,
                entry.isOverdue || serverTime >= deadline.addingTimeInterval(Self.grace)
            {
                round.expire.append(number)
            } else {
                round.ask.append(number)
            }
        }
        round.expire.sort()
        round.ask = inOrder(round.ask, at: serverTime)
        return round
    }

    /// Those near the end of their time first, then those that have waited longest.
    private func inOrder(_ numbers: [Int], at serverTime: Date) -> [Int] {
        let edge = serverTime.addingTimeInterval(Self.urgentSpan)
        let ranked = numbers.map { number in
            let entry = entries[number]
            let isUrgent = entry?.deadline.map { $0 <= edge } ?? false
            return (rank: isUrgent ? 0 : 1, nextAt: entry?.nextAt ?? .distantPast, number: number)
        }
        return ranked.sorted { ($0.rank, $0.nextAt, $0.number) < ($1.rank, $1.nextAt, $1.number) }.map(\.number)
    }

    /// A task still runs, says an answer.
    package mutating func answered(
        _ number: Int, deadline: Date?, at now: Date, serverTime: Date, random: Double
    ) {
        lastAsked[number] = now
        entries[number]?.failures = 0
        entries[number]?.deadline = deadline
        let isOverdue = deadline.map { serverTime >= $0 } ?? false
        entries[number]?.isOverdue = isOverdue
        entries[number]?.nextAt = isOverdue ? now : now.addingTimeInterval(policy.pause(random: random))
    }

    /// The service answered, but not about this task.
    package mutating func failed(_ number: Int, at now: Date, serverTime: Date, retryAfter: Duration?, random: Double) {
        lastAsked[number] = now
        guard var entry = entries[number] else { return }
        entry.failures += 1
        entry.isOverdue = entry.deadline.map { serverTime >= $0 } ?? false
        let pause = policy.backoff(failures: entry.failures, retryAfter: retryAfter, random: random)
        entry.nextAt = entry.isOverdue ? now : now.addingTimeInterval(pause)
        entries[number] = entry
    }

    /// The service did not answer, or asked to be left alone: nobody is asked about for a while.
    package mutating func serviceFailed(at now: Date, retryAfter: Duration?, random: Double) {
        serviceFailures += 1
        let pause = policy.backoff(failures: serviceFailures, retryAfter: retryAfter, random: random)
        heldUntil = now.addingTimeInterval(pause)
    }

    /// The service answered.
    package mutating func serviceAnswered() {
        serviceFailures = 0
    }

    /// Keeps from the next round for a while, when one left some of its tasks unasked.
    package mutating func hold(at now: Date) {
        heldUntil = max(heldUntil, now.addingTimeInterval(policy.interval.lowerBound / 2))
    }
}
