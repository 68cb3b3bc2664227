import FoundationEssentials
import TaskLedger

/// What rounds came to, counted.
struct Tally: Sendable {
    var rounds = 0
    var processes = 0
    var kills = 0
    /// Tasks that servers made.
    var tasks = 0
    var rows = 0
    var videos = 0
    /// Rows by their status at the end.
    var statuses: [String: Int] = [:]
    var strikes: [Cell: Int] = [:]
    /// Crash points that killed a process, by name.
    var crashes: [String: Int] = [:]

    mutating func add(_ other: Tally) {
        rounds += other.rounds
        processes += other.processes
        kills += other.kills
        tasks += other.tasks
        rows += other.rows
        videos += other.videos
        statuses.merge(other.statuses) { $0 + $1 }
        strikes.merge(other.strikes) { $0 + $1 }
        crashes.merge(other.crashes) { $0 + $1 }
    }

    mutating func take(_ evidence: Evidence) {
        tasks += evidence.tasks.count
        rows += evidence.rows.count
        videos += evidence.videos.count
        for row in evidence.rows { statuses[row.status.word, default: 0] += 1 }
    }

    /// Reads the points that processes noted before they died.
    mutating func takeCrashes(at path: String) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return }
        for name in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            crashes[String(name), default: 0] += 1
        }
    }

    /// What was never met.
    var gaps: [Target] {
        Target.all.filter { target in
            switch target {
            case .point: crashes[target.description, default: 0] == 0
            case .fault(let cell): strikes[cell, default: 0] == 0
            }
        }
    }
}
