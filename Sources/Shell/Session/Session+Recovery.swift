import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

extension Session {
    /// Says what was settled of submits whose process died.
    func tell(_ recovery: Recovery) {
        if !recovery.unknown.isEmpty {
            let names = Self.names(recovery.unknown)
            warn(
                "the nfsh that sent \(names) ended before the service answered: \(recovery.unknown.count == 1 ? "it" : "they") may run and be billed. Nothing is sent again; `reconcile` finds out"
            )
        }
        if !recovery.abandoned.isEmpty {
            note("\(Self.names(recovery.abandoned)) had been written down by an nfsh that ended, and never sent: free")
        }
    }

    /// What the ledger holds for this service that is not over, for whoever comes back to it; `nil` if there is nothing.
    func unfinished() async throws -> Unfinished? {
        let ledger = try await ledger()
        var filter = TaskFilter()
        filter.isOpenAt = now
        let open = try ledger.tasks(filter)
        let unknown = try ledger.unsettledSubmits { $0.status == .unknown }.map(\.record)
        // The service is not needed where there is nothing to ask it.
        guard !open.isEmpty || !unknown.isEmpty else { return nil }
        let engine = try await engine()
        let ours = open.filter(engine.isInCare)
        return Unfinished(
            running: ours.filter(\.status.isRunning),
            unfetched: ours.filter { $0.status == .succeeded }
                .sorted { ($0.expiresAt ?? .distantFuture) < ($1.expiresAt ?? .distantFuture) },
            unknown: unknown.filter(engine.isInCare))
    }

    static func names(_ numbers: [Int]) -> String {
        guard numbers.count > 8 else { return numbers.map { "@\($0)" }.joined(separator: " ") }
        return numbers.prefix(6).map { "@\($0)" }.joined(separator: " ") + " and \(numbers.count - 6) more"
    }
}

/// Tasks of the ledger that are not over.
struct Unfinished {
    var running: [TaskRecord] = []
    /// Succeeded and not fetched, the nearest deadline first.
    var unfetched: [TaskRecord] = []
    var unknown: [TaskRecord] = []

    /// One line, such as `2 tasks run, 1 video is to be fetched (3 h left), 1 outcome is unknown ($0.45; reconcile)`;
    /// `nil` if there is nothing to say.
    func summary(at now: Date) -> String? {
        var parts: [String] = []
        if !running.isEmpty { parts.append(running.count == 1 ? "1 task runs" : "\(running.count) tasks run") }
        if let first = unfetched.first {
            let left = first.timeLeft(at: now).map { ", \($0.text) left" } ?? ""
            parts.append(
                unfetched.count == 1
                    ? "1 video is to be fetched\(left)"
                    : "\(unfetched.count) videos are to be fetched\(left) for the first")
        }
        if !unknown.isEmpty {
            let most = unknown.compactMap(\.estimate?.high).reduce(.zero, +)
            parts.append(
                "\(unknown.count == 1 ? "1 outcome is" : "\(unknown.count) outcomes are") unknown, at most \(most): see `reconcile`"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
