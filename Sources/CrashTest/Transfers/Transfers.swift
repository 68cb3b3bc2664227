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

    @Option(help: ArgumentHelp("own, nginx, or both; without it both, where nginx is installed.", valueName: "name"))
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
        if let server, server != "both", VideoServer(rawValue: server) == nil {
            throw ValidationError("--server takes own, nginx or both")
        }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        var servers = server.flatMap { VideoServer(rawValue: $0) }.map { [$0] } ?? VideoServer.allCases
        if VideoServer.nginxPath == nil, servers.contains(.nginx) {
            guard server == nil else { throw ValidationError("nginx is not installed") }
            print("nginx is not installed: skipped, only the server of this program is used")
            servers = [.own]
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-crash-transfers-\(getpid())").path
        let library = try Library(in: "\(folder)/library")
        let start = ContinuousClock.now
        var tally = TransferTally()
        var violations = 0
        for (index, server) in servers.enumerated() {
            let share = kills / servers.count + (index < kills % servers.count ? 1 : 0)
            let (more, broken) = try await server.serving(library, folder: "\(folder)/library") { address in
                try await play(share, library, server, address, in: "\(folder)/\(server.rawValue)")
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

    /// Plays rounds until there were so many kills.
    private func play(
        _ kills: Int, _ library: Library, _ server: VideoServer, _ address: String, in folder: String
    ) async throws -> (tally: TransferTally, violations: Int) {
        let program = nfsh ?? CrashTest.neighbour
        var tally = TransferTally()
        var violations = 0
        try await withThrowingTaskGroup(of: TransferRound.Outcome.self) { group in
            var next = 0
            func addNext() throws {
                let home = "\(folder)/\(next)"
                try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
                let round = TransferRound(
                    seed: seed, number: next, library: library, server: server, address: address,
                    kills: Self.killsOfRound, nfsh: program, folder: home)
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
