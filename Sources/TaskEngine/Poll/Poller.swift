import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// Watches tasks: asks the service about them, re-reads what other processes wrote, has finished videos fetched, and
/// tells every follower. There is one for each engine, and of all engines on a ledger one asks for all (``PollLease``):
/// the others read what it writes.
actor Poller {
    let context: EngineContext
    let lease: PollLease

    var schedule: PollSchedule
    var records: [Int: TaskRecord] = [:]
    var trouble: ServiceError?
    var ledgerTrouble: LedgerError?
    /// Whether the service turned out to have no list call.
    var isListMissing = false

    private var followers = Followers()
    private var videos: VideoQueue
    /// Tasks that nobody here follows, and that this process looks after for all.
    private var inCare: Set<Int> = []
    private var loop: Task<Void, Never>?
    private var rest: Task<Void, Never>?
    private var isWoken = false
    private var isShutDown = false

    init(context: EngineContext, downloader: Downloader, works: WorkSet) {
        self.context = context
        lease = PollLease(context: context)
        videos = VideoQueue(context: context, downloader: downloader, works: works)
        schedule = PollSchedule(policy: PollPolicy(interval: context.configuration.pollInterval))
    }

    var now: Date { context.clock.now }
    var random: Double { context.configuration.random() }

    /// Snapshots of these tasks until all are settled. A reader that is slow gets the newest only.
    nonisolated func follow(_ numbers: [Int]) -> AsyncStream<FollowUpdate> {
        let (stream, updates) = AsyncStream.makeStream(of: FollowUpdate.self, bufferingPolicy: .bufferingNewest(1))
        let key = UUID()
        updates.onTermination = { _ in Task { await self.remove(key) } }
        Task { await self.add(Followers.Follower(numbers: numbers, updates: updates), key) }
        return stream
    }

    private func add(_ follower: Followers.Follower, _ key: UUID) {
        followers.add(follower, key)
        videos.renew(follower.numbers)
        read(follower.numbers)
        fetchVideos()
        publish()
        guard followers.contains(key) else { return }
        if isShutDown {
            follower.updates.finish()
            return
        }
        wake()
        if loop == nil { loop = Task { await run() } }
    }

    private func remove(_ key: UUID) {
        guard followers.remove(key) else { return }
        forgetOthers()
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
        followers.finishAll()
        wake()
        loop?.cancel()
        await loop?.value
    }

    // MARK: The loop

    private func run() async {
        while !followers.isEmpty {
            isWoken = false
            let isHolder = holdLease()
            read(followers.numbers)
            fetchVideos()
            publish()
            if !schedule.isEmpty {
                await ask()
                fetchVideos()
                publish()
            }
            if !followers.isEmpty { await pause(isHolder ? nextQuestion : min(nextQuestion, lease.lookInterval)) }
        }
        lease.giveBack()
        inCare = []
        forgetOthers()
        loop = nil
    }

    /// Sees to it that somebody asks the service: this process, unless another does.
    private func holdLease() -> Bool {
        do {
            let isHolder = try lease.hold()
            if !isHolder { trouble = nil }
            inCare = isHolder ? try readTasksInCare() : []
            forgetOthers()
            return isHolder
        } catch {
            ledgerTrouble = error
            return false
        }
    }

    /// Until the next question is due, and no longer than the lease is looked at, since other processes write too.
    private var nextQuestion: Double {
        let wait = schedule.nextMoment.map { $0.timeIntervalSince(now) } ?? lease.renewInterval
        return min(max(wait, 0.001), lease.renewInterval)
    }

    private func pause(_ seconds: Double) async {
        guard !isWoken else { return }
        let clock = context.clock
        let rest = Task { _ = try? await clock.sleep(for: .seconds(seconds)) }
        self.rest = rest
        await rest.value
        self.rest = nil
    }

    private func wake() {
        isWoken = true
        rest?.cancel()
    }

    // MARK: The rows

    private func readTasksInCare() throws(LedgerError) -> Set<Int> {
        var filter = TaskFilter()
        filter.isOpenAt = context.serverClock.time(at: now)
        let open = try context.ledger.tasks(filter).filter(context.isInCare)
        take(open)
        return Set(open.map(\.number))
    }

    private func read(_ numbers: Set<Int>) {
        var filter = TaskFilter()
        // What is settled stays as it is, unless this process changes it.
        filter.numbers = numbers.filter { number in
            !inCare.contains(number) && (records[number].map { !isSettled($0) } ?? true)
        }
        do {
            take(try context.ledger.tasks(filter))
            ledgerTrouble = nil
        } catch {
            ledgerTrouble = error
        }
    }

    private func read(_ numbers: [Int]) { read(Set(numbers)) }

    /// Takes in rows as they stand in the ledger.
    func take(_ rows: [TaskRecord]) {
        for record in rows {
            records[record.number] = record
            if isAsked(about: record) {
                schedule.follow(
                    record.number, deadline: record.expiresAt, sentAt: record.sentAt, at: now, random: random)
            } else {
                schedule.forget(record.number)
            }
        }
    }

    /// Whether this process asks the service about a task: the holder does about all that it looks after, and whoever
    /// follows one of another account does by itself.
    private func isAsked(about record: TaskRecord) -> Bool {
        record.status.isRunning && record.id != nil && context.isOurs(record)
            && (lease.isHeld || !context.isInCare(record))
    }

    /// Forgets what nobody follows and is in nobody's care here.
    private func forgetOthers() {
        let isWatched = { [inCare, followers] (number: Int) in inCare.contains(number) || followers.follow(number) }
        for number in schedule.numbers where !isWatched(number) || records[number].map(isAsked) != true {
            schedule.forget(number)
        }
        for number in records.keys where !isWatched(number) { records[number] = nil }
    }

    /// Whether nothing more is to be seen of a task here.
    private func isSettled(_ record: TaskRecord) -> Bool {
        switch record.status {
        case .succeeded: !videos.isAwaited(record)
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

    /// Begins the downloads that are due: whoever asks for all also fetches for all, to the folders in the rows. The
    /// others fetch only what it gave up, or does not look after.
    private func fetchVideos() {
        guard !isShutDown else { return }
        let due = records.values.filter { record in
            lease.isHeld || record.downloadError != nil || !context.isInCare(record) || videos.isTooLate(record)
        }
        videos.fetch(
            due.sorted { ($0.expiresAt ?? .distantFuture, $0.number) < ($1.expiresAt ?? .distantFuture, $1.number) },
            progressed: { number, progress in Task { await self.progressed(number, progress) } },
            ended: { number, result in await self.fetched(number, result) })
    }

    private func progressed(_ number: Int, _ progress: TransferProgress) {
        if videos.progressed(number, progress) { publish(about: [number]) }
    }

    private func fetched(_ number: Int, _ result: Result<DownloadOutcome, EngineError>) async {
        let failure = videos.ended(number, result)
        if case .success(let outcome) = result, records[number] != nil { take([outcome.record]) }
        if let failure, let record = try? await context.ledger.noteDownloadFailure(failure.message, of: number),
            records[number] != nil
        {
            take([record])
        }
        publish(about: [number])
        wake()
    }

    // MARK: The followers

    /// Tells those who follow one of these tasks, or everybody.
    func publish(about numbers: Set<Int>? = nil) {
        followers.tell(about: numbers) { followed in
            let rows = followed.compactMap { records[$0] }
            let isFollowed = Set(followed).contains
            let update = FollowUpdate(
                records: rows, transfers: videos.transfers.filter { isFollowed($0.key) }, trouble: trouble,
                ledgerTrouble: ledgerTrouble, downloadFailures: videos.failures.filter { isFollowed($0.key) })
            return (update, isLast: ledgerTrouble == nil && rows.allSatisfy(isSettled))
        }
    }
}
