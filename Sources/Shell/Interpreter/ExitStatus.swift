/// What the process says of its run to whoever started it. Of several the highest applies.
package enum ExitStatus: Int32, Comparable, Sendable {
    case done = 0
    /// Wrong use of the command line.
    case usage = 1
    /// A parse or check error; nothing was sent.
    case check = 2
    /// A network, key, file or server error.
    case trouble = 3
    /// An `expect` failed.
    case expectation = 4
    /// A task failed, or was rejected.
    case taskFailed = 5
    /// Refused over money: budget, ceiling, no confirmation.
    case refused = 6
    /// Interrupted or timed out; tasks still run.
    case interrupted = 7
    /// A submit whose outcome is unknown.
    case unknownOutcome = 8

    package static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.rawValue < right.rawValue }
}
