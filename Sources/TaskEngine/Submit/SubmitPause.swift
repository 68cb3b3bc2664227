package import FoundationEssentials
package import NexusFlowAPI

/// A request that was turned away for now, or could not get out, and waits for its next attempt.
package struct SubmitPause: Sendable {
    /// The task's number in the ledger.
    package let task: Int
    /// Why it waits.
    package let cause: ServiceError
    /// When it is sent again; local time.
    package let until: Date
    /// How many attempts failed so.
    package let failures: Int
    /// After how many it is given up.
    package let limit: Int

    package init(task: Int, cause: ServiceError, until: Date, failures: Int, limit: Int) {
        self.task = task
        self.cause = cause
        self.until = until
        self.failures = failures
        self.limit = limit
    }
}
