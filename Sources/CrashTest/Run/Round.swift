import CrashPoints
import FoundationEssentials
import NexusFlowAPI

/// One round: processes that are killed and started again on one ledger, against a server of their own, and what is to
/// be said of it afterwards.
struct Round: Sendable {
    /// What a round came to.
    struct Outcome: Sendable {
        var tally = Tally()
        var violations: [Violation] = []
        /// What was run and how it ended, for people.
        var history: [String] = []
        /// What the last process said of the costs.
        var bill: String?
    }

    /// How much faster the program's clock runs.
    static let speed = 100.0
    /// How long the program waits for an answer, by a clock that is right: a minute of its own.
    static let patience = Duration.seconds(60) / speed

    let plan: RoundPlan
    let program: Program
    let service: FaultyService
    private let key: String
    private var crashLog: String { program.folder + "/crashes" }

    /// - Parameter folder: the round's own, empty.
    init(_ plan: RoundPlan, nfsh: String, folder: String) async throws {
        var dice = plan.faults.dice("key")
        key = APIKey.prefix + String(dice.next(), radix: 16) + String(dice.next(), radix: 16)
        self.plan = plan
        let clock = FastClock(speed: Self.speed)
        service = try await FaultyService.start(
            faults: plan.faults, key: key, clock: clock, patience: Self.patience)
        program = Program(
            path: nfsh, folder: folder,
            variables: [
                "NEXUSFLOW_API_KEY": key, "NFSH_CLOCK_SPEED": "\(Self.speed)",
                "NFSH_CLOCK_EPOCH": "\(clock.epoch.timeIntervalSince1970)",
            ])
    }

    /// Runs it to its end; the folder stays.
    func run() async -> Outcome {
        var outcome = Outcome()
        do {
            try await playStages(&outcome)
            try await service.behave()
            let last = ProcessPlan(lines: plan.lastLines)
            let result = try await run(last)
            record(last, result, "last", &outcome)
            let sums = result.output.split(separator: "\n").drop { $0 != "tasks,estimate,committed,billed,unknown" }
            outcome.bill = sums.dropFirst().first.map(String.init)
        } catch {
            outcome.violations.append(.complaint("the round could not be played: \(error)"))
        }
        await service.stop()
        let book = service.book
        do {
            var evidence = try Evidence(
                of: plan, book, showsPrompts: service.showsPrompts, in: program.folder, key: key)
            evidence.bill = outcome.bill
            outcome.violations += Verdict(on: evidence).violations
            outcome.tally.take(evidence)
        } catch {
            outcome.violations.append(.ledger("\(error)"))
        }
        outcome.tally.strikes.merge(book.strikes) { $0 + $1 }
        outcome.tally.takeCrashes(at: crashLog)
        return outcome
    }

    private func playStages(_ outcome: inout Outcome) async throws {
        let refusal = plan.faults.featured == Cell(.connect, .refused)
        if refusal { await service.refuseConnections() }
        // Either some time or, where a task must be given up for it, for as long as the first processes live.
        let staysClosed = refusal && plan.target != .fault(Cell(.connect, .refused))
        async let opening: Void = refusal && !staysClosed ? open() : ()
        for (number, stage) in plan.stages.enumerated() {
            let outcomes = try await withThrowingTaskGroup(of: (Int, Program.Outcome).self) { group in
                for (index, process) in stage.enumerated() {
                    group.addTask {
                        let outcome = try await run(process)
                        return (index, outcome)
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for (index, process) in stage.enumerated() {
                guard let result = outcomes[index] else { continue }
                record(process, result, "\(number + 1).\(index + 1)", &outcome)
                if refusal, number == 0, result.errors.contains("cannot connect to") {
                    service.note(Cell(.connect, .refused))
                }
            }
            if staysClosed, number == 0 { try await service.acceptConnections() }
        }
        try await opening
    }

    /// Has the service accept connections again, sooner or later.
    private func open() async throws {
        var dice = plan.faults.dice("refusal")
        try await Task.sleep(for: .milliseconds(dice.integer(100...600)))
        try await service.acceptConnections()
    }

    private func run(_ process: ProcessPlan) async throws -> Program.Outcome {
        var variables: [String: String] = [:]
        if process.clockOffset != 0 { variables["NFSH_CLOCK_OFFSET"] = "\(process.clockOffset * 3600)" }
        var limit: Duration?
        switch process.death {
        case .never: break
        case .after(let time): limit = time
        case .at(let point, let times):
            variables[CrashVariable.point] = "\(point):\(times)"
            variables[CrashVariable.log] = crashLog
        }
        let lines = process.lines.joined(separator: "\n")
        return try await program.run(
            ["--yes", "--base-url", service.baseURL, "-c", lines], variables: variables, killedAfter: limit)
    }

    private func record(_ process: ProcessPlan, _ result: Program.Outcome, _ name: String, _ outcome: inout Outcome) {
        outcome.tally.processes += 1
        switch result.end {
        case .signalled(9) where result.hung: outcome.violations.append(.hung(process: name))
        case .signalled(9): outcome.tally.kills += 1
        case .signalled(let signal): outcome.violations.append(.crashed(process: name, signal: signal))
        case .exited(let status) where status == 1 || status == 2:
            outcome.violations.append(.complaint("process \(name) was not understood: \(result.errors)"))
        case .exited: break
        }
        if (result.output + result.errors).contains(key) {
            outcome.violations.append(.keyLeaked("the output of process \(name)"))
        }
        outcome.history.append(
            """
            --- process \(name), its clock off by \(process.clockOffset) h, death \(process.death): \(result.end)
            \(process.lines.joined(separator: "\n"))
            > \(result.output)! \(result.errors)
            """)
    }
}
