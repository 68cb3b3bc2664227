/// A promise that was broken.
enum Violation: Hashable, Sendable {
    /// The server made a task that no row knows or could stand for.
    case lostTask(id: String, prompt: String)
    /// A request was sent again that may have been carried out.
    case paidTwice(prompt: String)
    /// Two rows stand for one order.
    case rowTwice(prompt: String)
    /// A row for an order that nobody gave, or with another request than was given.
    case strangeRow(number: Int)
    /// A row has the id of a task that is not its own.
    case foreignID(number: Int, id: String)
    case sharedID(String)
    case sharedFile(String)
    /// A row says that nothing was made, and the server may have made something, or did.
    case falseRefusal(number: Int, status: String)
    /// A row's end is not the one that the server reported.
    case wrongEnd(number: Int, status: String)
    /// A row was left without its end or its video, though the service was well at last.
    case leftBehind(number: Int, status: String)
    case wrongCost(number: Int)
    case wrongEstimate(number: Int)
    /// The sums are not those of the rows.
    case wrongBill(said: String, expected: String)
    /// A file under a final name that is no video that the server served.
    case halfFile(String)
    /// A row's file is not that task's video.
    case wrongVideo(number: Int)
    case missingFile(number: Int)
    /// A description that cannot be read, or is another task's.
    case brokenSidecar(String)
    case keyLeaked(String)
    /// The server met what no client may do.
    case complaint(String)
    case hung(process: String)
    /// Ended by a signal that nobody sent.
    case crashed(process: String, signal: Int32)
    /// The ledger cannot be read.
    case ledger(String)
}
