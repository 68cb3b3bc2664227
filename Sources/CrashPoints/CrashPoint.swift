/// A kind of change in the ledger that a promise hangs on.
package enum LedgerStep: CaseIterable, Hashable, Sendable {
    case intent, sending, acceptance, rejection, loss, postponement, abandonment, answers, expiry, claim, publication
    case recovery, adoption
}

/// A moment in the life of a paid task at which a process may be lost.
package enum CrashPoint: CaseIterable, Hashable, Sendable {
    /// The change is made, and not committed.
    case written(LedgerStep)
    /// The change is on disk, and nobody knows yet.
    case committed(LedgerStep)
    /// The first byte of a paid request is about to leave.
    case requestBegun
    /// A paid request was handed to the connection whole.
    case requestGone
    /// Status and headers of an answer are there.
    case answerBegun
    /// An answer is there whole, and nobody has read it.
    case answerWhole
    /// The first bytes are in a part file.
    case partBegun
    /// All bytes are in the part file, verified, perhaps not on disk.
    case partWhole
    /// The part file is on disk.
    case partDurable
    /// The video has its final name, perhaps not on disk.
    case videoNamed
    /// The final name is on disk, and the ledger does not know.
    case videoDurable
    /// The ledger knows the video, and nothing describes it.
    case sidecarDue
    /// The description is in its place.
    case sidecarDone

    package static let allCases =
        LedgerStep.allCases.map(Self.written) + LedgerStep.allCases.map(Self.committed) + [
            .requestBegun, .requestGone, .answerBegun, .answerWhole, .partBegun, .partWhole, .partDurable, .videoNamed,
            .videoDurable, .sidecarDue, .sidecarDone,
        ]
}

#if DEBUG
    extension CrashPoint: CustomStringConvertible {
        /// Such as `intent-written`, `sending-committed` or `partDurable`.
        package var description: String {
            switch self {
            case .written(let step): "\(step)-written"
            case .committed(let step): "\(step)-committed"
            case .requestBegun: "requestBegun"
            case .requestGone: "requestGone"
            case .answerBegun: "answerBegun"
            case .answerWhole: "answerWhole"
            case .partBegun: "partBegun"
            case .partWhole: "partWhole"
            case .partDurable: "partDurable"
            case .videoNamed: "videoNamed"
            case .videoDurable: "videoDurable"
            case .sidecarDue: "sidecarDue"
            case .sidecarDone: "sidecarDone"
            }
        }
    }
#endif
