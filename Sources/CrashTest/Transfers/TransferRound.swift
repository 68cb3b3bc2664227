import CrashPoints
import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// One round: a ledger of finished tasks, processes that fetch their videos and are killed, whose parts are spoiled
/// between one and the next, and one at last that lives.
struct TransferRound: Sendable {
    struct Outcome: Sendable {
        var tally = TransferTally()
        var violations: [String] = []
        var history: [String] = []
    }

    let seed: UInt64
    let number: Int
    let library: Library
    let server: VideoServer
    /// Where the files are served.
    let address: String
    /// How many kills are wanted of this round at most.
    let kills: Int
    let program: Program
    private static let key = APIKey.prefix + "transfers-of-the-harness"

    init(
        seed: UInt64, number: Int, library: Library, server: VideoServer, address: String, kills: Int, nfsh: String,
        folder: String
    ) {
        self.seed = seed
        self.number = number
        self.library = library
        self.server = server
        self.address = address
        self.kills = kills
        program = Program(path: nfsh, folder: folder, variables: ["NEXUSFLOW_API_KEY": Self.key])
    }

    private var folder: String { program.folder }
    private var crashLog: String { "\(folder)/crashes" }

    func run() async -> Outcome {
        var outcome = Outcome()
        outcome.tally.rounds = 1
        do {
            var dice = Dice(seed, "transfers", "\(number)")
            let items = try await prepare(&dice)
            var isDone = false
            while !isDone, outcome.tally.kills < kills, outcome.violations.isEmpty {
                isDone = try await playProcess(items, &dice, &outcome)
                try check(items, isLast: false, &outcome)
                try spoil(&dice, &outcome)
            }
            let end = try await run(items, jobs: dice.integer(1...4), [:], nil)
            outcome.tally.processes += 1
            outcome.history.append("the last: \(end.end)\n\(end.errors)")
            if end.end != .exited(0) { outcome.violations.append("the last process ended with \(end.end)") }
            try check(items, isLast: true, &outcome)
        } catch {
            outcome.violations.append("the round could not be played: \(error)")
        }
        return outcome
    }

    /// Writes a ledger in which some tasks have just succeeded.
    private func prepare(_ dice: inout Dice) async throws -> [Library.Item] {
        let items = Array(library.items.shuffled(using: &dice).prefix(dice.integer(2...5)))
        let ledger = try Ledger(path: "\(folder)/ledger.sqlite")
        let now = Date()
        for item in items {
            let request = GenerationRequest(model: "wan2.6-t2v", prompt: item.id, duration: Library.duration)
            let intent = TaskIntent(
                request: request, origin: address, account: "none", folder: "\(folder)/videos",
                template: "{number}.mp4", exists: .rename, autodownload: false)
            let record = try await ledger.intend([intent], within: nil, by: .current, at: now)[0]
            _ = try await ledger.beginSending(record.number, by: .current, at: now)
            let path = server == .nginx && dice.happens(0.5) ? "slow/\(item.id).mp4" : "\(item.id).mp4"
            let json: JSONValue = [
                "id": .string("\(item.id)"), "status": "succeeded", "created_at": .string(now.iso8601),
                "output": ["video_url": .string("\(address)/\(path)")],
            ]
            guard let task = RemoteTask(json) else { continue }
            _ = try await ledger.accept(TaskAnswer(number: record.number, task: task, receivedAt: now), at: now)
        }
        return items
    }

    /// One process that is to die.
    ///
    /// - Returns: whether it lived, and so has fetched everything.
    private func playProcess(_ items: [Library.Item], _ dice: inout Dice, _ outcome: inout Outcome) async throws -> Bool
    {
        var variables: [String: String] = [:]
        var limit: Duration?
        var point: CrashPoint?
        if dice.happens(0.5) {
            let chosen = dice.pick(TransferTally.points)
            point = chosen
            let times = chosen == .partBegun ? dice.integer(1...12) : dice.integer(1...2)
            variables = [CrashVariable.point: "\(chosen):\(times)", CrashVariable.log: crashLog]
        } else {
            // Most of a run is its start; what is fetched comes after.
            limit = .milliseconds(dice.happens(0.2) ? dice.integer(1...60) : dice.integer(40...220))
        }
        let end = try await run(items, jobs: dice.integer(1...4), variables, limit)
        outcome.tally.processes += 1
        outcome.history.append(
            "killed at \(point.map(\.description) ?? "\(limit ?? .zero)"): \(end.end)\n\(end.errors)")
        switch end.end {
        case .signalled(9) where end.hung: outcome.violations.append("a process hung")
        case .signalled(9): outcome.tally.deaths[TransferTally.Cell(point: point, server: server), default: 0] += 1
        case .signalled(let signal): outcome.violations.append("a process was ended by signal \(signal)")
        case .exited(0): return true
        case .exited(let status): outcome.violations.append("a process that nobody killed ended with \(status)")
        }
        return false
    }

    private func run(
        _ items: [Library.Item], jobs: Int, _ variables: [String: String], _ limit: Duration?
    ) async throws -> Program.Outcome {
        try await program.run(
            [
                "--yes", "--quiet", "--jobs", "\(jobs)", "--ledger", "\(folder)/ledger.sqlite", "--base-url",
                "\(address)/v1", "-c", "download 1..\(items.count)",
            ], variables: variables, killedAfter: limit)
    }

    /// Spoils what parts there are, some of them.
    private func spoil(_ dice: inout Dice, _ outcome: inout Outcome) throws {
        for name in try files() where name.hasSuffix(".mp4.part") {
            let tampering = dice.pick(Tampering.allCases)
            if try tampering.spoil("\(folder)/videos/\(name)", &dice) {
                outcome.tally.tamperings[tampering, default: 0] += 1
                outcome.history.append("\(name) is \(tampering.rawValue)")
            }
        }
    }

    /// Holds everything under a final name against its source, and the ledger and the descriptions against that.
    ///
    /// - Parameter isLast: whether nothing may be missing or left over any more.
    private func check(_ items: [Library.Item], isLast: Bool, _ outcome: inout Outcome) throws {
        let names = try files()
        let ledger = try Ledger(path: "\(folder)/ledger.sqlite")
        var violations: [String] = []
        for name in names {
            let path = "\(folder)/videos/\(name)"
            if name.hasSuffix(".part") {
                if isLast { violations.append("\(name) is left over") }
                continue
            }
            let data = try Data(contentsOf: URL(filePath: path))
            let task = name.prefix { $0.isNumber }
            guard let index = Int(task).map({ $0 - 1 }), items.indices.contains(index) else {
                violations.append("\(name) is nobody's")
                continue
            }
            if name == "\(task).mp4" {
                if !data.elementsEqual(items[index].video.bytes) { violations.append("\(name) is not its source") }
            } else if name == "\(task).json" {
                let json = try? JSONValue(parsing: Array(data))
                if json?["id"]?.string != items[index].id || json?["proof"]?["crc64"] == nil {
                    violations.append("\(name) is not whole")
                }
            } else {
                violations.append("\(name): a video was fetched twice")
            }
        }
        for (index, item) in items.enumerated() {
            let row = try ledger.task(index + 1)
            if let file = row?.file {
                if file != "\(folder)/videos/\(index + 1).mp4" || row?.crc64 != item.video.checksum {
                    violations.append("the row of task \(index + 1) is wrong")
                }
                if !names.contains("\(index + 1).mp4") { violations.append("\(index + 1).mp4 is in the ledger only") }
            } else if isLast {
                violations.append("task \(index + 1) has no file")
            }
        }
        if isLast {
            for index in items.indices where !names.contains("\(index + 1).json") {
                violations.append("\(index + 1).json is missing")
            }
        }
        if isLast { outcome.tally.published += names.count { $0.hasSuffix(".mp4") } }
        outcome.violations += violations
    }

    private func files() throws -> [String] {
        let videos = "\(folder)/videos"
        guard FileManager.default.fileExists(atPath: videos) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: videos).sorted()
    }
}
