/// What a download may not leave behind, or do.
enum TransferViolation: Hashable, Sendable {
    case hung
    /// So, though nobody had it end.
    case ended(Program.End)
    /// The harness itself, or a file that it needs, failed.
    case unplayable(String)
    /// A file under a final name that no task has.
    case strange(String)
    /// A task's video under a second name.
    case fetchedTwice(String)
    /// A video under its final name that is not its source, byte for byte.
    case altered(String)
    /// A description that cannot be read, or is another's.
    case broken(String)
    /// A task's row names another file or checksum than it has to.
    case wrongRow(Int)
    /// A task's row names a file that is not there.
    case inLedgerOnly(Int)
    // At the end, when all is to be there and nothing else:
    case unpublished(Int)
    case undescribed(Int)
    case leftOver(String)
    /// A task's row still has a part.
    case partInLedger(Int)
    /// The right to fetch a task's video was not given back.
    case leaseInLedger(Int)
}

extension TransferViolation: CustomStringConvertible {
    var description: String {
        switch self {
        case .hung: "a process hung"
        case .ended(let end): "a process that nobody killed ended: \(end)"
        case .unplayable(let reason): "the round could not be played: \(reason)"
        case .strange(let name): "\(name) is nobody's"
        case .fetchedTwice(let name): "\(name): a video was fetched twice"
        case .altered(let name): "\(name) is not its source"
        case .broken(let name): "\(name) is not whole"
        case .wrongRow(let number): "the row of task \(number) is wrong"
        case .inLedgerOnly(let number): "the video of task \(number) is in the ledger only"
        case .unpublished(let number): "the video of task \(number) is not there"
        case .undescribed(let number): "the description of task \(number) is not there"
        case .leftOver(let name): "\(name) is left over"
        case .partInLedger(let number): "the part of task \(number) is left over in the ledger"
        case .leaseInLedger(let number): "the lease on the video of task \(number) was not given back"
        }
    }
}
