package import NexusFlowAPI
package import TaskLedger

/// Why something that a user asked for did not come about.
package struct EngineError: Error, Sendable {
    package enum Code: Sendable {
        /// The service could not be reached, or turned the key away.
        case service(ServiceError)
        case ledger(LedgerError)
        /// The service refused the task: nothing runs, nothing is billed.
        case rejected
        /// The request left and no usable answer came: a task may run and be billed.
        case unknownOutcome
        /// A video could not be fetched, proved or put in its place.
        case download
        /// It was called off before anything was sent.
        case cancelled
        /// It makes no sense for this task: it does not exist, has no id, has no video, belongs to another service.
        case impossible
    }

    package let code: Code
    /// The task's number in the ledger.
    package let task: Int?
    /// A sentence without a full stop. May hold text of the server's.
    package let message: String
    /// What to do about it, as a sentence without a full stop.
    package let remedy: String?
    /// What the service said or did, where it is behind this error.
    package let service: ServiceError?
    /// Whether another process is doing it at this moment.
    var isBusyElsewhere = false

    package init(_ code: Code, task: Int?, _ message: String, remedy: String? = nil, service: ServiceError? = nil) {
        self.code = code
        self.task = task
        self.message = message
        self.remedy = remedy
        if case .service(let error) = code { self.service = service ?? error } else { self.service = service }
    }
}

extension EngineError: CustomStringConvertible {
    package var description: String { remedy.map { "\(message); \($0)" } ?? message }
}

extension EngineError {
    init(_ error: LedgerError, task: Int?) {
        self.init(.ledger(error), task: task, error.message, remedy: error.remedy)
    }

    static func abandoned(_ task: Int, _ error: ServiceError) -> EngineError {
        EngineError(
            .service(error), task: task,
            "the service cannot be reached (\(error)); task \(task) was never sent, and nothing is billed",
            remedy: "check the network and the address, then submit again")
    }

    /// It was called off before anything was sent.
    package static func calledOff(_ task: Int) -> EngineError {
        EngineError(.cancelled, task: task, "task \(task) was called off before it was sent; nothing is billed")
    }

    static func refused(_ task: Int, _ error: ServiceError) -> EngineError {
        let message = "the service refused task \(task) (\(error)); nothing runs, nothing is billed"
        switch error.code {
        case .denied:
            return EngineError(
                .service(error), task: task, message,
                remedy: "check the key and the account's balance, then submit again")
        case .rateLimited:
            return EngineError(
                .rejected, task: task, message, remedy: "wait until running tasks have ended, then submit again",
                service: error)
        default:
            return EngineError(.rejected, task: task, message, remedy: "change the request", service: error)
        }
    }

    /// Says what happened, what it may cost and what settles it, and nothing that sounds like "try again".
    static func unknownOutcome(_ record: TaskRecord, _ reason: String, _ error: ServiceError?) -> EngineError {
        let price = record.estimate.map { "up to \($0.high)" } ?? "an amount that is not known"
        return EngineError(
            .unknownOutcome, task: record.number,
            "task \(record.number) was sent, but no usable answer came (\(reason)); "
                + "it may be running, and \(price) may be billed for it",
            remedy: "it is never sent again by itself; `reconcile` finds out what became of it",
            service: error)
    }

    static func noTask(_ number: Int) -> EngineError {
        EngineError(.impossible, task: number, "the ledger has no task \(number)", remedy: "`list` shows those it has")
    }

    static func tooLate(_ record: TaskRecord) -> EngineError {
        EngineError(
            .download, task: record.number,
            "the video of task \(record.number) could be fetched until \(record.expiresAt?.iso8601 ?? "24 h after its end")",
            remedy: "`download \(record.number)` tries it all the same")
    }

    static func elsewhere(_ record: TaskRecord, _ address: ServiceAddress) -> EngineError {
        EngineError(
            .impossible, task: record.number,
            "task \(record.number) is one of \(record.origin), not of \(address.origin)",
            remedy: "start with --base-url \(record.origin)/v1")
    }
}
