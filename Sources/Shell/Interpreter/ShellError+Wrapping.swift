import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

extension ShellError {
    /// Any error as the shell tells it; text from outside is sanitised.
    ///
    /// - Parameter nothingSent: a check error at run time is one of those only while nothing was sent.
    init(_ error: any Error, nothingSent: Bool) {
        switch error {
        case let error as ShellError:
            let status = error.status == .check && !nothingSent ? .trouble : error.status
            self.init(status, error.message, remedy: error.remedy, at: error.span)
        case let error as EngineError:
            self.init(error.exitStatus, sanitised(error.message), remedy: error.remedy.map { sanitised($0) })
        case let error as LedgerError:
            self.init(.trouble, sanitised(error.message), remedy: error.remedy)
        case let error as ServiceError:
            self.init(.trouble, sanitised(error.description))
        case is CancellationError:
            self.init(.interrupted, "interrupted")
        default:
            self.init(.trouble, sanitised("\(error)"))
        }
    }
}

extension ShellError {
    /// Any error as the shell tells it, outside a run.
    package static func wrapping(_ error: any Error) -> ShellError {
        ShellError(error, nothingSent: true)
    }
}

extension EngineError {
    /// What it means for the process.
    fileprivate var exitStatus: ExitStatus {
        switch code {
        case .rejected: .taskFailed
        case .unknownOutcome: .unknownOutcome
        case .cancelled: .interrupted
        case .ledger(let error) where error.code == .overLimit: .refused
        case .service, .ledger, .download, .impossible: .trouble
        }
    }

    /// Whether it is certain that nothing is billed for the task.
    var isFree: Bool {
        switch code {
        case .rejected, .cancelled, .impossible, .service: true
        case .unknownOutcome, .ledger, .download: false
        }
    }
}
