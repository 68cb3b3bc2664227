import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// Watches the tasks that somebody follows: asks the service about them, re-reads what other processes wrote, has
/// finished videos fetched, and tells every follower. There is one for each engine.
actor Poller {
    private struct Follower {
        let numbers: [Int]
        let updates: AsyncStream<FollowUpdate>.Continuation
    }

    let context: EngineContext
    let downloader: Downloader
    /// Downloads that nobody waits for but the engine.
    let works: WorkSet

    var schedule: PollSchedule
    var records: [Int: TaskRecord] = [:]
    var trouble: ServiceError?
    var ledgerTrouble: LedgerError?
    /// Whether the service turned out to have no list call.
    var isListMissing = false

    private var followers: [UUID: Follower] = [:]
    private var transfers: [Int: TransferProgress] = [:]
    private var downloadFailures: [Int: EngineError] = [:]
    private var downloading: Set<Int> = []
    private var loop: Task<Void, Never>?
    private var rest: Task<Void, Never>?
    private var isWoken = false
    private var isShutDown = false

    init(context: EngineContext, downloader: Downloader, works: WorkSet) {
        self.context = context
        self.downloader = downloader
        self.works = works
        schedule = PollSchedule(policy: PollPolicy(interval: context.configuration.pollInterval))
    }

    var now: Date { context.clock.now }
    var random: Double { context.configuration.random() }

    /// Snapshots of these tasks until all are settled. A reader that is slow gets the newest only.
    nonisolated func follow(_ numbers: [Int]) -> AsyncStream<FollowUpdate> {
        let (stream, updates) = AsyncStream.makeStream(of: FollowUpdate.self, bufferingPolicy: .bufferingNewest(1))
        let key = UUID()
        updates.onTermination = { _ in Task { await self.remove(key) } }
        Task { await self.add(Follower(numbers: numbers, updates: updates), key) }
        return stream
    }

    private func add(_ follower: Follower, _ key: UUID) {
        followers[key] = follower
        read(follower.numbers)
        fetchVideos()
        publish()
        guard followers[key] != nil else { return }
        if isShutDown {
            follower.updates.finish()
            return
        }
        wake()
        if loop == nil { loop = Task { await run() } }
    }

    private func remove(_ key: UUID) {
        guard followers.removeValue(forKey: key) != nil else { return }
        let followed = Set(followers.values.flatMap(\.numbers))
        for number in schedule.numbers where !followed.contains(number) { schedule.forget(number) }
        for number in records.keys where !followed.contains(number) { records[number] = nil }
        wake()
    }

    /// Takes in a row that this process changed by itself.
    func changed(_ record: TaskRecord) {
        guard records[record.number] != nil else { return }
        take([record])
        fetchVideos()
        publish(about: [record.number])
        wake()
    }

    /// Ends all watching; followers see their streams end.
    func shutDown() async {
        isShutDown = true
        for follower in followers.values { follower.updates.finish() }
        followers = [:]
        wake()
        loop?.cancel()
        await loop?.value
    }

    // MARK: The loop

    private func run() async {
        while !followers.isEmpty {
            isWoken = false
            read(followers.values.flatMap(\.numbers))
            fetchVideos()
            publish()
            await ask()
            fetchVideos()
            publish()
            if !followers.isEmpty { await pause() }
        }
        loop = nil
    }

    /// Until the next question is due, and no longer than a round, since other processes write too.
    private func pause() async {
        guard !isWoken else { return }
        let longest = schedule.policy.interval.upperBound
        let wait = schedule.nextMoment.map { $0.timeIntervalSince(now) } ?? longest
        let clock = context.clock
        let rest = Task { _ = try? await clock.sleep(for: .seconds(min(max(wait, 0.001), longest))) }
        self.rest = rest
        await rest.value
        self.rest = nil
    }

    private func wake() {
        isWoken = true
        rest?.cancel()
    }

    // MARK: The rows

    private func read(_ numbers: [Int]) {
        var filter = TaskFilter()
        // What is settled stays as it is, unless this process changes it.
        filter.numbers = Set(numbers).filter { number in records[number].map { !isSettled($0) } ?? true }
        do {
            take(try context.ledger.tasks(filter))
            ledgerTrouble = nil
        } catch {
            ledgerTrouble = error
        }
    }

    /// Takes in rows as they stand in the ledger.
    func take(_ rows: [TaskRecord]) {
        for record in rows {
            records[record.number] = record
            if record.status.isRunning, record.id != nil, context.isOurs(record) {
                schedule.follow(
                    record.number, deadline: record.expiresAt, sentAt: record.sentAt, at: now, random: random)
            } else {
                schedule.forget(record.number)
            }
        }
    }

    /// Whether nothing more is to be seen of a task here.
    private func isSettled(_ record: TaskRecord) -> Bool {
        switch record.status {
        case .succeeded: !isAwaitingVideo(record)
        case .failed, .abandoned, .rejected, .expired, .unknown: true
        case .intended, .sending: !isBeingSent(record)
        case .pending, .running, .other: record.id == nil || !context.isOurs(record)
        }
    }

    /// Whether the process that wrote the row down is still there to send it, or to note what came of it.
    private func isBeingSent(_ record: TaskRecord) -> Bool {
        guard let sender = try? context.ledger.sender(of: record.number) else { return false }
        return sender == context.configuration.process || sender.isAlive
    }

    // MARK: The videos

    private func isAwaitingVideo(_ record: TaskRecord) -> Bool {
        record.status == .succeeded && record.autodownload && record.file == nil
            && downloadFailures[record.number] == nil && context.isOurs(record)
    }

    private func fetchVideos() {
        guard !isShutDown else { return }
        for record in records.values where isAwaitingVideo(record) && !downloading.contains(record.number) {
            let number = record.number
            if let deadline = record.expiresAt, deadline < context.serverClock.time(at: now) {
                downloadFailures[number] = .tooLate(record)
                continue
            }
            downloading.insert(number)
            let target = DownloadTarget(folder: record.folder, template: record.template, exists: record.exists)
            Task {
                let result = await works.run(.passedOn) {
                    await self.downloader.download(number, to: target) { progress in
                        Task { await self.progressed(number, progress) }
                    }
                }
                self.finished(number, result)
            }
        }
    }

    private func progressed(_ number: Int, _ progress: TransferProgress) {
        guard downloading.contains(number) else { return }
        transfers[number] = progress
        publish(about: [number])
    }

    private func finished(_ number: Int, _ result: Result<DownloadOutcome, EngineError>) {
        downloading.remove(number)
        transfers[number] = nil
        switch result {
        case .success(.downloaded(let record)), .success(.alreadyThere(let record)):
            if records[number] != nil { take([record]) }
        case .failure(let error):
            if case .cancelled = error.code { return }
            // Another process fetches it: its row will say when it is done.
            if error.isBusyElsewhere { return }
            downloadFailures[number] = error
        }
        publish(about: [number])
        wake()
    }

    // MARK: The followers

    /// Tells those who follow one of these tasks, or everybody.
    func publish(about numbers: Set<Int>? = nil) {
        for (key, follower) in followers {
            if let numbers, !follower.numbers.contains(where: numbers.contains) { continue }
            let rows = follower.numbers.compactMap { records[$0] }
            let isFollowed = { (number: Int) in follower.numbers.contains(number) }
            follower.updates.yield(
                FollowUpdate(
                    records: rows, transfers: transfers.filter { isFollowed($0.key) }, trouble: trouble,
                    ledgerTrouble: ledgerTrouble, downloadFailures: downloadFailures.filter { isFollowed($0.key) }))
            if ledgerTrouble == nil, rows.allSatisfy(isSettled) {
                followers[key] = nil
                follower.updates.finish()
            }
        }
    }
}
