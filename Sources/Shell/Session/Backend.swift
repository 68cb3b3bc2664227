package import NexusFlowAPI
package import TaskEngine
package import TaskLedger

/// The service that a session talks to, and the ledger of its tasks. Everything behind it is made at its first use, so
/// that a command that needs neither costs neither.
package protocol Backend: Sendable {
    /// Whether it is the embedded service, whose tasks cost nothing.
    var isLocal: Bool { get }

    /// `local`, or the host.
    var label: String { get }

    /// Images to try image-to-video with, as a line names them; none but on the embedded service.
    var sampleImages: [String] { get }

    /// Opens the ledger; the service is not asked for it.
    ///
    /// - Throws: ``TaskLedger/LedgerError``.
    func ledger() async throws -> Ledger

    /// Where the service is; starts the embedded one.
    ///
    /// - Throws: an error whose description is one sentence.
    func address() async throws -> ServiceAddress

    /// The engine on this service and ledger. Tuning holds from the first call on.
    func engine(_ tuning: EngineTuning) async throws -> TaskEngine
}

extension Backend {
    package var sampleImages: [String] { [] }
}

/// What the session's settings say about the engine.
package struct EngineTuning: Hashable, Sendable {
    /// Requests and transfers at once.
    package let jobs: Int
    /// Time between two questions about a task; `nil` for the documented 10 to 15 seconds.
    package let poll: Duration?

    package init(jobs: Int, poll: Duration?) {
        self.jobs = jobs
        self.poll = poll
    }
}
