import ArgumentParser
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `crash-test transfers`: kills downloads over and over, spoils their parts, and compares what is published.
struct Transfers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill downloads, spoil their parts, and prove that every video is whole.")

    @Option(help: ArgumentHelp("How many kills.", valueName: "n"))
    var kills = 200

    @Option(help: ArgumentHelp("What all chance comes from; without it another every time.", valueName: "n"))
    var seed = UInt64.random(in: 1...999_999)

    @Option(help: ArgumentHelp("Rounds at once.", valueName: "n"))
    var jobs = 4

    @Option(
        help: ArgumentHelp(
            "own, nginx, local or all; without it all for which the programs are there.", valueName: "name"))
    var server: String?

    @Option(help: ArgumentHelp("The program; without it the one beside this one.", valueName: "path"))
    var nfsh: String?

    /// Of one round.
    private static let killsOfRound = 12
    /// After so many violations no further round begins.
    private static let enough = 20

    func validate() throws {
        guard kills > 0 else { throw ValidationError("--kills takes a number from 1") }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
        if let server, server != "all", VideoServer(rawValue: server) == nil {
            throw ValidationError("--server takes own, nginx, local or all")
        }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let servers = try chosenServers()
        let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-crash-transfers-\(getpid())").path
        let start = ContinuousClock.now
        var tally = TransferTally()
        var violations = 0
        for (index, server) in servers.enumerated() {
            let share = kills / servers.count + (index < kills % servers.count ? 1 : 0)
            let (more, broken) = try await server.serving(
                nfsh: program, folder: "\(folder)/server-\(server.rawValue)"
            ) { offer in
                try await play(share, server, offer, in: "\(folder)/\(server.rawValue)")
            }
            tally.add(more)
            violations += broken
        }
        print(tally.text(servers), terminator: "")
        print(
            "\(tally.rounds) rounds with seed \(seed) in \((ContinuousClock.now - start).components.seconds) s: "
                + "\(tally.processes) processes, \(tally.kills) killed; \(tally.published) videos published, each "
                + "compared with its source")
        let gaps = tally.gaps(servers)
        for gap in gaps { print("never met: \(gap)") }
        print("\(violations) violations" + (gaps.isEmpty ? "" : ", \(gaps.count) gaps"))
        if violations == 0 { try FileManager.default.removeItem(atPath: folder) }
        guard violations == 0, gaps.isEmpty else { throw ExitCode.failure }
    }

    private var program: String { nfsh ?? CrashTest.neighbour }

    /// Those that are asked for; of all, those that are there.
    private func chosenServers() throws -> [VideoServer] {
        if let server, let chosen = VideoServer(rawValue: server) {
            if let missing = chosen.missingProgram { throw ValidationError("\(missing) is not installed") }
            return [chosen]
        }
        return VideoServer.allCases.filter { candidate in
            guard let missing = candidate.missingProgram else { return true }
            print("\(missing) is not installed: no videos come from \(candidate.rawValue)")
            return false
        }
    }

    /// Plays rounds until there were so many kills.
    private func play(
        _ kills: Int, _ server: VideoServer, _ offer: Offer, in folder: String
    ) async throws -> (tally: TransferTally, violations: Int) {
        var tally = TransferTally()
        var violations = 0
        try await withThrowingTaskGroup(of: TransferRound.Outcome.self) { group in
            var next = 0
            func addNext() throws {
                let home = "\(folder)/\(next)"
                try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
                let round = TransferRound(
                    seed: seed, number: next, server: server, offer: offer, kills: Self.killsOfRound, nfsh: program,
                    folder: home)
                next += 1
                group.addTask {
                    let outcome = await round.run()
                    if outcome.violations.isEmpty {
                        try FileManager.default.removeItem(atPath: home)
                    } else {
                        print(
                            """
                            === round \(round.number) with \(server.rawValue) broke a promise; its files are in \(home)
                            \(outcome.violations.map { "  \($0)" }.joined(separator: "\n"))
                            \(outcome.history.joined(separator: "\n"))

                            """)
                    }
                    return outcome
                }
            }
            for _ in 0..<jobs { try addNext() }
            while let outcome = try await group.next() {
                tally.add(outcome.tally)
                violations += outcome.violations.count
                if tally.kills < kills, violations < Self.enough { try addNext() }
            }
        }
        return (tally, violations)
    }
}
