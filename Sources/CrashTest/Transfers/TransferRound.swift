import CrashPoints
import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// One round: a ledger of finished tasks, processes that fetch their videos and are killed, whose parts are spoiled
/// between one and the next, and one at last that lives.
struct TransferRound: Sendable {
    struct Outcome: Sendable {
        var tally = TransferTally()
        var violations: [TransferViolation] = []
        var history: [String] = []
    }

    let seed: UInt64
    let number: Int
    let server: VideoServer
    let offer: Offer
    /// How many kills are wanted of this round at most.
    let kills: Int
    let program: Program
    static let key = APIKey.prefix + "transfers-of-the-harness"

    init(
        seed: UInt64, number: Int, server: VideoServer, offer: Offer, kills: Int, nfsh: String, folder: String
    ) {
        self.seed = seed
        self.number = number
        self.server = server
        self.offer = offer
        self.kills = kills
        program = Program(path: nfsh, folder: folder, variables: ["NEXUSFLOW_API_KEY": Self.key])
    }

    private var folder: String { program.folder }
    private var crashLog: String { "\(folder)/crashes" }
    private var ledgerPath: String { "\(folder)/ledger.sqlite" }

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
            if end.end != .exited(0) { outcome.violations.append(.ended(end.end)) }
            try check(items, isLast: true, &outcome)
        } catch {
            outcome.violations.append(.unplayable("\(error)"))
        }
        return outcome
    }

    /// Writes a ledger in which some tasks have just succeeded.
    private func prepare(_ dice: inout Dice) async throws -> [Offer.Item] {
        let items = Array(offer.items.shuffled(using: &dice).prefix(dice.integer(2...5)))
        let ledger = try Ledger(path: ledgerPath)
        let now = Date()
        for item in items {
            let request = GenerationRequest(model: "wan2.6-t2v", prompt: item.id, duration: item.duration)
            let intent = TaskIntent(
                request: request, origin: offer.origin, account: "none", folder: TransferEvidence.videos(in: folder),
                template: "{number}.mp4", exists: .rename, autodownload: false)
            let record = try await ledger.intend([intent], within: nil, by: .current, at: now)[0]
            _ = try await ledger.beginSending(record.number, by: .current, at: now)
            let json: JSONValue = [
                "id": .string("\(item.id)"), "status": "succeeded", "created_at": .string(now.iso8601),
                "output": ["video_url": .string(dice.pick(item.urls))],
            ]
            guard let task = RemoteTask(json) else { continue }
            _ = try await ledger.accept(TaskAnswer(number: record.number, task: task, receivedAt: now), at: now)
        }
        return items
    }

    /// One process that is to die.
    ///
    /// - Returns: whether it lived, and so has fetched everything.
    private func playProcess(_ items: [Offer.Item], _ dice: inout Dice, _ outcome: inout Outcome) async throws -> Bool {
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
        case .signalled(9) where end.hung: outcome.violations.append(.hung)
        case .signalled(9): outcome.tally.deaths[TransferTally.Cell(point: point, server: server), default: 0] += 1
        case .signalled(let signal): outcome.violations.append(.ended(.signalled(signal)))
        case .exited(0): return true
        case .exited(let status): outcome.violations.append(.ended(.exited(status)))
        }
        return false
    }

    private func run(
        _ items: [Offer.Item], jobs: Int, _ variables: [String: String], _ limit: Duration?
    ) async throws -> Program.Outcome {
        try await program.run(
            [
                "--yes", "--quiet", "--jobs", "\(jobs)", "--ledger", ledgerPath, "--base-url",
                offer.baseURL, "-c", "download 1..\(items.count)",
            ], variables: variables, killedAfter: limit)
    }

    /// Spoils what parts there are, some of them.
    private func spoil(_ dice: inout Dice, _ outcome: inout Outcome) throws {
        let videos = TransferEvidence.videos(in: folder)
        for name in try TransferEvidence.names(in: videos) where name.hasSuffix(".mp4.part") {
            let tampering = dice.pick(Tampering.allCases)
            if try tampering.spoil("\(videos)/\(name)", &dice) {
                outcome.tally.tamperings[tampering, default: 0] += 1
                outcome.history.append("\(name) is \(tampering.rawValue)")
            }
        }
    }

    /// Holds what is there against what has to be.
    ///
    /// - Parameter isLast: whether nothing may be missing or left over any more.
    private func check(_ items: [Offer.Item], isLast: Bool, _ outcome: inout Outcome) throws {
        let evidence = try TransferEvidence(of: items, in: folder, ledger: ledgerPath)
        if isLast { outcome.tally.published += evidence.files.keys.count { $0.hasSuffix(".mp4") } }
        outcome.violations += evidence.violations(isLast: isLast)
    }
}
