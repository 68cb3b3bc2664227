import NexusFlowAPI
import ShellLanguage
package import TaskLedger

extension Session {
    /// The tasks that words of the command line name, in their order, each once.
    ///
    /// - Throws: ``ShellError`` for what names no task, or more than one id.
    package func tasks(_ words: [Expanded]) async throws -> [TaskRecord] {
        var seen: Set<Int> = []
        var found: [TaskRecord] = []
        for word in words {
            for task in try await tasks(named: word) where seen.insert(task.number).inserted { found.append(task) }
        }
        return found
    }

    /// Whether words of the command line name a single task by their form, and not a set.
    func isSingle(_ words: [Expanded]) -> Bool {
        guard words.count == 1, let word = words.first else { return false }
        switch word.capture {
        case .task: return true
        case .tasks: return false
        case .text, nil:
            let reference =
                word.form == .at ? TaskReference(sign: word.text) : TaskReference(bare: word.text)
            return reference?.isSingle ?? true
        }
    }

    /// The one task that a word names.
    package func task(_ word: Expanded) async throws -> TaskRecord {
        let found = try await tasks(named: word)
        guard let task = found.first, found.count == 1 else {
            throw ShellError(
                .trouble, "'\(sanitised(word.text))' names \(found.count) tasks, and one is needed", at: word.span)
        }
        return task
    }

    /// The tasks of this session; the whole ledger's, if it submitted none.
    package func tasksOfSession(statuses: (TaskStatus) -> Bool) async throws -> [TaskRecord] {
        try await candidates().filter { statuses($0.status) }
    }

    private func tasks(named word: Expanded) async throws -> [TaskRecord] {
        switch word.capture {
        case .task(let number): return [try await task(number: number, word)]
        case .tasks(let numbers):
            return try await records(numbers)
        case .text, nil: break
        }
        let isSign = word.form == .at
        let reference = isSign ? TaskReference(sign: word.text) : TaskReference(bare: word.text)
        guard let reference else {
            let name = sanitised(word.text)
            throw ShellError(
                .check, "\(isSign ? "@" : "")\(name) names no task",
                remedy: TaskReference.advice,
                at: word.span)
        }
        return try await tasks(reference, word)
    }

    private func tasks(_ reference: TaskReference, _ word: Expanded) async throws -> [TaskRecord] {
        switch reference {
        case .number(let number): return [try await task(number: number, word)]
        case .range(let range):
            var filter = TaskFilter()
            filter.numbers = Array(range.prefix(100_000))
            let found = try await ledger().tasks(filter)
            guard !found.isEmpty else {
                throw ShellError(
                    .trouble, "the ledger has no task from @\(range.lowerBound) to @\(range.upperBound)", at: word.span)
            }
            return found
        case .newest(let back):
            let number = submitted.isEmpty ? nil : submitted.dropLast(back - 1).last
            if let number { return [try await task(number: number, word)] }
            guard submitted.isEmpty, let task = try await ledger().newest(offset: back - 1) else {
                throw ShellError(.trouble, "there is no task that far back", at: word.span)
            }
            return [task]
        case .running: return try await candidates().filter(\.status.isRunning)
        case .failed: return try await candidates().filter { $0.status == .failed }
        case .all: return try await candidates()
        case .tag(let tag): return try await tasks(tagged: tag, word)
        case .rated(let stars):
            var filter = TaskFilter()
            filter.rated = stars
            return try await ledger().tasks(filter)
        case .id(let prefix):
            let found = try await ledger().tasks(idPrefix: prefix, limit: 2)
            guard let task = found.first else {
                throw ShellError(
                    .trouble, "the ledger knows no task whose id begins with '\(sanitised(prefix))'",
                    remedy: "list shows the tasks there are", at: word.span)
            }
            guard found.count == 1 else {
                throw ShellError(
                    .trouble, "more than one id begins with '\(sanitised(prefix))'", remedy: "write more of it",
                    at: word.span)
            }
            return [task]
        }
    }

    private func tasks(tagged tag: String, _ word: Expanded) async throws -> [TaskRecord] {
        var filter = TaskFilter()
        filter.tag = tag
        let ledger = try await ledger()
        let found = try ledger.tasks(filter)
        guard found.isEmpty else { return found }
        let near = Suggestion.nearest(tag, in: try ledger.tags(limit: Self.comparedTags))
        throw ShellError(
            .trouble, "no task has the tag '\(sanitised(tag))'",
            remedy: near.map { "did you mean '\(sanitised($0))'?" } ?? "find looks for a part of one", at: word.span)
    }

    /// How many tags are compared with one that no task has.
    private static let comparedTags = 1000

    private func task(number: Int, _ word: Expanded) async throws -> TaskRecord {
        guard let task = try await record(number) else {
            throw ShellError(
                .trouble, "the ledger has no task @\(number)", remedy: "list shows the tasks there are", at: word.span)
        }
        return task
    }

    /// Of this session, or of the ledger while the session has none.
    private func candidates() async throws -> [TaskRecord] {
        var filter = TaskFilter()
        if !submitted.isEmpty { filter.numbers = submitted }
        return try await ledger().tasks(filter)
    }
}
