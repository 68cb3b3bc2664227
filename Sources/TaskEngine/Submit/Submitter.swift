import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// Sends paid requests, each at most once beyond doubt: what it is about to do is on disk before it does it.
struct Submitter: Sendable {
    let context: EngineContext
    /// Bounds the requests in flight.
    let gate: Gate
    /// Requests that may have left: they are waited for, whoever goes, for as long as the configuration says.
    let departures: WorkSet
    /// Told of every change of a row.
    let changed: @Sendable (TaskRecord) async -> Void
    var policy = RetryPolicy()

    /// What came of one attempt.
    private enum Attempt: Sendable {
        case settled(TaskRecord)
        case failed(EngineError)
        case postponed(ServiceError, wait: Double)
        case calledOff
    }

    private var now: Date { context.clock.now }

    /// Writes intents down, all or none, before anything is sent.
    func intend(_ orders: [SubmitOrder], within limit: SpendLimit?) async throws(EngineError) -> [TaskRecord] {
        let intents = orders.map { context.intent(for: $0) }
        let records: [TaskRecord]
        do {
            records = try await context.ledger.intend(
                intents, within: limit, by: context.configuration.process, at: now)
        } catch {
            throw EngineError(error, task: nil)
        }
        for record in records { await changed(record) }
        return records
    }

    /// Runs a submit from its intent, which is written down, to its outcome. Cancelling it calls it off until the request
    /// is about to leave.
    func send(
        _ record: TaskRecord, pausing: @Sendable (SubmitPause?) -> Void,
        answered: @escaping @Sendable (APIResponse) -> Void
    ) async throws(EngineError) -> TaskRecord {
        let number = record.number
        var failures: [ServiceError.Code: Int] = [:]
        while true {
            let tries = failures
            let attempt: Attempt
            do {
                attempt = try await gate.pass { await self.attempt(record, tries, answered) }.get()
            } catch {
                attempt = .calledOff
            }
            switch attempt {
            case .settled(let record): return record
            case .failed(let error): throw error
            case .calledOff: throw await callOff(number)
            case .postponed(let error, let wait):
                failures[error.code, default: 0] += 1
                pausing(
                    SubmitPause(
                        task: number, cause: error, until: now.addingTimeInterval(wait),
                        failures: failures[error.code, default: 0], limit: policy.limit(for: error)))
                defer { pausing(nil) }
                do { try await context.clock.sleep(for: .seconds(wait)) } catch { throw await callOff(number) }
            }
        }
    }

    /// Gives up what was written down and never sent.
    func abandon(_ number: Int, because reason: String) async throws(EngineError) {
        do {
            _ = try await settle { ledger throws(LedgerError) in
                try await ledger.abandon(number, because: reason, at: now)
            }
        } catch {
            throw EngineError(error, task: number)
        }
    }

    /// One attempt. What follows the last look at the cancellation runs to its end, or until the time to settle it is over.
    private func attempt(
        _ record: TaskRecord, _ failures: [ServiceError.Code: Int],
        _ answered: @escaping @Sendable (APIResponse) -> Void
    ) async -> Attempt {
        if Task.isCancelled { return .calledOff }
        let patience: @Sendable () async throws -> Void = { [context] in
            try await context.clock.sleep(for: context.configuration.settleTime)
        }
        return await departures.run(.passedOnAfter(patience)) {
            do throws(LedgerError) {
                let process = context.configuration.process
                await changed(try await context.ledger.beginSending(record.number, by: process, at: now))
            } catch {
                return .failed(
                    EngineError(
                        .ledger(error), task: record.number,
                        "task \(record.number) was not sent, and nothing is billed: \(error.message)",
                        remedy: error.remedy))
            }
            return await send(record, failures, answered)
        }
    }

    private func send(
        _ record: TaskRecord, _ failures: [ServiceError.Code: Int], _ answered: @Sendable (APIResponse) -> Void
    ) async -> Attempt {
        do {
            let reply = try await context.service.createTask(record.request)
            context.serverClock.note(reply.serverTime, at: now)
            answered(reply.response)
            return await accept(record, reply)
        } catch {
            let count = failures[error.code, default: 0] + 1
            return await fail(record, error, count)
        }
    }

    private func accept(_ record: TaskRecord, _ reply: Reply<RemoteTask>) async -> Attempt {
        if let model = Self.otherModel(reply.value, than: record.request) {
            return await loseTrack(record, "the service answered with a task of another model, \(model)", nil)
        }
        let answer = TaskAnswer(number: record.number, task: reply.value, receivedAt: reply.serverTime ?? now)
        do {
            return .settled(try await settle { ledger throws(LedgerError) in try await ledger.accept(answer, at: now) })
        } catch  where error.code == .conflict {
            let reason = "the service answered with the id of another task, \(reply.value.id)"
            return await loseTrack(record, reason, nil)
        } catch {
            return .failed(
                EngineError(
                    .ledger(error), task: record.number,
                    "the service accepted task \(record.number) as \(reply.value.id), but that could not be noted: "
                        + error.message,
                    remedy: "keep this id: the task runs and is billed; \(error.remedy)"))
        }
    }

    /// The model of an answer that is about another task: one that the API knows and that was not asked for. A name that
    /// it does not know may be another way of writing the one that was.
    private static func otherModel(_ task: RemoteTask, than request: GenerationRequest) -> String? {
        guard let model = task.model, model != request.model, let catalogue = try? Catalogue.builtIn(),
            catalogue.model(model) != nil
        else { return nil }
        return model
    }

    private func fail(_ record: TaskRecord, _ error: ServiceError, _ failures: Int) async -> Attempt {
        let number = record.number
        let reason = String(describing: error)
        do throws(LedgerError) {
            switch policy.verdict(on: error, failures: failures, random: context.configuration.random()) {
            case .retry(let wait):
                _ = try await settle { ledger throws(LedgerError) in
                    try await ledger.postpone(number, because: reason, at: now)
                }
                return .postponed(error, wait: wait)
            case .abandon:
                _ = try await settle { ledger throws(LedgerError) in
                    try await ledger.abandon(number, because: reason, at: now)
                }
                return .failed(.abandoned(number, error))
            case .reject:
                _ = try await settle { ledger throws(LedgerError) in
                    try await ledger.reject(number, because: reason, at: now)
                }
                return .failed(.refused(number, error))
            case .leave:
                return await loseTrack(record, reason, error)
            }
        } catch {
            return .failed(EngineError(error, task: number))
        }
    }

    private func loseTrack(_ record: TaskRecord, _ reason: String, _ cause: ServiceError?) async -> Attempt {
        do {
            _ = try await settle { ledger throws(LedgerError) in
                try await ledger.loseTrack(record.number, because: reason, at: now)
            }
        } catch {
            // The row still says `sending`, which means the same to whoever reads it after this process.
        }
        return .failed(.unknownOutcome(record, reason, cause))
    }

    private func callOff(_ number: Int) async -> EngineError {
        do {
            try await abandon(number, because: "called off before it was sent")
            return .calledOff(number)
        } catch {
            return error
        }
    }

    /// Notes an outcome, with some patience: a disk that is full or held by others may be free a moment later, and what
    /// is known now is known to nobody else.
    private func settle(
        _ note: (Ledger) async throws(LedgerError) -> TaskRecord
    ) async throws(LedgerError) -> TaskRecord {
        for pause in [0.1, 0.3, 1, 3] {
            do {
                let record = try await note(context.ledger)
                await changed(record)
                return record
            } catch  where [.locked, .full, .unreadable].contains(error.code) {
                try? await context.clock.sleep(for: .seconds(pause))
            }
        }
        let record = try await note(context.ledger)
        await changed(record)
        return record
    }
}
