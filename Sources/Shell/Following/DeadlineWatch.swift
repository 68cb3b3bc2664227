package import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
package import TaskLedger

/// Which warnings about deadlines are due: each task gets each once, the nearest threshold only.
package struct DeadlineWatch: Sendable {
    /// The lowest threshold that was told of each task, in seconds.
    private var told: [Int: Double] = [:]

    package init() {}

    /// The lines to say now about tasks whose results are not here.
    package mutating func warnings(_ tasks: [TaskRecord], at now: Date) -> [String] {
        tasks.compactMap { task in
            guard let left = task.timeLeft(at: now) else { return nil }
            // What is lost is told once, as the lowest of all thresholds.
            let threshold = left.isLost ? 0 : TimeLeft.warnings.last { left.seconds <= $0 }
            guard let threshold, threshold < told[task.number] ?? .infinity else { return nil }
            told[task.number] = threshold
            let what = sanitised(task.request.prompt.truncated(to: 40))
            if left.isLost { return "@\(task.number) is lost: nobody fetched it in its 24 hours  \(what)" }
            let remedy = task.status == .succeeded ? "rescue fetches it" : "it still runs"
            return "@\(task.number) can be fetched for \(left.text) more: \(remedy)  \(what)"
        }
    }
}
