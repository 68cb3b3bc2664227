import NexusFlowAPI
import TaskLedger

/// What an earlier run of the same script submitted, and how far this one has come in going through it again.
///
/// A submit is known again by what it asks for and how many equal ones came before, not by its line: a script may be
/// edited between two attempts.
struct Resumption {
    /// What is done about one submit.
    enum Fate {
        /// It was never sent, or came to nothing and was free; with the seed that was drawn then, if one was.
        case submit(seed: Int?)
        /// It succeeded or runs: it is not paid again.
        case reuse(TaskRecord)
        /// It may have been paid, and there is no result: it is not sent again.
        case stuck(TaskRecord)
    }

    /// The tasks of the run that is taken up, by the submit that each is.
    var steps: [RunStep: TaskRecord] = [:]
    private var occurrences: [String: Int] = [:]

    /// Counts a submit.
    mutating func next(_ request: GenerationRequest) -> RunStep {
        let step = RunStep(request, occurrence: occurrences[RunStep.key(of: request), default: 0] + 1)
        occurrences[step.key] = step.occurrence
        return step
    }

    /// Takes back the count of submits that did not come about after all.
    mutating func forget(_ steps: [RunStep]) {
        for step in steps { occurrences[step.key, default: 1] -= 1 }
    }

    func fate(of step: RunStep) -> Fate {
        guard let task = steps[step] else { return .submit(seed: nil) }
        switch task.status {
        case .succeeded, .pending, .running, .other: return .reuse(task)
        case .intended, .abandoned, .rejected, .failed: return .submit(seed: task.request.seed)
        case .sending, .unknown, .expired: return .stuck(task)
        }
    }

    /// The seeds that were drawn in the earlier run, by those that were drawn for the same submits now: a sweep, which
    /// draws one for all, may have grown.
    func seeds(_ submits: [PreparedSubmit], _ steps: [RunStep]) -> [Int: Int] {
        var seeds: [Int: Int] = [:]
        for (submit, step) in zip(submits, steps) where submit.hasDrawnSeed {
            if let drawn = submit.request.seed, let earlier = self.steps[step]?.request.seed { seeds[drawn] = earlier }
        }
        return seeds
    }

    /// The steps that nothing has asked for again.
    var orphans: [TaskRecord] {
        steps.filter { $0.key.occurrence > occurrences[$0.key.key, default: 0] }.values.sorted { $0.number < $1.number }
    }
}
