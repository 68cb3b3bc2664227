import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// What a line tells of a task, before anybody knows for how much of it there is room.
struct FollowLine {
    enum Meter: Hashable {
        case none
        /// Something goes on; for so many seconds.
        case unknown(Double)
        /// 0 to 1.
        case known(Double)
    }

    let number: String
    let status: String
    let style: Palette.Style?
    let meter: Meter
    let percent: String
    let elapsed: String
    let expected: String
    let price: String
    let tail: String

    init(_ task: TaskRecord, _ transfer: TransferProgress?, history: TaskHistory, now: Date) {
        let seconds = task.elapsed(at: now)
        number = "@\(task.number)"
        elapsed = Self.clock(seconds)
        price = task.cost.map { "\($0)" } ?? task.estimate?.description ?? ""
        tail = sanitised(task.error ?? task.file.map(Self.lastComponent) ?? task.request.prompt)
        if let transfer, task.file == nil {
            status = "fetching"
            style = .cyan
            meter =
                transfer.total.map { $0 > 0 ? .known(Double(transfer.received) / Double($0)) : .none }
                ?? .unknown(seconds)
            expected = Self.size(transfer.received)
        } else {
            status = sanitised(task.status.word)
            style = TaskField.style(of: task.status)
            switch (task.status, task.progress) {
            case (.succeeded, _): meter = .known(1)
            case (let status, let progress?) where status.isRunning: meter = .known(Double(progress) / 100)
            case (let status, nil) where status.isRunning: meter = .unknown(seconds)
            default: meter = .none
            }
            expected = task.timeToGo(by: history, at: now)?.text ?? ""
        }
        percent = if case .known(let fraction) = meter { "\(Int(min(max(fraction, 0), 1) * 100))%" } else { "" }
    }

    /// `0:07`, `12:34`, `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds))
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return whole < 3600
            ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    /// `812 KB`, `3.1 MB`.
    static func size(_ bytes: Int64) -> String {
        if bytes < 1_000_000 { return "\(bytes / 1000) KB" }
        return "\(bytes / 1_000_000).\(bytes % 1_000_000 / 100_000) MB"
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
