import NexusFlowAPI
import ShellLanguage
package import TaskLedger

/// What the terminal is told of the tasks that are being looked after: each change once.
package struct WatchedTasks: Sendable {
    /// How many look after a task.
    private var watchers: [Int: Int] = [:]
    /// How far each task is that is looked after; those that ended stay until none runs, so that what is told of all
    /// never goes back.
    private var tasks: [Int: TaskRecord] = [:]
    private var title: String?
    private var progress = TerminalNews.Progress.none

    package init() {}

    /// The tasks that run, as far as anybody has said.
    package var running: Int { tasks.values.count { $0.status.isRunning } }

    /// Somebody looks after these from now on.
    package mutating func follow(_ numbers: [Int]) {
        for number in numbers { watchers[number, default: 0] += 1 }
    }

    /// Somebody looks after these no more.
    package mutating func leave(_ numbers: [Int]) -> [TerminalNews] {
        for number in numbers {
            let left = (watchers[number] ?? 1) - 1
            watchers[number] = left > 0 ? left : nil
            // One that ended counts on for the progress of the others.
            if left <= 0, tasks[number]?.status.isRunning == true { tasks[number] = nil }
        }
        return changes()
    }

    /// How tasks stand now. What had ended before anybody looked is no news.
    package mutating func note(_ records: [TaskRecord]) -> [TerminalNews] {
        var ended: [TaskRecord] = []
        for task in records where watchers[task.number] != nil {
            let before = tasks[task.number]
            if before == nil, !task.status.isRunning { continue }
            if before?.status.isRunning == true, task.status.isFinal { ended.append(task) }
            tasks[task.number] = task
        }
        return changes() + notification(ended)
    }

    /// Everything as it was found.
    package mutating func end() -> [TerminalNews] {
        (watchers, tasks) = ([:], [:])
        return changes()
    }

    private mutating func changes() -> [TerminalNews] {
        let running = running
        var changes: [TerminalNews] = []
        let progress = currentProgress
        if running == 0 { tasks = [:] }
        let title = running > 0 ? "nfsh: \(running) running" : nil
        if title != self.title { changes.append(.title(title)) }
        if progress != self.progress { changes.append(.progress(progress)) }
        (self.title, self.progress) = (title, progress)
        return changes
    }

    /// The mean of what the service reports; nothing is made up for a task of which it says nothing.
    private var currentProgress: TerminalNews.Progress {
        guard running > 0 else { return .none }
        let known = tasks.values.compactMap { $0.status.isRunning ? $0.progress : 100 }
        guard known.count == tasks.count else { return .indeterminate }
        return .percent(known.reduce(0, +) / known.count)
    }

    private func notification(_ ended: [TaskRecord]) -> [TerminalNews] {
        guard let first = ended.first else { return [] }
        guard ended.count > 1 else {
            let reason = first.error.map { ": \($0)" } ?? ""
            return [
                .notification(
                    title: "nfsh",
                    text: sanitised(
                        "@\(first.number) \(first.status.word)\(reason)  \(first.request.prompt.truncated(to: 48))"))
            ]
        }
        let words = Dictionary(grouping: ended, by: \.status.word).map { (word: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.word) < ($0.count, $1.word) }
        return [
            .notification(
                title: "nfsh",
                text: sanitised(
                    "\(ended.count) tasks ended: " + words.map { "\($0.count) \($0.word)" }.joined(separator: ", ")))
        ]
    }
}
