import NexusFlowAPI
import ShellLanguage
import TaskLedger

extension Session {
    /// Notes what would be submitted, held to the ceilings as a run would be.
    ///
    /// - Returns: a task for each to go on with: the one that it was before, or a stand-in.
    func add(_ submits: [PreparedSubmit], to plan: RunPlan) throws -> [TaskRecord] {
        var guardian = spendGuard
        // Whether anybody says yes is not the plan's concern.
        guardian.assumesYes = true
        let decided = submits.map { submit in
            let step = resumption.next(submit.undrawn(portMoves: isLocal))
            return (submit: submit, earlier: resumption.steps[step]?.number, fate: resumption.fate(of: step))
        }
        let paid = decided.filter { if case .submit = $0.fate { true } else { false } }.map(\.submit)
        if !paid.isEmpty {
            let price = SubmitPrice(paid)
            var spent = plan.spending
            let kept = resumption.steps.values.filter { $0.status.spending != .free }
            spent.committed += kept.compactMap { $0.cost ?? $0.estimate?.high }.reduce(.zero, +)
            _ = try guardian.decide(price.sum, model: price.unpriced ?? "", spent: spent)
        }
        let tasks = decided.map { submit, earlier, fate in
            switch fate {
            case .submit(let seed):
                var submit = submit
                if submit.hasDrawnSeed, let seed { submit.request.seed = seed }
                plan.add(submit, earlier.map { .anew($0) } ?? .new)
                return plan.standIns.take([submit], in: self)[0]
            case .reuse(let task):
                var submit = submit
                submit.request = task.request
                plan.add(submit, task.status == .succeeded ? .reuse(task.number) : .reattach(task.number))
                return task
            case .stuck(let task):
                plan.add(submit, task.status == .expired ? .missed(task.number) : .stuck(task.number))
                return task
            }
        }
        for task in tasks { remember(task.number) }
        return tasks
    }
}

extension Interpreter {
    /// Runs sources without sending, waiting, writing or printing anything, and prints what they would submit.
    ///
    /// - Returns: whether they could be run to their end.
    @discardableResult
    package func plan(_ scripts: [LoadedScript]) async -> Bool {
        let plan = RunPlan()
        session.plan = plan
        var isWell = true
        if session.options.resumes, await !resume() { return false }
        for script in scripts where isWell { isWell = await run(script) }
        let output = Output(
            console: session.console, format: session.options.output ?? .table, palette: session.palette,
            redirected: false)
        output.print(plan.result(showsActions: session.options.resumes))
        session.note(plan.summary)
        if isWell, !session.resumption.orphans.isEmpty {
            session.note(
                "no line asks for these of the earlier run any more: \(Session.names(session.resumption.orphans.map(\.number)))"
            )
        }
        guard let status = plan.obstacle else { return isWell }
        return fail(status)
    }
}
