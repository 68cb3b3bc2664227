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
        submitter = Submitter(
            context: context, gate: Gate(limit: configuration.jobs), departures: departures,
            changed: { await poller.changed($0) })
    }

    /// Writes the intent down, sends the request and writes down what came of it.
    ///
    /// Cancelling the caller calls it off until the request is about to leave; from then on the outcome is waited for and
    /// recorded, and returned as if nothing had happened.
    ///
    /// - Throws: ``EngineError``, after the outcome is in the ledger (`abandoned`, `rejected`, `unknown`), or if the
    ///   ledger failed before anything was sent.
    package func submit(_ order: SubmitOrder) async throws(EngineError) -> TaskRecord {
        let submitter = submitter
        let result = await works.run(.passedOn) { () async -> Result<TaskRecord, EngineError> in
            do throws(EngineError) {
                return .success(try await submitter.submit(order))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Snapshots while these tasks run, the first at once; it ends when every one is final, or cannot be watched from
    /// here (`unknown`, of another service, written down by a process that is gone), and where the row says so, its
    /// video downloaded or given up. Cancelling the consumer only stops looking; several followers share one poller.
    package func follow(_ numbers: [Int]) -> AsyncStream<FollowUpdate> {
        poller.follow(numbers)
    }

    /// Asks the service about one task, now, and writes the answer down.
    package func refresh(_ number: Int) async throws(EngineError) -> TaskRecord {
        let record = try await context.refresh(number)
        await poller.changed(record)
        return record
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
