import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

extension Session {
    /// The run that submits of this session belong to; the first one begins it.
    package func currentRun() async throws -> Int {
        if let run { return run }
        let ledger = try await ledger()
        if let key = options.runKey, let earlier = try ledger.unfinishedRun(key), !earlier.process.isAlive {
            try await tell(of: earlier)
        }
        let number = try await ledger.beginRun(
            options.command, key: options.runKey, by: environment.process, at: now)
        run = number
        return number
    }

    /// Says that an earlier run was cut off, before the same is paid again; and asks, where somebody is there to answer:
    /// once this run has begun, it is the one that --resume takes up.
    private func tell(of earlier: RunRecord) async throws {
        var filter = TaskFilter()
        filter.run = earlier.number
        let tasks = try await ledger().tasks(filter)
        let paid = tasks.filter { $0.status.spending != .free }
        guard !paid.isEmpty else { return }
        let most = paid.compactMap { $0.cost ?? $0.estimate?.high }.reduce(.zero, +)
        warn(
            "an earlier run of this script (\(earlier.beganAt.iso8601)) did not come to its end: \(paid.count) \(paid.count == 1 ? "submit" : "submits"), up to \(most). This one begins anew; what goes on with one that was cut off: \(options.resumeCommand)"
        )
        guard !isLocal, !options.assumesYes, console.canAsk else { return }
        let answer = await console.ask("begin anew, and pay for all of it? [y/N] ")
        guard ["y", "yes"].contains(answer?.lowercased()) else {
            throw ShellError(.refused, "not confirmed; nothing was sent", remedy: "to go on: \(options.resumeCommand)")
        }
    }

    /// Takes up the newest run of this script that did not come to its end: what it submitted is not paid again.
    ///
    /// - Throws: ``ShellError`` if its process lives, or the script cannot be known again.
    package func resume() async throws {
        guard let key = options.runKey else {
            throw ShellError(.usage, "--resume takes up a script, and there is none", remedy: "name the script")
        }
        let ledger = try await ledger()
        guard let found = try ledger.unfinishedRun(key) else {
            return note("no run of this script was cut off: this is a new one")
        }
        // A plan looks, and takes nothing over.
        let taken = isPlanning ? found : try await takeUp(found, in: ledger)
        resumption.steps = try ledger.steps(ofRun: taken.number)
        if !isPlanning, resumption.steps.values.contains(where: { $0.status == .unknown }) {
            let report = try await engine().reconcile()
            for adoption in report.adopted {
                note("@\(adoption.record.number) is \(sanitised(adoption.record.id ?? "")): its outcome was unknown")
            }
            resumption.steps = try ledger.steps(ofRun: taken.number)
        }
        note("going on with the run of \(taken.beganAt.iso8601): \(resumption.steps.count) submits are known")
    }

    private func takeUp(_ found: RunRecord, in ledger: Ledger) async throws -> RunRecord {
        do {
            let taken = try await ledger.takeUp(run: found.number, by: environment.process)
            run = taken.number
            return taken
        } catch {
            throw error.code == .stale
                ? ShellError(.trouble, sanitised(error.message), remedy: error.remedy) : error as any Error
        }
    }

    /// Goes through what is to be sent, against what the run that was taken up has already.
    ///
    /// - Throws: ``ShellError`` with ``ExitStatus/unknownOutcome`` if one of them may have been paid and has no result.
    func steps(of submits: [PreparedSubmit]) throws -> [ResumedSubmit] {
        let steps = submits.map { resumption.next($0.undrawn(portMoves: isLocal)) }
        let seeds = resumption.seeds(submits, steps)
        return try zip(submits, steps).map { submit, step in
            switch resumption.fate(of: step) {
            case .submit(let seed):
                var submit = submit
                if submit.hasDrawnSeed, let drawn = submit.request.seed {
                    submit.request.seed = seed ?? seeds[drawn] ?? drawn
                }
                return ResumedSubmit(submit: submit, step: step, reused: nil)
            case .reuse(let task): return ResumedSubmit(submit: submit, step: step, reused: task)
            // It counts, since it stands in the ledger: an equal one behind it is the next.
            case .stuck(let task): throw stuck(task)
            }
        }
    }

    private func stuck(_ task: TaskRecord) -> ShellError {
        if task.status == .expired {
            return ShellError(
                .taskFailed,
                "@\(task.number) ran and was not fetched in its 24 hours; it may be billed, and is not sent again",
                remedy: "change the line, by a seed or a word, if you want it made anew")
        }
        return ShellError(
            .unknownOutcome,
            "the outcome of @\(task.number) is unknown; it may run and be billed, and is not sent again",
            remedy: "settle it first: reconcile, reconcile @\(task.number) as=ID, or reconcile @\(task.number) as=lost")
    }
}

extension Interpreter {
    /// Takes up the newest run of this script that did not come to its end (`--resume`).
    ///
    /// - Returns: whether the script may run now.
    package func resume() async -> Bool {
        do {
            try await session.resume()
            return true
        } catch {
            let error = ShellError(error, nothingSent: true)
            session.console.message("error: \(error.message)\n" + (error.remedy.map { "  \($0)\n" } ?? ""))
            session.report?.failed("--resume", at: nil, began: session.now, error)
            return fail(error.status)
        }
    }

    /// Whether an error ends what runs.
    package var stopsOnErrors: Bool { session.stopsOnErrors }
}

/// A submit of a run that may have been taken up.
struct ResumedSubmit {
    let submit: PreparedSubmit
    let step: RunStep
    /// The task that it was before.
    let reused: TaskRecord?
}
