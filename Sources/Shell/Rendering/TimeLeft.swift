package import FoundationEssentials
import NexusFlowAPI
package import TaskLedger

/// How long a task or its video can still be fetched, as people read it.
package struct TimeLeft: Hashable, Sendable {
    /// In seconds; not above 0 once it is lost.
    package let seconds: Double

    /// From how many seconds before the end a task is worth a warning, the earlier first.
    package static let warnings: [Double] = [4 * 3600, 3600]

    package var isLost: Bool { seconds <= 0 }

    /// `23 h`, `42 min`, `30 s` or `lost`.
    package var text: String {
        switch seconds {
        case ...0: "lost"
        case ..<60: "\(Int(seconds.rounded(.up))) s"
        case ..<3600: "\(Int(seconds / 60)) min"
        default: "\(Int(seconds / 3600)) h"
        }
    }

    var style: Palette.Style {
        if isLost || seconds < Self.warnings[1] { return .red }
        return seconds < Self.warnings[0] ? .yellow : .dim
    }
}

extension TaskRecord {
    /// Until its deadline; `nil` where nothing is left to lose: it is fetched, it failed, or it never ran.
    package func timeLeft(at now: Date) -> TimeLeft? {
        switch status {
        case .expired: return TimeLeft(seconds: 0)
        case .succeeded where file == nil: break
        case .pending, .running, .other: break
        default: return nil
        }
        return expiresAt.map { TimeLeft(seconds: $0.timeIntervalSince(now)) }
    }
}
