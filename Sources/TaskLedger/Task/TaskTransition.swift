package import NexusFlowAPI

/// A step in the life of a task. Every change of a status in the ledger is one of these, checked against the status
/// that stands there in the same transaction.
///
/// ```
/// intended ⇄ sending → pending ⇄ running → succeeded | failed | expired
///    └─ abandoned ─┘ └→ rejected | unknown → (a late answer, or found on the service) pending | …
///                                       └→ (settled by hand as lost) abandoned
/// ```
package enum TaskTransition: Hashable, Sendable {
    /// The request is about to leave.
    case send
    /// The request provably did not leave, or was refused for now: it waits for its next attempt.
    case postpone
    /// It is given up before anything left.
    case abandon
    /// The server refused it.
    case reject
    /// It left, and no usable answer came.
    case loseTrack
    /// The server took it, and says how it stands.
    case accept(RemoteStatus)
    /// The server says how a task that it took stands.
    case answer(RemoteStatus)
    /// Its 24 hours passed without an end.
    case expire
    /// A task that the server lists turned out to be the one whose outcome was unknown.
    case adopt(RemoteStatus)
    /// A person says that the request whose outcome is unknown never became a task.
    case writeOff

    /// The status that follows `status`, or `nil` if this step is impossible there.
    package func next(after status: TaskStatus) -> TaskStatus? {
        switch self {
        case .send: status == .intended ? .sending : nil
        case .postpone: status == .sending ? .intended : nil
        case .abandon: status == .intended || status == .sending ? .abandoned : nil
        // Another process may have taken the sender for dead: what the sender learns late is still the truth.
        case .reject: status == .sending || status == .unknown ? .rejected : nil
        case .loseTrack: status == .sending || status == .unknown ? .unknown : nil
        case .accept(let remote): status == .sending || status == .unknown ? TaskStatus(remote) : nil
        case .answer(let remote): Self.answered(remote, status)
        case .expire: status.isRunning || status == .expired ? .expired : nil
        case .adopt(let remote): status == .unknown ? TaskStatus(remote) : nil
        case .writeOff: status == .unknown ? .abandoned : nil
        }
    }

    /// An end stays an end: answers can overtake each other. Only `expired`, which is a conclusion of ours, yields to
    /// an end that the server reports.
    private static func answered(_ remote: RemoteStatus, _ status: TaskStatus) -> TaskStatus? {
        switch status {
        case .pending, .running, .other: TaskStatus(remote)
        case .expired: remote.isFinal ? TaskStatus(remote) : .expired
        case .succeeded, .failed: status
        case .intended, .sending, .abandoned, .rejected, .unknown: nil
        }
    }
}
