import FoundationEssentials
import Synchronization

/// What time it is at the service, told from the last answer that said so: deadlines are set by its clock, not ours.
final class ServerClock: Sendable {
    /// `nil` before the first answer.
    private let offset = Mutex<TimeInterval?>(nil)

    /// Takes in the `Date` of an answer that arrived at `local`; one without says that ours is as good.
    func note(_ serverTime: Date?, at local: Date) {
        offset.withLock { $0 = serverTime?.timeIntervalSince(local) ?? $0 ?? 0 }
    }

    /// The service's time at `local`; before the first answer, this machine's.
    func time(at local: Date) -> Date {
        local.addingTimeInterval(offset.withLock { $0 } ?? 0)
    }

    /// The service's time at `local`, so far as an answer bears it out. On the word of this machine's clock alone, which
    /// may have jumped, no deadline has passed.
    func confirmedTime(at local: Date) -> Date {
        offset.withLock { $0 }.map { local.addingTimeInterval($0) } ?? .distantPast
    }
}
