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
        for row in evidence.rows where row.id == nil && (row.status == .unknown || row.status == .sending) {
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
        violations += repeated(evidence.rows.map(\.request.prompt)).map { .rowTwice(prompt: $0) }
    }

    private mutating func check(_ row: TaskRecord) {
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
        }
        checkFile(of: row)
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
            case .intended, .abandoned: fates.allSatisfy { $0 == .turnedAway }
            case .rejected: !fates.isEmpty && fates.allSatisfy { $0 == .turnedAway || $0 == .rejected }
            case .sending, .unknown: true
            case .pending, .running, .succeeded, .failed, .expired, .other: false
            }
        if !isRight { violations.append(.falseRefusal(number: row.number, status: row.status.word)) }
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
