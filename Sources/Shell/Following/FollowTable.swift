import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// Followed tasks as lines of text. Progress is what the server reports, never invented.
enum FollowTable {
    private static let barWidth = 16

    /// One line a task, none longer than `width`, and one for trouble with the service.
    static func lines(_ update: FollowUpdate, now: Date, width: Int, palette: Palette) -> [String] {
        var lines = update.records.map { task in
            line(task, update.transfers[task.number], now: now, width: width, palette: palette)
        }
        lines += troubleLines(update).map { palette.paint($0.truncated(to: width), .yellow) }
        return lines
    }

    /// What keeps the news away at the moment.
    static func troubleLines(_ update: FollowUpdate) -> [String] {
        [
            update.trouble.map {
                "the service does not answer as it should (\(sanitised($0.description))); trying on"
            }, update.ledgerTrouble.map { "\(sanitised($0.message)); trying on" },
        ].compactMap { $0 }
    }

    /// Such as `@3 succeeded  clip.mp4`: the same text means the same state.
    static func plainLine(_ task: TaskRecord) -> String {
        var line = "@\(task.number) \(task.status.word)"
        if let error = task.error { line += "  \(error)" }
        if let file = task.file { line += "  \(file)" }
        return sanitised(line)
    }

    private static func line(
        _ task: TaskRecord, _ transfer: TransferProgress?, now: Date, width: Int, palette: Palette
    ) -> String {
        let number = "@\(task.number)"
        let status = sanitised(task.status.word).padded(to: 9)
        let meter = meter(task, transfer)
        let elapsed = clock(task.elapsed(at: now))
        let price = (task.cost.map { "\($0)" } ?? task.estimate?.description ?? "").padded(to: 5)
        let head = "\(number.padded(to: 4)) \(status) \(meter) \(elapsed)  \(price)  "
        let tail = sanitised(task.error ?? task.file.map(lastComponent) ?? task.request.prompt)
        let room = max(0, width - 1 - displayWidth(of: head))
        let line = head + tail.truncated(to: room)
        guard displayWidth(of: line) < width else { return line.truncated(to: max(0, width - 1)) }
        return palette.paint(number.padded(to: 4), .bold) + " "
            + palette.paint(status, TaskField.style(of: task.status))
            + line.dropFirst(number.padded(to: 4).count + 1 + status.count)
    }

    /// The bar of a transfer, or of the progress that the server reports; blank where there is none.
    private static func meter(_ task: TaskRecord, _ transfer: TransferProgress?) -> String {
        if let transfer, task.file == nil {
            guard let total = transfer.total, total > 0 else { return "downloading".padded(to: barWidth + 5) }
            let fraction = Double(transfer.received) / Double(total)
            return ProgressBar.text(fraction, width: barWidth) + percent(fraction)
        }
        if task.status == .succeeded { return ProgressBar.text(1, width: barWidth) + percent(1) }
        guard task.status.isRunning, let progress = task.progress else { return "".padded(to: barWidth + 5) }
        return ProgressBar.text(Double(progress) / 100, width: barWidth) + percent(Double(progress) / 100)
    }

    private static func percent(_ fraction: Double) -> String {
        let text = "\(Int(fraction * 100))%"
        return String(repeating: " ", count: max(0, 5 - text.count)) + text
    }

    /// `0:07`, `12:34`, `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds))
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return whole < 3600
            ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension TaskRecord {
    /// Seconds from its submission to its end, or to `now`.
    fileprivate func elapsed(at now: Date) -> Double {
        (status.isFinal ? completedAt ?? now : now).timeIntervalSince(createdAt ?? intendedAt)
    }
}
