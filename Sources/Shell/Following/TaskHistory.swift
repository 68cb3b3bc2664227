import FoundationEssentials
import NexusFlowAPI
package import TaskLedger

/// What the user's own past tasks say of how long others take. A pure function of what it is given.
package struct TaskHistory: Sendable {
    /// How long a task takes as a rule.
    package struct Expectation: Hashable, Sendable {
        /// The median, in seconds; above 0.
        package let seconds: Double
        /// From how many tasks.
        package let count: Int
        /// Whether these are of the same size and length too, and not only of the same model.
        package let isAlike: Bool
    }

    /// Of how many of the newest tasks it is made: the service of last month is another one.
    static let depth = 50

    private let tasks: [(task: FinishedTask, isLoopback: Bool)]

    /// - Parameter tasks: what succeeded, of each model the newest first.
    package init(_ tasks: [FinishedTask] = []) {
        self.tasks = tasks.map { ($0, Self.isLoopback($0.origin)) }
    }

    /// How long a task like this takes from its creation to its end: by those of the same model, resolution and duration,
    /// without any by those of the same model; `nil` without any.
    package func expectation(of task: TaskRecord) -> Expectation? {
        let request = task.request
        // The embedded service has another port each time.
        let isLoopback = Self.isLoopback(task.origin)
        let ofModel = tasks.filter { past in
            past.task.model == request.model && (past.task.origin == task.origin || (isLoopback && past.isLoopback))
        }.map(\.task)
        let alike = ofModel.filter { $0.resolution == request.resolution && $0.duration == request.duration }
        let chosen = (alike.isEmpty ? ofModel : alike).prefix(Self.depth).map(\.lasted).sorted()
        guard !chosen.isEmpty else { return nil }
        let middle = chosen.count / 2
        let median = chosen.count % 2 == 1 ? chosen[middle] : (chosen[middle - 1] + chosen[middle]) / 2
        return Expectation(seconds: median, count: chosen.count, isAlike: !alike.isEmpty)
    }

    private static func isLoopback(_ origin: String) -> Bool { ServiceAddress(origin)?.isLoopback == true }
}

extension TaskHistory {
    /// Reads what the ledger knows of the models of these tasks.
    ///
    /// - Returns: nothing where the ledger cannot be read: whoever needs it says so.
    static func read(for tasks: [TaskRecord], from ledger: Ledger) -> TaskHistory {
        // Four times the depth, so that each size and length has its share.
        TaskHistory(
            Set(tasks.map(\.request.model)).sorted().flatMap { model in
                (try? ledger.finished(model: model, limit: 4 * depth)) ?? []
            })
    }
}

/// How much longer a task takes, if it takes as long as others did: an estimate, and written so.
package enum TimeToGo: Hashable, Sendable {
    /// In seconds; above 0.
    case about(Double)
    /// The others were done by now.
    case longerThanUsual

    package init(_ expectation: TaskHistory.Expectation, elapsed: Double) {
        let left = expectation.seconds - elapsed
        self = left > 0 ? .about(left) : .longerThanUsual
    }

    /// `~2 min`, `~40 s`, or `longer than usual`.
    package var text: String {
        switch self {
        case .longerThanUsual: "longer than usual"
        case .about(..<10): "~\(rounded(to: 1)) s"
        case .about(..<90): "~\(rounded(to: 10)) s"
        case .about(..<5400): "~\(rounded(to: 60) / 60) min"
        case .about: "~\(rounded(to: 3600) / 3600) h"
        }
    }

    /// The same where it is a time; `nil` past it.
    var estimate: String? { if case .about = self { text } else { nil } }

    private func rounded(to step: Double) -> Int {
        guard case .about(let seconds) = self else { return 0 }
        // Up while somebody counts seconds, to the nearest beyond.
        return Int((seconds / step).rounded(step < 60 ? .up : .toNearestOrAwayFromZero) * step)
    }
}

extension TaskRecord {
    /// Seconds since it was submitted; of one that ended, the seconds that it took, by the service's clock.
    func elapsed(at now: Date) -> Double {
        if status.isFinal, let completedAt { return completedAt.timeIntervalSince(createdAt ?? intendedAt) }
        return now.timeIntervalSince(sentAt ?? createdAt ?? intendedAt)
    }

    /// How much longer it takes by what the history says; `nil` for what does not run, or has nothing to be measured by.
    func timeToGo(by history: TaskHistory, at now: Date) -> TimeToGo? {
        guard status.isRunning, let expectation = history.expectation(of: self) else { return nil }
        return TimeToGo(expectation, elapsed: elapsed(at: now))
    }
}
