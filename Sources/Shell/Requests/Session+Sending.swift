import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// What became of submits that were sent together.
struct SubmitBatch {
    /// In the order in which they were prepared; those that were not sent, or not accepted, are missing.
    var tasks: [TaskRecord] = []
    /// The gravest of what went wrong.
    var error: EngineError?
}

extension Session {
    /// Sends what was prepared, if the ceilings allow all of it and the person agrees: **this pays**.
    ///
    /// What the run that was taken up has already is not sent again. All of the rest is written down first, in one step
    /// that also takes it out of the run's ceiling. Several go out at once, as many as `jobs` says. A failure stops those
    /// that have not left, unless the session goes on after errors; an unknown outcome always does.
    ///
    /// - Parameters:
    ///   - isConfirmed: whether the person has agreed already, to these at their price.
    ///   - answered: told of each answer by which the service took one.
    func send(
        _ submits: [PreparedSubmit], isConfirmed: Bool = false,
        answered: @escaping @Sendable (APIResponse) -> Void = { _ in }
    ) async throws -> SubmitBatch {
        if let collector { return SubmitBatch(tasks: collector.take(submits, in: self)) }
        if plan != nil { await advise(on: submits) }
        if let plan { return SubmitBatch(tasks: try add(submits, to: plan)) }
        let steps = try steps(of: submits)
        let fresh = steps.filter { $0.reused == nil }
        do {
            let sent = try await sendFresh(fresh, isConfirmed: isConfirmed, answered)
            for task in steps.compactMap(\.reused) { takeUp(task) }
            return merged(steps, fresh, sent)
        } catch {
            resumption.forget(steps.map(\.step))
            throw error
        }
    }

    /// Sends what is new, after asking whether it may.
    private func sendFresh(
        _ fresh: [ResumedSubmit], isConfirmed: Bool, _ answered: @escaping @Sendable (APIResponse) -> Void
    ) async throws -> (records: [TaskRecord], batch: SubmitBatch) {
        guard !fresh.isEmpty else { return ([], SubmitBatch()) }
        await advise(on: fresh.map(\.submit))
        let price = SubmitPrice(fresh.map(\.submit))
        let guardian = spendGuard
        let decision = try guardian.decide(price.sum, model: price.unpriced ?? "", spent: try await spending())
        if fresh.count > 1 { note("\(fresh.count) tasks, \(price)") }
        if decision == .ask, !isConfirmed { try await confirm(price) }
        let engine = try await engine()
        let run = try await currentRun()
        let limit = guardian.ceilings.first.map { SpendLimit(run: run, amount: $0.amount) }
        let records = try await engine.intend(fresh.map { order($0, run: run) }, within: limit)
        report?.submitted(records, at: fresh.map(\.submit.place))
        statement?.submits += fresh.map(\.submit)
        let console = console
        let isWatched = console.messageIsTerminal && !options.isQuiet
        let batch = await withTaskCancellationHandler {
            await send(records, through: engine, answered)
        } onCancel: {
            guard isWatched, engine.awaitsAnswers else { return }
            console.message("waiting some seconds for the answer to what has left\n")
        }
        return (records, batch)
    }

    /// Puts what was sent and what was there already into the order in which it was asked for.
    private func merged(
        _ steps: [ResumedSubmit], _ fresh: [ResumedSubmit], _ sent: (records: [TaskRecord], batch: SubmitBatch)
    ) -> SubmitBatch {
        guard fresh.count < steps.count else { return sent.batch }
        let accepted = Dictionary(uniqueKeysWithValues: sent.batch.tasks.map { ($0.number, $0) })
        var records = sent.records[...]
        let tasks = steps.compactMap { step in
            step.reused ?? records.popFirst().flatMap { accepted[$0.number] }
        }
        return SubmitBatch(tasks: tasks, error: sent.batch.error)
    }

    /// Goes on with a task of the run that was taken up.
    private func takeUp(_ task: TaskRecord) {
        note("@\(task.number) is there already: \(sanitised(task.status.word))")
        remember(task.number)
        report?.submitted([task], at: [place])
    }

    private func send(
        _ records: [TaskRecord], through engine: TaskEngine, _ answered: @escaping @Sendable (APIResponse) -> Void
    ) async -> SubmitBatch {
        let pauses = PauseScreen(session: self)
        var found: [Int: TaskRecord] = [:]
        var batch = SubmitBatch()
        var unsent = records[...]
        await withTaskGroup(of: (Int, Result<TaskRecord, EngineError>).self) { group in
            func sendNext() {
                guard !Task.isCancelled, let record = unsent.popFirst() else { return }
                let number = record.number
                group.addTask {
                    do throws(EngineError) {
                        // Optimised, Swift 6.3.1 loses the first element of a tuple that is built around an awaited call.
                        let task = try await engine.send(
                            record, pausing: { pauses.note($0, of: number) }, answered: answered)
                        return (number, .success(task))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            for _ in 0..<settings.jobs { sendNext() }
            let ticking = Task { await pauses.run() }
            while let (number, result) = await group.next() {
                switch result {
                case .success(let task):
                    remember(number)
                    found[number] = task
                case .failure(let error):
                    if !error.isFree { remember(number) }
                    batch.take(error)
                }
                if batch.error.map(continues) ?? true { sendNext() }
            }
            ticking.cancel()
            await ticking.value
        }
        for record in unsent {
            let reason = batch.error == nil ? "called off before it was sent" : "not sent, since another one failed"
            do throws(EngineError) {
                try await engine.abandon(record.number, because: reason)
            } catch {
                batch.take(error)
            }
        }
        if batch.error == nil, let record = unsent.first { batch.error = .calledOff(record.number) }
        batch.tasks = records.compactMap { found[$0.number] }
        return batch
    }

    private func continues(after error: EngineError) -> Bool {
        guard case .rejected = error.code else { return false }
        return !stopsOnErrors
    }

    private func order(_ submit: ResumedSubmit, run: Int) -> SubmitOrder {
        SubmitOrder(
            request: submit.submit.request, estimate: submit.submit.price, tag: submit.submit.tag,
            note: submit.submit.note, parent: submit.submit.parent, run: run, step: submit.step,
            folder: downloadFolder, template: settings["name"] ?? "",
            exists: ExistingFilePolicy(rawValue: settings["exists"] ?? "") ?? .rename,
            autodownload: settings.autodownload)
    }

    /// The folder that downloads go to, absolute.
    var downloadFolder: String { environment.absolutePath(settings["downloads"] ?? ".") }

    /// Whether an error ends what runs: in scripts unless they say otherwise, at the prompt if it was said.
    var stopsOnErrors: Bool {
        (settings["on_error"] ?? (options.isInteractive ? "continue" : "stop")) == "stop"
    }

    private func confirm(_ price: SubmitPrice) async throws {
        let answer = await console.ask("submit for \(price)? [y/N] ")
        guard ["y", "yes"].contains(answer?.lowercased()) else {
            throw ShellError(
                .refused, "not confirmed; nothing was sent", remedy: "answer y, raise confirm, or start with --yes")
        }
    }
}

extension SubmitBatch {
    /// Keeps the gravest error: an unknown outcome before everything else.
    fileprivate mutating func take(_ new: EngineError) {
        guard let old = error else {
            error = new
            return
        }
        if ShellError.wrapping(new).status > ShellError.wrapping(old).status { error = new }
    }
}

/// What some submits cost together.
struct SubmitPrice: CustomStringConvertible {
    /// `nil` if one of them has no price.
    let sum: PriceRange?
    /// A model without a price.
    let unpriced: String?

    init(_ submits: [PreparedSubmit]) {
        unpriced = submits.first { $0.price == nil }?.request.model
        sum = unpriced == nil ? submits.compactMap(\.price).reduce(.zero, +) : nil
    }

    var description: String { sum?.description ?? "an unknown price" }
}
