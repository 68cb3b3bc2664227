package import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// Looks after tasks while the person does something else, and tells what became of them.
package actor Lookout {
    private let backend: any Backend
    private let tuning: EngineTuning
    private let clock: any WallClock
    private let tell: @Sendable (String) -> Void
    private let teller: TerminalTeller
    private let countChanged: @Sendable (Int) -> Void
    /// What is looked after.
    private var running: Set<Int> = []
    /// Those of it that have ended, while their videos are fetched.
    private var ended: Set<Int> = []
    private let numbers: AsyncStream<Int>
    private let feed: AsyncStream<Int>.Continuation

    /// How often deadlines are looked at.
    private static let deadlineInterval = Duration.seconds(60)
    /// How long after a download that failed the task is looked after again, doubled each time up to an hour.
    private static let firstRetry = Duration.seconds(300)
    private static let lastRetry = Duration.seconds(3600)

    /// What came in since the terminal was told.
    private var untold: [TaskRecord] = []
    /// Over how long ends are gathered, so that those of one answer make one notification.
    private static let gathering = Duration.milliseconds(300)

    /// - Parameters:
    ///   - tell: takes one line about a task that ended.
    ///   - teller: is told of every change.
    ///   - countChanged: takes the number of tasks that run now.
    package init(
        backend: any Backend, tuning: EngineTuning, clock: any WallClock, tell: @escaping @Sendable (String) -> Void,
        teller: TerminalTeller, countChanged: @escaping @Sendable (Int) -> Void
    ) {
        self.backend = backend
        self.tuning = tuning
        self.clock = clock
        self.tell = tell
        self.teller = teller
        self.countChanged = countChanged
        (numbers, feed) = AsyncStream.makeStream(of: Int.self)
    }

    /// Looks after one more task, from any thread.
    package nonisolated func add(_ number: Int) { feed.yield(number) }

    /// Runs until it is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var watchesDeadlines = false
            for await number in numbers where running.insert(number).inserted {
                tellCount()
                group.addTask { await self.lookAfter(number) }
                if !watchesDeadlines {
                    watchesDeadlines = true
                    group.addTask { await self.watchDeadlines() }
                }
            }
            group.cancelAll()
        }
    }

    private func lookAfter(_ number: Int) async {
        teller.follow([number])
        defer {
            teller.note(untold)
            untold = []
            teller.leave([number])
            running.remove(number)
            ended.remove(number)
            tellCount()
        }
        guard let engine = try? await backend.engine(tuning) else { return }
        var news = TaskNews()
        var pause = Self.firstRetry
        while !Task.isCancelled {
            var last: FollowUpdate?
            for await update in engine.follow([number]) {
                last = update
                for line in news.lines(update) { tell(line) }
                let isOver = update.records.contains { $0.number == number && $0.status.isFinal }
                if isOver, ended.insert(number).inserted { tellCount() }
                await tellTerminal(update)
            }
            // The network may be back before the deadline: what was not fetched is tried again.
            guard let last, last.downloadFailures[number] != nil, let task = last.records.first,
                task.timeLeft(at: clock.now)?.isLost != true
            else { return }
            guard (try? await clock.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, Self.lastRetry)
        }
    }

    private func tellCount() { countChanged(running.count - ended.count) }

    private func tellTerminal(_ update: FollowUpdate) async {
        let isFirst = untold.isEmpty
        untold += update.records
        guard isFirst else { return }
        if update.records.contains(where: \.status.isFinal) { try? await clock.sleep(for: Self.gathering) }
        teller.note(untold)
        untold = []
    }

    private func watchDeadlines() async {
        var watch = DeadlineWatch()
        while !Task.isCancelled {
            if let ledger = try? await backend.ledger(), let engine = try? await backend.engine(tuning) {
                var filter = TaskFilter()
                filter.isUnfetched = true
                let tasks = ((try? ledger.tasks(filter)) ?? []).filter(engine.isInCare)
                for line in watch.warnings(tasks, at: clock.now) { tell(line) }
            }
            guard (try? await clock.sleep(for: Self.deadlineInterval)) != nil else { return }
        }
    }
}

/// What is new about a followed task, each thing told once.
private struct TaskNews {
    private var told: Set<String> = []
    private var isFirst = true

    mutating func lines(_ update: FollowUpdate) -> [String] {
        guard let task = update.records.first else { return [] }
        var lines: [String] = []
        // What had ended before anybody looked is no news.
        if task.status.isFinal, told.insert(task.status.word).inserted, !isFirst { lines.append(task.endSentence) }
        isFirst = false
        if let file = task.file, told.insert("file").inserted {
            lines.append("@\(task.number) is in \(sanitised(file))")
        }
        if let error = update.downloadFailures[task.number], told.insert(error.message).inserted {
            lines.append(
                "@\(task.number) could not be downloaded: \(ShellError(error, nothingSent: false).message)")
        }
        return lines
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
