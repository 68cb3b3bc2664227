import NexusFlowAPI
package import TaskLedger

/// How an engine behaves, where its user may decide.
package struct EngineConfiguration: Sendable {
    /// Seconds between two questions about one task, drawn evenly from this range; less than 0.01 counts as that.
    package var pollInterval: ClosedRange<Double>
    /// How many requests, and how many transfers, may be in flight; fewer than 1 count as 1.
    package var jobs: Int
    /// The process that the ledger names as sender.
    package var process: ProcessIdentity
    /// How long ``TaskEngine/shutdown()`` waits for the answers to requests that have left.
    package var settleTime: Duration
    /// Draws a number from 0 up to but not including 1, for jitter.
    package var random: @Sendable () -> Double

    package init(
        pollInterval: ClosedRange<Double> = 10...15, jobs: Int = 4, process: ProcessIdentity = .current,
        settleTime: Duration = .seconds(5), random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.pollInterval = pollInterval
        self.jobs = jobs
        self.process = process
        self.settleTime = settleTime
        self.random = random
    }
}

/// What the parts of an engine share.
struct EngineContext: Sendable {
    let ledger: Ledger
    let service: any VideoService
    let store: any ObjectStore
    let account: String
    let clock: any WallClock
    let configuration: EngineConfiguration
    let serverClock: ServerClock

    /// Whether a task is one of this service's. The local service has another port every time it starts.
    func isOurs(_ record: TaskRecord) -> Bool {
        if record.origin == service.address.origin { return true }
        return service.address.isLoopback && ServiceAddress(record.origin)?.isLoopback == true
    }
}
