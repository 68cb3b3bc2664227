import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What a run came to, case by case: one for each submit, one for each `expect`, and one for each line that failed in
/// another way. Made into a file for the machines that watch over runs.
package final class RunReport {
    /// How a case ended, in the words that JUnit and TAP share.
    enum Verdict: String {
        case passed
        /// It did what it should not: a task failed, an expectation did not hold.
        case failed
        /// Nobody knows, or something else came between.
        case error
        /// It is not over, or was forgiven.
        case skipped
    }

    enum Kind: String {
        case submit, expect, line
    }

    struct Case {
        let kind: Kind
        /// The prompt, the expression or the command.
        var name: String
        let place: Place?
        var verdict: Verdict
        var message: String?
        /// In seconds.
        var duration: Double
        var task: TaskRecord?
    }

    private enum Entry {
        case submit(number: Int, Place?)
        case settled(Case)
    }

    private let command: String
    private let clock: any WallClock
    private let beganAt: Date
    private var entries: [Entry] = []
    private var seen: Set<Int> = []

    /// - Parameter command: how the run was started.
    init(command: String, clock: any WallClock) {
        self.command = command
        self.clock = clock
        beganAt = clock.now
    }

    /// Tasks were written down, or taken over from an earlier run.
    func submitted(_ records: [TaskRecord], at places: [Place?]) {
        for (record, place) in zip(records, places) where seen.insert(record.number).inserted {
            entries.append(.submit(number: record.number, place))
        }
    }

    /// An expectation was held against what is.
    func expected(_ text: String, at place: Place?, began: Date, failure: String?) {
        entries.append(
            .settled(
                Case(
                    kind: .expect, name: text, place: place,
                    verdict: failure == nil ? .passed : place?.isForgiven == true ? .skipped : .failed,
                    message: failure, duration: clock.now.timeIntervalSince(began), task: nil)))
    }

    /// A line failed in a way that no submit and no expectation tells of.
    func failed(_ line: String, at place: Place?, began: Date, _ error: ShellError) {
        let isForgiven = place?.isForgiven == true && error.status.isForgivable
        entries.append(
            .settled(
                Case(
                    kind: .line, name: line, place: place, verdict: isForgiven ? .skipped : .error,
                    message: error.message, duration: clock.now.timeIntervalSince(began), task: nil)))
    }

    /// The cases as they stand now.
    ///
    /// - Parameter tasks: gives the rows of these tasks.
    func finish(status: ExitStatus, tasks: ([Int]) async -> [TaskRecord]) async -> FinishedReport {
        let records = await tasks(Array(seen))
        let byNumber = Dictionary(records.map { ($0.number, $0) }) { first, _ in first }
        let now = clock.now
        var cases = entries.map { entry in
            switch entry {
            case .settled(let settled): settled
            case .submit(let number, let place): Self.settled(number, byNumber[number], place, now: now)
            }
        }
        if status != .done, !cases.contains(where: { $0.verdict == .failed || $0.verdict == .error }) {
            // Whoever counts failures must not take it for a success.
            cases.append(
                Case(
                    kind: .line, name: "exit status", place: nil, verdict: .error,
                    message: "the run ended with status \(status.rawValue)", duration: 0, task: nil))
        }
        return FinishedReport(command: command, beganAt: beganAt, endedAt: now, status: status, cases: cases)
    }

    private static func settled(
        _ number: Int, _ record: TaskRecord?, _ place: Place?, now: Date
    ) -> Case {
        guard let record else {
            return Case(
                kind: .submit, name: "@\(number)", place: place, verdict: .error, message: "the ledger has lost it",
                duration: 0, task: nil)
        }
        let end = record.status.isFinal ? record.completedAt ?? now : now
        let verdict: Verdict =
            switch record.status {
            case .succeeded: .passed
            case .failed, .rejected, .expired: place?.isForgiven == true ? .skipped : .failed
            case .unknown, .sending: .error
            case .intended, .abandoned, .pending, .running, .other: .skipped
            }
        return Case(
            kind: .submit, name: record.request.prompt, place: place, verdict: verdict,
            message: verdict == .passed
                ? nil : record.error.map { "\(record.status.word): \($0)" } ?? record.status.word,
            // What the service never took has taken no time.
            duration: record.createdAt.map { max(0, end.timeIntervalSince($0)) } ?? 0, task: record)
    }
}

/// A report of a run that is over.
struct FinishedReport {
    let command: String
    let beganAt: Date
    let endedAt: Date
    let status: ExitStatus
    let cases: [RunReport.Case]

    /// In seconds.
    var duration: Double { max(0, endedAt.timeIntervalSince(beganAt)) }

    func count(_ verdict: RunReport.Verdict) -> Int { cases.count { $0.verdict == verdict } }

    /// What the tasks were expected to cost.
    var estimate: PriceRange { cases.compactMap { $0.task?.estimate }.reduce(.zero, +) }

    /// What they cost, as far as that is certain.
    var cost: Money { cases.compactMap { $0.task?.cost }.reduce(.zero, +) }
}

/// The files that a report can be made into.
package enum ReportFormat: String, CaseIterable, Sendable {
    case json, junit, tap
}
