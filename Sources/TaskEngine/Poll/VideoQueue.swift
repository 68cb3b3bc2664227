import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// The downloads that nobody asked for but the rows: which are under way, how far they are, and which were given up.
struct VideoQueue: Sendable {
    private let context: EngineContext
    private let downloader: Downloader
    private let works: WorkSet

    /// How far each is that is under way.
    private(set) var transfers: [Int: TransferProgress] = [:]
    /// Why each that was given up here for now was.
    private(set) var failures: [Int: EngineError] = [:]
    private var retries: [Int: Retry] = [:]
    private var underWay: Set<Int> = []

    private struct Retry {
        var failures = 0
        var at = Date.distantPast
    }

    /// Seconds between a download that was given up and the next attempt at it, doubled with every one; the network may
    /// be back long before the deadline.
    private static let pauses = 300.0...3600.0

    init(context: EngineContext, downloader: Downloader, works: WorkSet) {
        self.context = context
        self.downloader = downloader
        self.works = works
    }

    /// Whether a video is to be fetched and may still be.
    func isAwaited(_ record: TaskRecord) -> Bool {
        record.status == .succeeded && record.autodownload && record.file == nil && failures[record.number] == nil
            && context.isOurs(record)
    }

    /// Whether its time is over, so that nobody fetches it unasked.
    func isTooLate(_ record: TaskRecord) -> Bool {
        record.expiresAt.map { $0 < context.serverClock.confirmedTime(at: context.clock.now) } ?? false
    }

    /// Somebody waits for these now: what was given up is tried again at once.
    mutating func renew(_ numbers: [Int]) {
        for number in numbers { failures[number] = nil }
    }

    /// Begins those of these that are awaited and not under way.
    mutating func fetch(
        _ records: [TaskRecord], progressed: @escaping @Sendable (Int, TransferProgress) -> Void,
        ended: @escaping @Sendable (Int, Result<DownloadOutcome, EngineError>) async -> Void
    ) {
        let now = context.clock.now
        for record in records where !underWay.contains(record.number) {
            let number = record.number
            if let retry = retries[number], retry.at <= now, failures[number] != nil { failures[number] = nil }
            guard isAwaited(record) else { continue }
            if isTooLate(record) {
                retries[number] = nil
                failures[number] = .tooLate(record)
                continue
            }
            underWay.insert(number)
            let target = DownloadTarget(folder: record.folder, template: record.template, exists: record.exists)
            let (works, downloader) = (works, downloader)
            Task {
                let result = await works.run(.passedOn) {
                    await downloader.download(number, to: target) { progressed(number, $0) }
                }
                await ended(number, result)
            }
        }
    }

    /// - Returns: whether the download is still one of these.
    mutating func progressed(_ number: Int, _ progress: TransferProgress) -> Bool {
        guard underWay.contains(number) else { return false }
        transfers[number] = progress
        return true
    }

    /// - Returns: why it was given up, if it was.
    mutating func ended(_ number: Int, _ result: Result<DownloadOutcome, EngineError>) -> EngineError? {
        underWay.remove(number)
        transfers[number] = nil
        guard case .failure(let error) = result else {
            retries[number] = nil
            return nil
        }
        if case .cancelled = error.code { return nil }
        // Another process fetches it: its row will say when it is done.
        if error.isBusyElsewhere { return nil }
        failures[number] = error
        var retry = retries[number] ?? Retry()
        let pause = min(Self.pauses.lowerBound * Double(1 << min(retry.failures, 10)), Self.pauses.upperBound)
        retry.failures += 1
        retry.at = context.clock.now.addingTimeInterval(pause)
        retries[number] = retry
        return error
    }
}

extension DownloadOutcome {
    var record: TaskRecord {
        switch self {
        case .downloaded(let record), .alreadyThere(let record): record
        }
    }
}
