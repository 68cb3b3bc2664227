import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// Looks after submitted tasks while the person does something else, and tells what became of them.
package actor Lookout {
    private let backend: any Backend
    private let tuning: EngineTuning
    private let tell: @Sendable (String) -> Void
    private let countChanged: @Sendable (Int) -> Void
    private var running: Set<Int> = []
    private let numbers: AsyncStream<Int>
    private let feed: AsyncStream<Int>.Continuation

    /// - Parameters:
    ///   - tell: takes one line about a task that ended.
    ///   - countChanged: takes the number of tasks that run now.
    package init(
        backend: any Backend, tuning: EngineTuning, tell: @escaping @Sendable (String) -> Void,
        countChanged: @escaping @Sendable (Int) -> Void
    ) {
        self.backend = backend
        self.tuning = tuning
        self.tell = tell
        self.countChanged = countChanged
        (numbers, feed) = AsyncStream.makeStream(of: Int.self)
    }

    /// Looks after one more task, from any thread.
    package nonisolated func add(_ number: Int) { feed.yield(number) }

    /// Runs until it is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await number in numbers where running.insert(number).inserted {
                countChanged(running.count)
                group.addTask { await self.lookAfter(number) }
            }
            group.cancelAll()
        }
    }

    private func lookAfter(_ number: Int) async {
        defer {
            running.remove(number)
            countChanged(running.count)
        }
        guard let engine = try? await backend.engine(tuning) else { return }
        var told: Set<String> = []
        for await update in engine.follow([number]) {
            guard let task = update.records.first else { continue }
            if task.status.isFinal, told.insert(task.status.word).inserted { tell(task.endSentence) }
            if let file = task.file, told.insert("file").inserted { tell("@\(number) is in \(sanitised(file))") }
            if let error = update.downloadFailures[number], told.insert("failure").inserted {
                tell("@\(number) could not be downloaded: \(ShellError(error, nothingSent: false).message)")
            }
        }
    }
}

extension TaskRecord {
    /// What a notice says of a task that ended.
    fileprivate var endSentence: String {
        var line = "@\(number) \(status.word)"
        if let error { line += ": \(error)" }
        if let cost { line += "  \(cost)" }
        return sanitised("\(line)  \(request.prompt.truncated(to: 48))")
    }
}
