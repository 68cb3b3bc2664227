package import NexusFlowAPI
package import TaskLedger

/// How the followed tasks stand at one moment.
package struct FollowUpdate: Sendable {
    /// In the order asked for.
    package var records: [TaskRecord]
    /// The downloads that run, by task.
    package var transfers: [Int: TransferProgress]
    /// Why the last question to the service failed; `nil` as soon as one succeeds.
    package var trouble: ServiceError?
    /// Why the ledger could not be read or written the last time; `nil` as soon as it can.
    package var ledgerTrouble: LedgerError?
    /// The downloads that were given up, by task.
    package var downloadFailures: [Int: EngineError]

    package init(
        records: [TaskRecord], transfers: [Int: TransferProgress] = [:], trouble: ServiceError? = nil,
        ledgerTrouble: LedgerError? = nil, downloadFailures: [Int: EngineError] = [:]
    ) {
        self.records = records
        self.transfers = transfers
        self.trouble = trouble
        self.ledgerTrouble = ledgerTrouble
        self.downloadFailures = downloadFailures
    }
}

/// How far a download is.
package struct TransferProgress: Hashable, Sendable {
    /// In bytes, those of an earlier attempt included.
    package var received: Int64
    /// In bytes, where the storage says it.
    package var total: Int64?

    package init(received: Int64, total: Int64?) {
        self.received = received
        self.total = total
    }
}
