extension TaskStatus {
    /// What it means for the task and its price, as a clause.
    package var meaning: String {
        switch self {
        case .intended: "written down; nothing was sent"
        case .sending: "the request is about to leave, or has left"
        case .pending: "the service has it, and it waits for its turn"
        case .running: "the service works on it"
        case .succeeded: "it is over, and billed; its video can be fetched for 24 hours"
        case .failed: "it is over, and free"
        case .abandoned: "it was never sent, and is free"
        case .rejected: "the service refused it: nothing runs, and it is free"
        case .unknown: "sent, and no usable answer came: it may run and be billed"
        case .expired: "24 hours passed unseen, and the video is gone; it may have been billed"
        case .other: "a word of the service's that no page documents; it counts as not finished"
        }
    }
}
