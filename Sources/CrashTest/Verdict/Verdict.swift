import NexusFlowAPI
import TaskLedger

/// Compares what the server saw with what the ledger says and the folder holds.
struct Verdict {
    private let evidence: Evidence
    private let tasks: [String: ServedTask]
    private let posts: [String: [Post]]
    private(set) var violations: [Violation] = []

    init(on evidence: Evidence) {
        self.evidence = evidence
        tasks = Dictionary(evidence.tasks.map { ($0.id, $0) }) { first, _ in first }
        posts = Dictionary(grouping: evidence.posts, by: \.prompt)
        violations = evidence.complaints.map { .complaint($0) } + evidence.leaks.map { .keyLeaked($0) }
        checkPayments()
        checkTasks()
        checkShares()
        for row in evidence.rows { check(row) }
        checkBill()
        checkFiles()
    }

    /// No request is sent again unless every one before was turned away for now.
    private mutating func checkPayments() {
        for (prompt, posts) in posts.sorted(by: { $0.key < $1.key })
        where posts.dropLast().contains(where: { $0.fate != .turnedAway }) {
            violations.append(.paidTwice(prompt: prompt))
        }
    }

    /// Every task has its row, or one row of its own that says that nobody knows.
    private mutating func checkTasks() {
        let known = Set(evidence.rows.compactMap(\.id))
        var doubtful: [String: Int] = [:]
        for row in evidence.rows where row.id == nil && row.status == .unknown {
            doubtful[row.request.prompt, default: 0] += 1
        }
        for task in evidence.tasks where !known.contains(task.id) {
            if doubtful[task.prompt, default: 0] > 0 {
                doubtful[task.prompt, default: 0] -= 1
            } else {
                violations.append(.lostTask(id: task.id, prompt: task.prompt))
            }
        }
    }

    private mutating func checkShares() {
        func repeated(_ values: [String]) -> [String] {
            Dictionary(grouping: values) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        }
        violations += repeated(evidence.rows.compactMap(\.id)).map { .sharedID($0) }
        violations += repeated(evidence.rows.compactMap(\.file)).map { .sharedFile($0) }
        violations += repeated(evidence.rows.filter { !$0.isTakenIn }.map(\.request.prompt)).map {
            .rowTwice(prompt: $0)
        }
    }

    private mutating func check(_ row: TaskRecord) {
        guard !row.isTakenIn else { return checkTakenIn(row) }
        guard let order = evidence.orders.first(where: { $0.prompt == row.request.prompt }),
            order.model == row.request.model, order.resolution == row.request.resolution,
            order.duration == row.request.duration
        else {
            violations.append(.strangeRow(number: row.number))
            return
        }
        checkMoney(of: row, order)
        if let id = row.id {
            guard let task = tasks[id], task.prompt == row.request.prompt else {
                violations.append(.foreignID(number: row.number, id: id))
                return
            }
            checkEnd(of: row, task)
        } else {
            checkRefusal(row)
            checkDoubt(about: row, order)
        }
        checkFile(of: row)
    }

    /// A row that `import` made knows what the server shows, and nothing of prices.
    private mutating func checkTakenIn(_ row: TaskRecord) {
        guard let id = row.id, let task = tasks[id], ["", task.prompt].contains(row.request.prompt) else {
            violations.append(.strangeRow(number: row.number))
            return
        }
        checkEnd(of: row, task)
        checkFile(of: row)
        if row.cost?.microdollars != (row.status == .failed ? 0 : nil) {
            violations.append(.wrongCost(number: row.number))
        }
    }

    private mutating func checkMoney(of row: TaskRecord, _ order: Order) {
        let price = order.price
        let estimate = row.estimate.map { $0.low.microdollars...$0.high.microdollars }
        if estimate != price { violations.append(.wrongEstimate(number: row.number)) }
        let cost: Int64? =
            switch row.status {
            case .succeeded: price.lowerBound == price.upperBound ? price.lowerBound : nil
            case .failed, .rejected, .abandoned: 0
            case .intended, .sending, .pending, .running, .unknown, .expired, .other: nil
            }
        if row.cost?.microdollars != cost { violations.append(.wrongCost(number: row.number)) }
    }

    /// The sums of all rows: their number, and what was estimated, is committed, billed and unknown.
    private mutating func checkBill() {
        guard let bill = evidence.bill, !evidence.rows.isEmpty else { return }
        func sum(_ isMeant: (TaskStatus) -> Bool) -> String {
            let prices = evidence.rows.filter { !$0.isTakenIn && isMeant($0.status) }.compactMap { row in
                evidence.orders.first { $0.prompt == row.request.prompt }?.price
            }
            let low = Money(microdollars: prices.map(\.lowerBound).reduce(0, +))
            let high = Money(microdollars: prices.map(\.upperBound).reduce(0, +))
            return low == high ? low.decimal : "\"[\(low.decimal),\(high.decimal)]\""
        }
        let sums = [
            sum { _ in true }, sum { $0.isRunning || $0 == .intended || $0 == .sending }, sum { $0 == .succeeded },
            sum { $0 == .unknown || $0 == .expired },
        ]
        let expected = ([String(evidence.rows.count)] + sums).joined(separator: ",")
        if bill != expected { violations.append(.wrongBill(said: bill, expected: expected)) }
    }

    /// A task that the server can still tell of has the end that it tells, and its video.
    private mutating func checkEnd(of row: TaskRecord, _ task: ServedTask) {
        let number = row.number
        let word = row.status.word
        switch row.status {
        case .succeeded where task.hasEnded && task.willSucceed:
            if row.file == nil, !task.isGone { violations.append(.leftBehind(number: number, status: word)) }
        case .failed where task.hasEnded && !task.willSucceed: break
        case .succeeded, .failed, .rejected, .abandoned: violations.append(.wrongEnd(number: number, status: word))
        case .expired, .pending, .running, .other:
            if !task.isGone, !task.isEndless { violations.append(.leftBehind(number: number, status: word)) }
        case .intended, .sending, .unknown: violations.append(.wrongEnd(number: number, status: word))
        }
    }

    /// A row that says that nothing was made is right.
    private mutating func checkRefusal(_ row: TaskRecord) {
        let fates = (posts[row.request.prompt] ?? []).map(\.fate)
        let isRight =
            switch row.status {
            case .abandoned: fates.allSatisfy { $0 == .turnedAway }
            case .rejected: !fates.isEmpty && fates.allSatisfy { $0 == .turnedAway || $0 == .rejected }
            case .unknown: true
            // No process that could send it is left.
            case .intended, .sending, .pending, .running, .succeeded, .failed, .expired, .other: false
            }
        if !isRight { violations.append(.falseRefusal(number: row.number, status: row.status.word)) }
    }

    /// Nothing stays unknown that the server shows without a doubt.
    private mutating func checkDoubt(about row: TaskRecord, _ order: Order) {
        guard row.status == .unknown, order.isTimely, evidence.showsPrompts else { return }
        if evidence.tasks.contains(where: { $0.prompt == order.prompt && !$0.isGone && !$0.isEndless }) {
            violations.append(.leftBehind(number: row.number, status: row.status.word))
        }
    }

    private mutating func checkFile(of row: TaskRecord) {
        guard let file = row.file else { return }
        guard let video = evidence.videos.first(where: { $0.path == file }) else {
            violations.append(.missingFile(number: row.number))
            return
        }
        if video.task == nil || video.task != row.id { violations.append(.wrongVideo(number: row.number)) }
    }

    private mutating func checkFiles() {
        for video in evidence.videos where video.task == nil { violations.append(.halfFile(video.path)) }
        for sidecar in evidence.sidecars {
            let video = sidecar.path.dropLast(".json".count) + ".mp4"
            let owner = evidence.videos.first { $0.path == video }?.task
            if sidecar.id == nil || sidecar.id != owner { violations.append(.brokenSidecar(sidecar.path)) }
        }
    }
}

extension TaskRecord {
    /// Whether it was not sent from this ledger, but found at the service.
    fileprivate var isTakenIn: Bool { id != nil && sentAt == nil }
}
