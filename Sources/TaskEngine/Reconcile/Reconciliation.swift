import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// Which tasks of the server are the ones whose outcome was unknown: a function of what both sides show.
///
/// A task that fits is taken only where nothing else could be meant. Absence from the list proves nothing: it shows the
/// newest hundred, and a request may be carried out late.
struct Reconciliation: Sendable {
    /// A request without an id.
    struct Open: Hashable, Sendable {
        let submit: UnsettledSubmit
        /// Whether it is being sent at this moment: it gets its id from its own answer, and until then its task may be
        /// among the candidates.
        let isUnderWay: Bool

        var number: Int { submit.record.number }
        var prompt: String { submit.record.request.prompt }
    }

    /// What was found out.
    struct Outcome: Hashable, Sendable {
        /// By the number of the task in the ledger.
        var matches: [Int: Match] = [:]
        /// Tasks of the server that could be one of several, or one of which several could be it.
        var doubtful: [RemoteTask] = []
        /// Tasks of the server that fit no open request.
        var strangers: [RemoteTask] = []
    }

    struct Match: Hashable, Sendable {
        let task: RemoteTask
        let evidence: MatchEvidence
    }

    /// How much earlier than its sending a task may seem to be created, in seconds: times of the server are given in
    /// whole seconds, and its clock is known by no more.
    private static let clockSlack = 10.0
    /// For how long a request can be under way, in seconds: the limit of one call.
    private static let callLimit = 60.0
    /// How much later than that the server may get to it, in seconds.
    private static let lateness = 60.0

    private let open: [Open]
    /// Tasks that no row of the ledger has the id of.
    private let candidates: [RemoteTask]
    /// The server's clock less ours, in seconds.
    private let clockOffset: TimeInterval
    /// Whether every task that was created while an open request was under way is certain to be among the candidates.
    private let isWholeSince: Date?

    /// - Parameters:
    ///   - clockOffset: the server's time less local time, in seconds.
    ///   - isWholeSince: the list shows every task since then (server's time); `nil` if nobody knows.
    init(open: [Open], candidates: [RemoteTask], clockOffset: TimeInterval, isWholeSince: Date?) {
        self.open = open
        self.candidates = candidates
        self.clockOffset = clockOffset
        self.isWholeSince = isWholeSince
    }

    func outcome() -> Outcome {
        var outcome = Outcome()
        // Which fits which, by position.
        var fits: [Int: [Int]] = [:]
        for (position, task) in candidates.enumerated() {
            let fitting = open.indices.filter { isFit(open[$0], task) }
            if !fitting.isEmpty {
                fits[position] = fitting
            } else if open.contains(where: { isConceivable($0, task) }) {
                outcome.doubtful.append(task)
            } else {
                outcome.strangers.append(task)
            }
        }
        for group in Self.groups(fits) { settle(group, &outcome) }
        return outcome
    }

    /// Requests and tasks that are tied to each other by what fits.
    private struct Group {
        var requests: Set<Int>
        var tasks: [Int]
    }

    private static func groups(_ fits: [Int: [Int]]) -> [Group] {
        var groups: [Group] = []
        for (task, requests) in fits.sorted(by: { $0.key < $1.key }) {
            var merged = Group(requests: Set(requests), tasks: [task])
            for group in groups where !group.requests.isDisjoint(with: merged.requests) {
                merged.requests.formUnion(group.requests)
                merged.tasks += group.tasks
            }
            groups.removeAll { !$0.requests.isDisjoint(with: merged.requests) }
            groups.append(merged)
        }
        return groups
    }

    private func settle(_ group: Group, _ outcome: inout Outcome) {
        let requests = group.requests.map { open[$0] }.sorted { $0.number < $1.number }
        let tasks = group.tasks.map { candidates[$0] }.sorted {
            ($0.createdAt ?? .distantPast, $0.id) < ($1.createdAt ?? .distantPast, $1.id)
        }
        let isUnderWay = requests.contains { $0.isUnderWay }
        guard !isUnderWay else { return outcome.doubtful += tasks }
        let showPrompts = tasks.allSatisfy { $0.prompt != nil }
        if requests.count == 1, tasks.count == 1 {
            if showPrompts {
                outcome.matches[requests[0].number] = Match(task: tasks[0], evidence: .prompt)
            } else if isAlone(requests[0]) {
                outcome.matches[requests[0].number] = Match(task: tasks[0], evidence: .time)
            } else {
                outcome.doubtful += tasks
            }
        } else if showPrompts, let pairs = pairs(of: requests, with: tasks) {
            for (number, task) in pairs { outcome.matches[number] = Match(task: task, evidence: .prompt) }
        } else {
            outcome.doubtful += tasks
        }
    }

    /// A row for each task, if the requests are equal: whichever is which, as long as each may be it.
    ///
    /// - Returns: `nil` if a task is left without a row, so that one of them must be somebody else's.
    private func pairs(of requests: [Open], with tasks: [RemoteTask]) -> [Int: RemoteTask]? {
        guard Set(requests.map(\.submit.record.request)).count == 1 else { return nil }
        // In the order of their times, the first that fits leaves the most for those after it.
        let end = { (request: Open) in window(of: request)?.upperBound ?? .distantFuture }
        var free = requests.sorted { (end($0), $0.number) < (end($1), $1.number) }
        var pairs: [Int: RemoteTask] = [:]
        for task in tasks {
            guard let position = free.firstIndex(where: { isFit($0, task) }) else { return nil }
            pairs[free.remove(at: position).number] = task
        }
        return pairs
    }

    /// Without a prompt to go by, a task is taken only if the list shows all that were created since, and no other
    /// request of its model is open, whenever it was sent: clocks may have jumped between the two.
    private func isAlone(_ request: Open) -> Bool {
        guard let window = window(of: request), let isWholeSince, isWholeSince <= window.lowerBound else {
            return false
        }
        return open.allSatisfy { other in
            other.number == request.number || other.submit.record.request.model != request.submit.record.request.model
        }
    }

    /// Whether a task of the server fits a request: of the same model, created while it was under way, and with nothing
    /// in what is shown that contradicts it.
    private func isFit(_ request: Open, _ task: RemoteTask) -> Bool {
        guard isOfModel(request, task), task.model != nil || task.prompt != nil,
            task.prompt.map({ $0 == request.prompt }) ?? true, isInWindow(request, task) ?? false
        else { return false }
        return !contradicts(task.raw, request.submit.record.request)
    }

    /// Whether it could still be the request's task, if a clock or the server's way of showing things is wrong.
    private func isConceivable(_ request: Open, _ task: RemoteTask) -> Bool {
        guard isOfModel(request, task) else { return false }
        return task.prompt.map { $0 == request.prompt } ?? true
    }

    private func isOfModel(_ request: Open, _ task: RemoteTask) -> Bool {
        task.model.map { $0 == request.submit.record.request.model } ?? true
    }

    private func isInWindow(_ request: Open, _ task: RemoteTask) -> Bool? {
        guard let createdAt = task.createdAt, let window = window(of: request) else { return nil }
        return window.contains(createdAt)
    }

    /// Whether a parameter is shown otherwise than it was sent. What was not sent is the server's to fill in.
    private func contradicts(_ shown: JSONValue, _ wanted: GenerationRequest) -> Bool {
        let sent = wanted.json
        return Parameter.allCases.contains { parameter in
            guard let value = shown[parameter.name] ?? shown["input"]?[parameter.name], value != .null,
                let own = sent[parameter.name]
            else { return false }
            if let number = value.double, let ownNumber = own.double { return number != ownNumber }
            return value != own
        }
    }

    /// When a task that the request made would have been created, in the server's time.
    private func window(of request: Open) -> ClosedRange<Date>? {
        guard let sentAt = request.submit.record.sentAt else { return nil }
        let limit = sentAt.addingTimeInterval(Self.callLimit)
        let end = max(min(request.submit.givenUpAt ?? limit, limit), sentAt)
        return sentAt.addingTimeInterval(
            clockOffset - Self.clockSlack)...end.addingTimeInterval(clockOffset + Self.lateness)
    }
}
