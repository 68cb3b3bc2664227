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
    /// Several go out at once, as many as `jobs` says. A failure stops those that have not left, unless the session goes
    /// on after errors; an unknown outcome always does.
    func send(_ submits: [PreparedSubmit]) async throws -> SubmitBatch {
        if let collector { return SubmitBatch(tasks: collector.take(submits, in: self)) }
        try await releaseWhatWasFree()
        let price = SubmitPrice(submits)
        let decision = try spend.decide(
            price.sum, model: price.unpriced ?? "", budget: settings.budget, confirm: settings.confirm)
        if submits.count > 1 { note("\(submits.count) tasks, \(price)") }
        if decision == .ask { try await confirm(price) }
        let engine = try await engine()
        return await send(submits, through: engine)
    }

    private func send(_ submits: [PreparedSubmit], through engine: TaskEngine) async -> SubmitBatch {
        let orders = submits.map(order)
        var found: [Int: TaskRecord] = [:]
        var batch = SubmitBatch()
        await withTaskGroup(of: (Int, Result<TaskRecord, EngineError>).self) { group in
            var next = 0
            func addNext() {
                guard next < orders.count, !Task.isCancelled else { return }
                let index = next
                let order = orders[index]
                next += 1
                spend.commit(order.estimate)
                group.addTask {
                    do throws(EngineError) {
                        // Optimised, Swift 6.3.1 loses the first element of a tuple that is built around an awaited call.
                        let task = try await engine.submit(order)
                        return (index, .success(task))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<settings.jobs { addNext() }
            while let (index, result) = await group.next() {
                switch result {
                case .success(let task):
                    remember(task.number)
                    found[index] = task
                case .failure(let error):
                    if error.isFree {
                        spend.release(orders[index].estimate)
                    } else if let number = error.task {
                        remember(number)
                    }
                    batch.take(error)
                }
                if batch.error.map(continues) ?? true { addNext() }
            }
        }
        batch.tasks = found.sorted { $0.key < $1.key }.map(\.value)
        return batch
    }

    /// A task that failed costs nothing: what was counted for it may be spent again.
    private func releaseWhatWasFree() async throws {
        guard settings.budget != nil || options.maximumCost != nil else { return }
        var filter = TaskFilter()
        filter.numbers = submitted.filter { !released.contains($0) }
        for task in try await ledger().tasks(filter) where task.cost == .zero {
            released.insert(task.number)
            spend.release(task.estimate)
        }
    }

    private func continues(after error: EngineError) -> Bool {
        guard case .rejected = error.code else { return false }
        return !stopsOnErrors
    }

    private func order(_ submit: PreparedSubmit) -> SubmitOrder {
        SubmitOrder(
            request: submit.request, estimate: submit.price, tag: submit.tag, note: submit.note, parent: submit.parent,
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
