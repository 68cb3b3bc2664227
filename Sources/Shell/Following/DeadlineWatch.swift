package import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
package import TaskLedger

/// Which warnings about deadlines are due: each task gets each once, the nearest threshold only.
package struct DeadlineWatch: Sendable {
    /// The lowest threshold that was told of each task, in seconds.
    private var told: [Int: Double] = [:]

    package init() {}

    /// More than so many of a kind are told of in one line.
    private static let most = 5

    private enum Kind: CaseIterable {
        case fetchable, running, lost

        init(_ task: TaskRecord, _ left: TimeLeft) {
            self = left.isLost ? .lost : task.status == .succeeded ? .fetchable : .running
        }
    }

    /// The lines to say now about tasks whose results are not here.
    package mutating func warnings(_ tasks: [TaskRecord], at now: Date) -> [String] {
        let due = tasks.compactMap { task -> (task: TaskRecord, left: TimeLeft)? in
            guard let left = task.timeLeft(at: now) else { return nil }
            // What is lost is told once, as the lowest of all thresholds.
            let threshold = left.isLost ? 0 : TimeLeft.warnings.last { left.seconds <= $0 }
            guard let threshold, threshold < told[task.number] ?? .infinity else { return nil }
            told[task.number] = threshold
            return (task, left)
        }
        let kinds = Dictionary(grouping: due) { Kind($0.task, $0.left) }
        return Kind.allCases.flatMap { kind in
            let group = kinds[kind] ?? []
            guard group.count > Self.most, let least = group.min(by: { $0.left.seconds < $1.left.seconds }) else {
                return group.map { Self.line($0.task, $0.left, kind) }
            }
            return [Self.line(group.count, leastOf: least.left, first: least.task, kind)]
        }
    }

    private static func line(_ task: TaskRecord, _ left: TimeLeft, _ kind: Kind) -> String {
        let what = sanitised(task.request.prompt.truncated(to: 40))
        return switch kind {
        case .lost: "@\(task.number) is lost: nobody fetched it in its 24 hours  \(what)"
        case .fetchable: "@\(task.number) can be fetched for \(left.text) more: rescue fetches it  \(what)"
        case .running: "@\(task.number) can be fetched for \(left.text) more: it still runs  \(what)"
        }
    }

    private static func line(_ count: Int, leastOf left: TimeLeft, first task: TaskRecord, _ kind: Kind) -> String {
        switch kind {
        case .lost: "\(count) tasks are lost: nobody fetched them in their 24 hours; @\(task.number) was the first"
        case .fetchable:
            "\(count) tasks can be fetched for \(left.text) more at least: rescue fetches them, @\(task.number) first"
        case .running:
            "\(count) tasks can be fetched for \(left.text) more at least: they still run, @\(task.number) too"
        }
    }
}
