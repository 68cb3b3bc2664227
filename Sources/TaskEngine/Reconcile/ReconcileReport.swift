package import NexusFlowAPI
package import TaskLedger

/// What `reconcile` found.
package struct ReconcileReport: Sendable {
    package struct Adoption: Sendable {
        package let record: TaskRecord
        package let evidence: MatchEvidence
    }

    /// Rows that turned out to be tasks of the server.
    package var adopted: [Adoption] = []
    /// Rows whose outcome is still unknown.
    package var open: [TaskRecord] = []
    /// Tasks of the server that may be one of those, and that nothing tells apart.
    package var candidates: [RemoteTask] = []
}
