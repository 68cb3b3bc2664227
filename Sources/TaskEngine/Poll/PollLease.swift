import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger

/// The right to ask the service about everybody's tasks: of all processes on a ledger that use the same service and
/// account, one has it at a time. It runs out if it is not renewed, and falls to another at once if its holder is gone.
final class PollLease: Sendable {
    private let context: EngineContext
    private let state = Mutex(false)

    init(context: EngineContext) {
        self.context = context
    }

    /// Whether this process had it when it last looked.
    var isHeld: Bool { state.withLock { $0 } }

    /// In seconds: the longest pause between two renewals.
    var renewInterval: Double { context.configuration.pollInterval.upperBound }

    /// In seconds: how often the others look whether it is free, and what its holder wrote.
    var lookInterval: Double { min(max(context.configuration.pollInterval.lowerBound / 5, 0.05), 2) }

    /// In seconds: three times what a holder that is well takes between two renewals, and time for one slow call.
    private var term: Double { 3 * renewInterval + 60 }

    /// Takes it or renews it, if nobody else has it.
    func hold() throws(LedgerError) -> Bool {
        let context = context
        let isHeld = try context.ledger.takeLease(
            context.pollLease, by: context.configuration.process, for: term, at: context.clock.now)
        state.withLock { $0 = isHeld }
        return isHeld
    }

    /// Lets others have it, who would otherwise wait until it runs out.
    func giveBack() {
        guard isHeld else { return }
        state.withLock { $0 = false }
        // If the ledger cannot be written now, the lease ends with the process.
        try? context.ledger.releaseLease(context.pollLease, by: context.configuration.process)
    }
}
