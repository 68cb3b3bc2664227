import NexusFlowAPI
package import TaskLedger

/// How an engine behaves, where its user may decide.
package struct EngineConfiguration: Sendable {
    /// Seconds between two questions about one task, drawn evenly from this range; less than 0.01 counts as that.
    package var pollInterval: ClosedRange<Double>
    /// How many requests, and how many transfers, may be in flight; fewer than 1 count as 1.
    package var jobs: Int
    /// Whether the service is on this machine, at another port every time it starts.
    package var portMoves: Bool
    /// The process that the ledger names as sender.
    package var process: ProcessIdentity
    /// How long ``TaskEngine/shutdown()``, and a submit whose caller was cancelled, wait for the answers to requests that
    /// have left.
    package var settleTime: Duration
    /// Draws a number from 0 up to but not including 1, for jitter.
    package var random: @Sendable () -> Double

    package init(
        pollInterval: ClosedRange<Double> = 10...15, jobs: Int = 4, portMoves: Bool = false,
        process: ProcessIdentity = .current,
        settleTime: Duration = .seconds(5), random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.pollInterval = pollInterval
        self.jobs = jobs
        self.portMoves = portMoves
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

    /// Whether a task is one of this service's. The embedded service has another port every time it starts; what
    /// tells its tasks is the account.
    func isOurs(_ record: TaskRecord) -> Bool {
        if record.origin == service.address.origin { return true }
        return record.account == account && isSameService(record.origin)
    }

    /// Whether what has this origin is the service that this engine talks to.
    func isSameService(_ origin: String) -> Bool {
        origin == service.address.origin
            || (configuration.portMoves && ServiceAddress(origin)?.isLoopback == true)
    }

    /// Whether a task is one of those that are looked after unasked: of this service, and paid by this key.
    func isInCare(_ record: TaskRecord) -> Bool {
        record.account == account && isOurs(record)
    }

    /// The name of the lease of whoever asks the service about everybody's tasks.
    var pollLease: String {
        "poll \(configuration.portMoves ? "local" : service.address.origin) \(account)"
    }
}
