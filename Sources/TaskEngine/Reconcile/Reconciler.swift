import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// Finds out what became of requests whose outcome is unknown, by what the server lists. It reads, and pays nothing.
struct Reconciler: Sendable {
    let context: EngineContext
    /// Told of every change of a row.
    let changed: @Sendable (TaskRecord) async -> Void

    /// The most tasks that a list gives (sibling).
    private static let listLimit = 100
    /// A list with fewer rows than the server gives unasked shows all there are (sibling).
    private static let listDefault = 20
    /// The most tasks that are asked for one by one, where the list does not show their prompts.
    private static let questionLimit = 20

    private var now: Date { context.clock.now }

    /// Adopts what is certain.
    func reconcile() async throws(EngineError) -> ReconcileReport {
        var report = ReconcileReport()
        guard try await !unsettled().isEmpty else { return report }
        let (outcome, receivedAt) = try await compare()
        for (number, match) in outcome.matches.sorted(by: { $0.key < $1.key }) {
            do {
                let record = try await adopt(match.task, as: number, by: match.evidence, receivedAt: receivedAt)
                report.adopted.append(.init(record: record, evidence: match.evidence))
            } catch  where error.isOvertaken {
                // Another shell has settled it in this moment.
            }
        }
        report.open = try await self.unsettled().filter { !$0.isUnderWay }.map(\.submit.record)
        report.candidates = outcome.doubtful
        return report
    }

    /// The tasks of the server that the ledger lacks and that cannot be one whose outcome is unknown.
    func strangers() async throws(EngineError) -> (tasks: [RemoteTask], doubtful: [RemoteTask], receivedAt: Date) {
        let (outcome, receivedAt) = try await compare()
        // What would be adopted is no stranger either.
        return (outcome.strangers, outcome.doubtful + outcome.matches.values.map(\.task), receivedAt)
    }

    /// Says by hand which task of the server a row is.
    func adopt(id: String, as number: Int) async throws(EngineError) -> TaskRecord {
        let record = try context.row(number)
        guard record.status == .unknown else { throw .settled(record) }
        let reply = try await task(id, for: number)
        if let model = reply.value.model, model != record.request.model {
            throw EngineError(
                .impossible, task: number,
                "the service's task \(id) is one of \(model), and task \(number) was sent to \(record.request.model)",
                remedy: "look at the id again")
        }
        return try await adopt(reply.value, as: number, by: .hand, receivedAt: reply.serverTime ?? now)
    }

    /// Says by hand that a request never became a task.
    func writeOff(_ number: Int) async throws(EngineError) -> TaskRecord {
        let record = try context.row(number)
        guard record.status == .unknown else { throw .settled(record) }
        do {
            let settled = try await context.ledger.writeOff(number, at: now)
            await changed(settled)
            return settled
        } catch {
            throw EngineError(error, task: number)
        }
    }

    /// Takes tasks of the server into the ledger.
    func takeIn(
        _ tasks: [(order: SubmitOrder, task: RemoteTask)], receivedAt: Date
    ) async throws(EngineError) -> [TaskRecord] {
        let intents = tasks.map { (intent: context.intent(for: $0.order), task: $0.task) }
        do {
            return try await context.ledger.takeIn(
                intents, receivedAt: receivedAt, by: context.configuration.process, at: now)
        } catch {
            throw EngineError(error, task: nil)
        }
    }

    /// A task of the server by its id.
    func task(_ id: String, for number: Int?) async throws(EngineError) -> Reply<RemoteTask> {
        do {
            let reply = try await context.service.task(id)
            context.serverClock.note(reply.serverTime, at: now)
            return reply
        } catch {
            throw EngineError(.service(error), task: number, "the service does not tell of \(id): \(error)")
        }
    }

    // MARK: Comparing

    private func unsettled() async throws(EngineError) -> [Reconciliation.Open] {
        do {
            return try context.ledger.unsettledSubmits(where: context.isInCare).map { submit in
                Reconciliation.Open(submit: submit, isUnderWay: submit.record.status == .sending)
            }
        } catch {
            throw EngineError(error, task: nil)
        }
    }

    private func compare() async throws(EngineError) -> (Reconciliation.Outcome, receivedAt: Date) {
        let reply: Reply<[RemoteTask]>
        do {
            reply = try await context.service.tasks(limit: Self.listLimit)
        } catch {
            throw EngineError(
                .service(error), task: nil, "the service does not list its tasks: \(error)",
                remedy: "try again later; or settle each by hand: `reconcile @N as=ID`, `reconcile @N as=lost`")
        }
        let receivedAt = now
        context.serverClock.note(reply.serverTime, at: receivedAt)
        // In this order, whatever the list shows of another process's request is either still open or known by its id.
        let open = try await unsettled()
        let known: Set<String>
        do {
            known = try context.ledger.known(reply.value.map(\.id), isSameService: context.isSameService)
        } catch {
            throw EngineError(error, task: nil)
        }
        var seen: Set<String> = []
        let candidates = reply.value.filter { !known.contains($0.id) && seen.insert($0.id).inserted }
        let reconciliation = Reconciliation(
            open: open, candidates: await withPrompts(candidates, of: open),
            clockOffset: context.serverClock.time(at: receivedAt).timeIntervalSince(receivedAt),
            isWholeSince: reply.value.count < Self.listDefault
                ? .distantPast : reply.value.compactMap(\.createdAt).min())
        return (reconciliation.outcome(), reply.serverTime ?? receivedAt)
    }

    /// Asks for those that may be meant and are listed without their prompt: the task itself may show it.
    private func withPrompts(_ tasks: [RemoteTask], of open: [Reconciliation.Open]) async -> [RemoteTask] {
        let models = Set(open.map(\.submit.record.request.model))
        var questions = Self.questionLimit
        var complete: [RemoteTask] = []
        for task in tasks {
            guard task.prompt == nil, task.model.map(models.contains) ?? !models.isEmpty, questions > 0 else {
                complete.append(task)
                continue
            }
            questions -= 1
            complete.append((try? await context.service.task(task.id))?.value ?? task)
        }
        return complete
    }

    private func adopt(
        _ task: RemoteTask, as number: Int, by evidence: MatchEvidence, receivedAt: Date
    ) async throws(EngineError) -> TaskRecord {
        let answer = TaskAnswer(number: number, task: task, receivedAt: receivedAt)
        do {
            let record = try await context.ledger.adopt(answer, by: evidence, at: now)
            await changed(record)
            return record
        } catch {
            throw EngineError(error, task: number)
        }
    }
}

extension EngineContext {
    /// What an order has written down.
    func intent(for order: SubmitOrder) -> TaskIntent {
        TaskIntent(
            request: order.request, estimate: order.estimate, tag: order.tag, note: order.note, parent: order.parent,
            run: order.run, step: order.step, origin: service.address.origin, account: account, folder: order.folder,
            template: order.template, exists: order.exists, autodownload: order.autodownload)
    }
}

extension EngineError {
    /// Whether the ledger refused a step because another process took one first.
    fileprivate var isOvertaken: Bool {
        guard case .ledger(let error) = code else { return false }
        return error.code == .stale || error.code == .conflict
    }

    fileprivate static func settled(_ record: TaskRecord) -> EngineError {
        EngineError(
            .impossible, task: record.number,
            "task \(record.number) is \(record.status.word): there is nothing to settle")
    }
}
