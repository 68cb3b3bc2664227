package import NexusFlowAPI

/// Where a task stands: the server's words, and the ledger's own for what happens before and without them.
package enum TaskStatus: Hashable, Sendable {
    /// Written down, not sent yet.
    case intended
    /// The request is being sent: from here on it may have left.
    case sending
    case pending
    case running
    case succeeded
    case failed
    /// Never sent: free.
    case abandoned
    /// The server refused it: nothing runs, nothing is billed.
    case rejected
    /// Sent, without a usable answer: it may run and be billed.
    case unknown
    /// Its 24 hours passed unseen.
    case expired
    /// A word of the server's that no page documents: shown as it stands, and not taken for an end.
    case other(String)

    /// Every status but ``other(_:)``, in the order of a task's life.
    package static let named: [TaskStatus] = [
        .intended, .sending, .pending, .running, .succeeded, .failed, .abandoned, .rejected, .unknown, .expired,
    ]

    /// Reads what ``word`` gives.
    package init(_ word: String) {
        self = Self.named.first { $0.word == word } ?? .other(word)
    }

    /// The word in the ledger and in every output.
    package var word: String {
        switch self {
        case .intended: "intended"
        case .sending: "sending"
        case .pending: "pending"
        case .running: "running"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .abandoned: "abandoned"
        case .rejected: "rejected"
        case .unknown: "unknown"
        case .expired: "expired"
        case .other(let word): word
        }
    }

    /// Whether nothing is waited for any more: succeeded, failed, abandoned, rejected or expired.
    package var isFinal: Bool {
        switch self {
        case .succeeded, .failed, .abandoned, .rejected, .expired: true
        case .intended, .sending, .pending, .running, .unknown, .other: false
        }
    }

    /// Whether the server has it and has not ended it.
    package var isRunning: Bool {
        switch self {
        case .pending, .running, .other: true
        default: false
        }
    }

    /// What the server says of a task. An undocumented word that is one of the ledger's own (`abandoned`, say) is kept
    /// apart from it: no server can make the ledger believe that nothing was paid.
    package init(_ remote: RemoteStatus) {
        self =
            switch remote {
            case .pending: .pending
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .other(""): .other("unstated")
            case .other(let word):
                Self.named.contains { $0.word == word }
                    ? .other("server:\(word)") : .other(String(word.storable.prefix(64)))
            }
    }
}

/// What to do where a file of the chosen name is there already.
package enum ExistingFilePolicy: String, CaseIterable, Sendable {
    /// Leave it, if it is provably this video.
    case skip
    /// Choose another name.
    case rename
    /// Put the new one in its place.
    case overwrite
}
