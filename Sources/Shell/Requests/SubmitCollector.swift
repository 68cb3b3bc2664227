import NexusFlowAPI
import TaskLedger

/// Takes submits instead of sending them, and gives each a record to go on with, as the ledger would.
final class SubmitCollector {
    private(set) var submits: [PreparedSubmit] = []
    private var records: [Int: TaskRecord] = [:]
    /// Stand-ins have numbers below this, which is not above zero: no task of a ledger has such.
    private let base: Int

    init(below base: Int = 0) {
        self.base = base
    }

    func take(_ new: [PreparedSubmit], in session: Session) -> [TaskRecord] {
        new.map { submit in
            submits.append(submit)
            let number = base - submits.count
            var record = TaskRecord(
                number: number, status: .intended, request: submit.request, intendedAt: session.environment.clock.now,
                origin: "", account: "", folder: session.downloadFolder, template: session.settings["name"] ?? "",
                exists: .rename, autodownload: session.settings.autodownload)
            record.estimate = submit.price
            record.tag = submit.tag
            record.note = submit.note
            record.parent = submit.parent
            records[number] = record
            return record
        }
    }

    /// The stand-in with that number.
    func record(_ number: Int) -> TaskRecord? { records[number] }
}
