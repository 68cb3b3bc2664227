import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// The right to fetch one task's video, which one process at a time has. The lock on the part keeps two from writing to
/// one file; this keeps them from fetching one video to two.
///
/// Not to be shared between tasks: one download owns it.
final class DownloadLease {
    /// In seconds. It is renewed at half of it, for as long as bytes come; no pause between two attempts is as long.
    private static let term = 900.0

    private let number: Int
    private let context: EngineContext
    private var takenAt = Date.distantPast
    /// What is known to be on the disk when it is given back.
    var checkpoint: PartCheckpoint?

    init(of number: Int, _ context: EngineContext) {
        self.number = number
        self.context = context
    }

    /// - Returns: `false` if another process that lives has it.
    func take() async throws(LedgerError) -> Bool {
        takenAt = context.clock.now
        return try await context.ledger.beginDownload(
            of: number, by: context.configuration.process, for: Self.term, at: takenAt)
    }

    /// Renews it when it is time.
    ///
    /// - Returns: `false` if it ran out and another process has it.
    func keep() throws(LedgerError) -> Bool {
        let now = context.clock.now
        guard abs(now.timeIntervalSince(takenAt)) >= Self.term / 2 else { return true }
        takenAt = now
        return try context.ledger.goOnDownloading(number, by: context.configuration.process, for: Self.term, at: now)
    }

    /// Lets others have it. If the ledger cannot be written now, it ends with the process.
    func giveBack() async {
        try? await context.ledger.pauseDownload(checkpoint, of: number, by: context.configuration.process)
    }
}
