package import FoundationEssentials
import HeapModule

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
        /// Not asked about before, though others are.
        var earliest: Date
        var failures = 0
        /// In the server's time.
        var deadline: Date?
        /// Whether its deadline is near.
        var isUrgent = false
        /// Whether an answer came after the deadline, and it was not an end.
        var isOverdue = false
        /// Of its place in the queue; a place with another ticket has been given up.
        var ticket = 0
    }

    /// A task's place in a queue.
    private struct Place: Comparable {
        let at: Date
        let number: Int
        let ticket: Int

        static func < (left: Place, right: Place) -> Bool {
            left.at == right.at ? left.number < right.number : left.at < right.at
        }
    }

    package let policy: PollPolicy
    private var entries: [Int: Entry] = [:]
    /// By the next question: those whose deadline is near, and the others.
    private var urgent = Heap<Place>()
    private var patient = Heap<Place>()
    /// Those whose deadline is not near yet, by their deadline.
    private var deadlines = Heap<Place>()
    private var lastTicket = 0
    /// When a task was last asked about, kept while nobody follows it: looking twice must not mean asking twice.
    private var lastAsked: [Int: Date] = [:]
    private var serviceFailures = 0
    private var heldUntil = Date.distantPast
    /// The time at the last round.
    private var lastRound = Date.distantPast

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

    /// The next moment at which ``round(at:serverTime:limit:)`` has something to do; `nil` if there is none.
    package var nextMoment: Date? {
        [urgent.min?.at, patient.min?.at].compactMap { $0 }.min().map { max($0, heldUntil) }
    }

    /// Plans for a task from now on, or takes in its deadline.
    ///
    /// - Parameter sentAt: a task that was just submitted is first asked about one pause after that.
    package mutating func follow(_ number: Int, deadline: Date?, sentAt: Date?, at now: Date, random: Double) {
        if entries[number] != nil { return change(number) { $0.deadline = deadline } }
        let last = lastAsked[number] ?? sentAt ?? .distantPast
        // A time of sending that lies ahead is the mark of a clock that was set back.
        let latest = now.addingTimeInterval(policy.interval.upperBound)
        let next = min(max(last.addingTimeInterval(policy.pause(random: random)), now), latest)
        let earliest = min(last.addingTimeInterval(policy.interval.lowerBound), next)
        entries[number] = Entry(nextAt: next, earliest: earliest)
        change(number) { $0.deadline = deadline }
        queue(number)
    }

    package mutating func forget(_ number: Int) {
        entries[number] = nil
        prune()
    }

    /// Whether an answer about that task is wanted now: it is due, or due soon and was not asked about a moment ago.
    package func isWelcome(_ number: Int, at now: Date) -> Bool {
        entries[number].map { isWelcome($0, at: now) } ?? false
    }

    private func isWelcome(_ entry: Entry, at now: Date) -> Bool {
        entry.nextAt <= now || (entry.nextAt <= horizon(now) && entry.earliest <= now)
    }

    private func horizon(_ now: Date) -> Date {
        now.addingTimeInterval(policy.interval.upperBound - policy.interval.lowerBound)
    }

    /// What is to be done now: those near the end of their time first, then those that have waited longest. Those that
    /// are due soon join those that are due, so that one list call serves many.
    ///
    /// - Parameter limit: how many to ask about at most.
    package mutating func round(at now: Date, serverTime: Date, limit: Int = .max) -> Round {
        var round = Round()
        if now < lastRound.addingTimeInterval(-policy.interval.upperBound) { rebase(to: now) }
        lastRound = now
        guard let nextMoment, nextMoment <= now else { return round }
        promote(before: serverTime.addingTimeInterval(Self.urgentSpan))
        for queue in [\Self.urgent, \.patient] { collect(from: queue, into: &round, limit, at: now, serverTime) }
        round.expire.sort()
        return round
    }

    /// The clock was set back: what lies further ahead than any pause would wait until that time comes again.
    private mutating func rebase(to now: Date) {
        heldUntil = min(heldUntil, now.addingTimeInterval(policy.longestBackoff))
        let latest = now.addingTimeInterval(policy.interval.upperBound)
        for (number, entry) in entries where entry.nextAt > latest {
            change(number) { entry in
                entry.nextAt = latest
                entry.earliest = min(entry.earliest, latest)
            }
            queue(number)
        }
        lastAsked = lastAsked.mapValues { min($0, now) }
    }

    /// Goes through a queue as far as something is to be done. Every place is kept: only an answer gives another one.
    private mutating func collect(
        from queue: WritableKeyPath<Self, Heap<Place>>, into round: inout Round, _ limit: Int, at now: Date,
        _ serverTime: Date
    ) {
        var seen: [Place] = []
        while round.ask.count < limit, let place = self[keyPath: queue].min, place.at <= horizon(now) {
            self[keyPath: queue].removeMin()
            guard let entry = entries[place.number], entry.ticket == place.ticket else { continue }
            seen.append(place)
            guard isWelcome(entry, at: now) else { continue }
            if isOver(entry, at: serverTime) {
                round.expire.append(place.number)
            } else {
                round.ask.append(place.number)
            }
        }
        for place in seen { self[keyPath: queue].insert(place) }
    }

    private func isOver(_ entry: Entry, at serverTime: Date) -> Bool {
        guard let deadline = entry.deadline, serverTime >= deadline else { return false }
        return entry.isOverdue || serverTime >= deadline.addingTimeInterval(Self.grace)
    }

    /// A task still runs, says an answer.
    package mutating func answered(
        _ number: Int, deadline: Date?, at now: Date, serverTime: Date, random: Double
    ) {
        lastAsked[number] = now
        let policy = policy
        change(number) { entry in
            entry.failures = 0
            entry.deadline = deadline
            entry.isOverdue = deadline.map { serverTime >= $0 } ?? false
            entry.nextAt = entry.isOverdue ? now : now.addingTimeInterval(policy.pause(random: random))
            entry.earliest = now.addingTimeInterval(policy.interval.lowerBound)
        }
        queue(number)
    }

    /// The service answered, but not about this task.
    package mutating func failed(_ number: Int, at now: Date, serverTime: Date, retryAfter: Duration?, random: Double) {
        lastAsked[number] = now
        let policy = policy
        change(number) { entry in
            entry.failures += 1
            entry.isOverdue = entry.deadline.map { serverTime >= $0 } ?? false
            let pause = policy.backoff(failures: entry.failures, retryAfter: retryAfter, random: random)
            entry.nextAt = entry.isOverdue ? now : now.addingTimeInterval(pause)
            // What was told to wait waits.
            entry.earliest = entry.nextAt
        }
        queue(number)
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

    // MARK: The queues

    /// Changes what is known of a task; a deadline that moved is watched anew.
    private mutating func change(_ number: Int, _ change: (inout Entry) -> Void) {
        guard var entry = entries[number] else { return }
        let deadline = entry.deadline
        change(&entry)
        entries[number] = entry
        guard entry.deadline != deadline, let moved = entry.deadline else { return }
        deadlines.insert(Place(at: moved, number: number, ticket: 0))
    }

    /// Gives a task a place by its next question, instead of the one that it had.
    private mutating func queue(_ number: Int) {
        guard var entry = entries[number] else { return }
        lastTicket += 1
        entry.ticket = lastTicket
        entries[number] = entry
        let place = Place(at: entry.nextAt, number: number, ticket: lastTicket)
        if entry.isUrgent { urgent.insert(place) } else { patient.insert(place) }
        prune()
    }

    /// Brings those before the others whose deadline is near by now.
    private mutating func promote(before edge: Date) {
        while let place = deadlines.min, place.at <= edge {
            deadlines.removeMin()
            guard let entry = entries[place.number], entry.deadline == place.at, !entry.isUrgent else { continue }
            entries[place.number]?.isUrgent = true
            queue(place.number)
        }
    }

    /// Sees to it that the first in each queue is one that is planned for.
    private mutating func prune() {
        while let place = urgent.min, entries[place.number]?.ticket != place.ticket { urgent.removeMin() }
        while let place = patient.min, entries[place.number]?.ticket != place.ticket { patient.removeMin() }
    }
}
