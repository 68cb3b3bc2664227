import ArgumentParser
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `crash-test tasks`, and `crash-test` alone: kills nfsh over and over against a server that misbehaves, and compares what both remember.
struct Tasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill submits and all that follows, and prove that no task is lost or paid twice.")

    @Option(help: ArgumentHelp("How many rounds.", valueName: "n"))
    var rounds = 200

    @Option(help: ArgumentHelp("What all chance comes from; without it another every time.", valueName: "n"))
    var seed = UInt64.random(in: 1...999_999)

    @Option(help: ArgumentHelp("Rounds at once.", valueName: "n"))
    var jobs = 6

    @Option(help: ArgumentHelp("Play this round alone.", valueName: "n"))
    var only: Int?

    @Option(help: ArgumentHelp("With --only: the crash point or the fault that it is about.", valueName: "target"))
    var about: String?

    @Option(help: ArgumentHelp("The program; without it the one beside this one.", valueName: "path"))
    var nfsh: String?

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds takes a number from 1") }
        if let about, Target(about) == nil { throw ValidationError("there is no point or fault \(about)") }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-crash-test-\(getpid())").path
        let harness = Harness(
            nfsh: nfsh ?? CrashTest.neighbour, seed: seed, jobs: jobs, folder: folder, report: { print($0) })
        let clock = ContinuousClock()
        let start = clock.now
        let (tally, violations) =
            if let only {
                try await harness.play([(only, about.flatMap { Target($0) })])
            } else {
                try await harness.run(rounds: rounds)
            }
        let report = Report(tally: tally, seed: seed, time: start.duration(to: clock.now))
        print(report.text, terminator: "")
        for gap in report.gaps { print("never met: \(gap)") }
        print("\(violations) violations" + (report.gaps.isEmpty ? "" : ", \(report.gaps.count) gaps"))
        guard violations == 0, report.gaps.isEmpty else { throw ExitCode.failure }
    }
}
