package import FoundationEssentials
package import NexusFlowAPI
package import TaskLedger

/// Submits, watches and fetches tasks, and keeps the ledger true to what happens.
///
/// Its work belongs to it: whoever asked may go, what was begun is settled or recorded.
package final class TaskEngine: Sendable {
    private let context: EngineContext
    private let submitter: Submitter
    private let poller: Poller
    private let downloader: Downloader
    private let reconciler: Reconciler
    /// What can be called off at any time.
    private let works = WorkSet()
    /// Requests that may have left.
    private let departures = WorkSet()

    package init(
        ledger: Ledger, service: any VideoService, store: any ObjectStore, account: String, clock: any WallClock,
        configuration: EngineConfiguration
    ) {
        let context = EngineContext(
            ledger: ledger, service: service, store: store, account: account, clock: clock,
            configuration: configuration, serverClock: ServerClock())
        let downloader = Downloader(context: context)
        let poller = Poller(context: context, downloader: downloader, works: works)
        self.context = context
        self.downloader = downloader
        self.poller = poller
        reconciler = Reconciler(context: context, changed: { await poller.changed($0) })
        submitter = Submitter(
            context: context, gate: Gate(limit: configuration.jobs), departures: departures,
            changed: { await poller.changed($0) })
    }

    /// Writes down what is about to be sent, all of it or none, and sends nothing.
    ///
    /// - Parameter limit: what the run may come to; the sum is looked at and taken in one transaction, so that submits at
    ///   the same time, of other processes too, cannot both take what is left.
    /// - Throws: ``EngineError`` with ``LedgerError/Code/overLimit`` if it would come to more, with nothing written.
    package func intend(
        _ orders: [SubmitOrder], within limit: SpendLimit? = nil
    ) async throws(EngineError) -> [TaskRecord] {
        try await submitter.intend(orders, within: limit)
    }

    /// Sends a request that was written down, and writes down what came of it.
    ///
    /// Cancelling the caller calls it off until the request is about to leave; from then on the outcome is waited for, for
    /// as long as the configuration says, and recorded, and returned as if nothing had happened. What has no answer by
    /// then is recorded as unknown, and the engine goes on with everything else.
    ///
    /// - Parameters:
    ///   - pausing: told when the request waits for its next attempt, and (`nil`) when it waits no more.
    ///   - answered: told of the answer by which the service took the task, before it is written down.
    /// - Throws: ``EngineError``, after the outcome is in the ledger (`abandoned`, `rejected`, `unknown`), or if the
    ///   ledger failed before anything was sent.
    package func send(
        _ record: TaskRecord, pausing: @escaping @Sendable (SubmitPause?) -> Void = { _ in },
        answered: @escaping @Sendable (APIResponse) -> Void = { _ in }
    ) async throws(EngineError) -> TaskRecord {
        let submitter = submitter
        let result = await works.run(.passedOn) { () async -> Result<TaskRecord, EngineError> in
            do throws(EngineError) {
                return .success(try await submitter.send(record, pausing: pausing, answered: answered))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Whether a request has left, or is about to, whose answer has not come.
    package var awaitsAnswers: Bool { !departures.isEmpty }

    /// Gives up what was written down and is not to be sent any more; nothing is paid for it.
    package func abandon(_ number: Int, because reason: String) async throws(EngineError) {
        try await submitter.abandon(number, because: reason)
    }

    /// Writes one intent down and sends it.
    package func submit(_ order: SubmitOrder) async throws(EngineError) -> TaskRecord {
        let records = try await intend([order])
        return try await send(records[0])
    }

    /// Whether a task is of this service, and paid by this key: such are looked after unasked.
    package func isInCare(_ record: TaskRecord) -> Bool { context.isInCare(record) }

    /// Snapshots while these tasks run, the first at once; it ends when every one is final, or cannot be watched from
    /// here (`unknown`, of another service, written down by a process that is gone), and where the row says so, its
    /// video downloaded or given up. Cancelling the consumer only stops looking; several followers share one poller.
    package func follow(_ numbers: [Int]) -> AsyncStream<FollowUpdate> {
        poller.follow(numbers)
    }

    /// What the service says to a GET, of any status. Nothing is created by it, and nothing is written down.
    package func look(at path: APIPath) async throws(ServiceError) -> APIResponse {
        try await context.service.send(APIRequest(.get, path.text))
    }

    /// Asks the service about one task, now, and writes the answer down.
    package func refresh(_ number: Int) async throws(EngineError) -> TaskRecord {
        let record = try await context.refresh(number)
        await poller.changed(record)
        return record
    }

    /// Finds out, by what the service lists, what became of requests whose outcome is unknown; adopts what is certain, and
    /// never guesses.
    package func reconcile() async throws(EngineError) -> ReconcileReport {
        try await reconciler.reconcile()
    }

    /// Settles an unknown outcome by hand: the service's task with this id is the one.
    ///
    /// - Throws: ``EngineError`` if the service knows no such task, it is of another model, or the ledger has it already.
    package func adopt(id: String, as number: Int) async throws(EngineError) -> TaskRecord {
        try await reconciler.adopt(id: id, as: number)
    }

    /// Settles an unknown outcome by hand: the request never became a task, and counts for nothing any more.
    package func writeOff(_ number: Int) async throws(EngineError) -> TaskRecord {
        try await reconciler.writeOff(number)
    }

    /// The newest tasks of the service that the ledger lacks, and those among them (`doubtful`) that may be one whose
    /// outcome is unknown.
    package func strangers() async throws(EngineError) -> (
        tasks: [RemoteTask], doubtful: [RemoteTask], receivedAt: Date
    ) {
        try await reconciler.strangers()
    }

    /// A task of the service by its id, whether or not the ledger has it.
    package func remoteTask(_ id: String) async throws(EngineError) -> Reply<RemoteTask> {
        try await reconciler.task(id, for: nil)
    }

    /// Takes tasks of the service into the ledger; those that it has meanwhile are left out.
    package func takeIn(
        _ tasks: [(order: SubmitOrder, task: RemoteTask)], receivedAt: Date
    ) async throws(EngineError) -> [TaskRecord] {
        try await reconciler.takeIn(tasks, receivedAt: receivedAt)
    }

    /// Fetches a task's video to where `target` says: verified, then at once and whole under its name.
    ///
    /// Cancelling leaves a part that the next attempt goes on with.
    ///
    /// - Parameter progress: called a few times a second.
    package func download(
        _ number: Int, to target: DownloadTarget,
        progress: @escaping @Sendable (TransferProgress) -> Void = { _ in }
    ) async throws(EngineError) -> DownloadOutcome {
        let downloader = downloader
        let outcome = try await works.run(.passedOn) {
            await downloader.download(number, to: target, progress: progress)
        }.get()
        switch outcome {
        case .downloaded(let record), .alreadyThere(let record): await poller.changed(record)
        }
        return outcome
    }

    /// Stops polling and transfers, and calls off what was not sent. Requests that have left are waited for, for as long
    /// as the configuration says; then their outcome is recorded as unknown.
    package func shutdown() async {
        works.cancel()
        let poller = poller
        let watching = Task { await poller.shutDown() }
        let clock = context.clock
        let departures = departures
        let patience = context.configuration.settleTime
        let timeout = Task {
            try await clock.sleep(for: patience)
            departures.cancel()
        }
        await departures.drain()
        await works.drain()
        timeout.cancel()
        await watching.value
    }
}

extension EngineContext {
    /// Asks about one task and writes the answer down.
    func refresh(_ number: Int) async throws(EngineError) -> TaskRecord {
        let record = try row(number)
        guard let id = record.id else {
            throw EngineError(
                .impossible, task: number,
                "task \(number) is \(record.status.word) and has no id to ask the service for",
                remedy: record.status == .unknown ? "`reconcile` finds out what became of it" : nil)
        }
        guard isOurs(record) else { throw .elsewhere(record, service.address) }
        let reply: Reply<RemoteTask>
        do {
            reply = try await service.task(id)
        } catch {
            throw EngineError(.service(error), task: number, "the service does not tell of task \(number): \(error)")
        }
        serverClock.note(reply.serverTime, at: clock.now)
        let answer = TaskAnswer(number: number, task: reply.value, receivedAt: reply.serverTime ?? clock.now)
        do {
            return try await ledger.record([answer], at: clock.now).first ?? record
        } catch {
            throw EngineError(error, task: number)
        }
    }

    /// The row of a task.
    func row(_ number: Int) throws(EngineError) -> TaskRecord {
        let record: TaskRecord?
        do {
            record = try ledger.task(number)
        } catch {
            throw EngineError(error, task: number)
        }
        guard let record else { throw .noTask(number) }
        return record
    }
}
