import FoundationEssentials
import Synchronization

/// What time it is at the service, told from the last answer that said so: deadlines are set by its clock, not ours.
final class ServerClock: Sendable {
    private let offset = Mutex<TimeInterval>(0)

    /// Takes in the `Date` of an answer that arrived at `local`.
    func note(_ serverTime: Date?, at local: Date) {
        guard let serverTime else { return }
        offset.withLock { $0 = serverTime.timeIntervalSince(local) }
    }

    /// The service's time at `local`.
    func time(at local: Date) -> Date {
        local.addingTimeInterval(offset.withLock { $0 })
    }
}
