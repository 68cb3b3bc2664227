import NexusFlowAPI
import Testing

@testable import TaskLedger

@Suite("The steps of a task's life")
struct TransitionTests {
    static let statuses = TaskStatus.named + [.other("queued")]
    static let remotes: [RemoteStatus] = [.pending, .running, .succeeded, .failed, .other("queued")]
    static let steps: [TaskTransition] =
        [.send, .postpone, .abandon, .reject, .loseTrack, .expire, .writeOff] + remotes.map { .accept($0) }
        + remotes.map { .answer($0) } + remotes.map { .adopt($0) }

    /// Every step that is possible; what is not listed must be refused.
    static let possible: [TaskTransition: [TaskStatus: TaskStatus]] = {
        var table: [TaskTransition: [TaskStatus: TaskStatus]] = [
            .send: [.intended: .sending],
            .postpone: [.sending: .intended],
            .abandon: [.intended: .abandoned, .sending: .abandoned],
            .reject: [.sending: .rejected, .unknown: .rejected],
            .loseTrack: [.sending: .unknown, .unknown: .unknown],
            .writeOff: [.unknown: .abandoned],
            .expire: [.pending: .expired, .running: .expired, .other("queued"): .expired, .expired: .expired],
        ]
        let ends: [TaskStatus: TaskStatus] = [.succeeded: .succeeded, .failed: .failed]
        for (remote, status) in [
            (RemoteStatus.pending, TaskStatus.pending), (.running, .running), (.other("queued"), .other("queued")),
        ] {
            table[.accept(remote)] = [.sending: status, .unknown: status]
            table[.adopt(remote)] = [.unknown: status]
            table[.answer(remote)] = ends.merging([
                .pending: status, .running: status, .other("queued"): status, .expired: .expired,
            ]) { $1 }
        }
        for (remote, status) in [(RemoteStatus.succeeded, TaskStatus.succeeded), (.failed, .failed)] {
            table[.accept(remote)] = [.sending: status, .unknown: status]
            table[.adopt(remote)] = [.unknown: status]
            table[.answer(remote)] = ends.merging([
                .pending: status, .running: status, .other("queued"): status, .expired: status,
            ]) { $1 }
        }
        return table
    }()

    @Test("every step leads where the table says, and nowhere from anywhere else", arguments: steps)
    func everyStep(step: TaskTransition) throws {
        let row = try #require(Self.possible[step])
        for status in Self.statuses {
            #expect(step.next(after: status) == row[status], "\(step) after \(status.word)")
        }
    }

    @Test("a request leaves only from an intent, so that nothing is sent twice")
    func sendOnlyOnce() {
        #expect(Self.statuses.filter { TaskTransition.send.next(after: $0) != nil } == [.intended])
        let backToIntent = Self.steps.flatMap { step in
            Self.statuses.filter { $0 != .intended && step.next(after: $0) == .intended }
        }
        #expect(backToIntent == [.sending])
    }

    @Test("a status is read back from its word", arguments: statuses)
    func words(status: TaskStatus) {
        #expect(TaskStatus(status.word) == status)
    }

    @Test(
        "no word of the server's becomes a status of the ledger's own",
        arguments: ["intended", "sending", "abandoned", "rejected", "unknown", "expired", ""])
    func hostileWords(word: String) {
        let status = TaskStatus(RemoteStatus(word))
        #expect(status.isRunning)
        #expect(TaskStatus(status.word).isRunning)
    }

    @Test("a very long status word is cut")
    func longWord() {
        #expect(TaskStatus(RemoteStatus.other(String(repeating: "x", count: 100_000))).word.count == 64)
    }
}
