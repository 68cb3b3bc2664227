import FoundationEssentials

/// All rounds of a run, several at once.
struct Harness: Sendable {
    /// The program's path.
    let nfsh: String
    let seed: UInt64
    let jobs: Int
    /// Where the rounds have their folders; those of rounds without violations are removed.
    let folder: String
    /// Called for each round that broke a promise, with all that is to be said of it.
    let report: @Sendable (String) -> Void

    /// How often what was missed gets another round.
    private static let makeUps = 4

    /// Plays so many rounds, each about what its turn is, and afterwards some about what was not met.
    ///
    /// - Returns: what was counted, and how many violations there were.
    func run(rounds: Int) async throws -> (tally: Tally, violations: Int) {
        var (tally, violations) = try await play((0..<rounds).map { ($0, Target(turn: $0)) })
        guard rounds >= Report.fullCoverage else { return (tally, violations) }
        var next = rounds
        for _ in 0..<Self.makeUps where !tally.gaps.isEmpty {
            let more = try await play(tally.gaps.enumerated().map { (next + $0.offset, $0.element) })
            next += tally.gaps.count
            tally.add(more.tally)
            violations += more.violations
        }
        return (tally, violations)
    }

    /// Plays these rounds.
    func play(_ rounds: [(number: Int, target: Target?)]) async throws -> (tally: Tally, violations: Int) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var tally = Tally()
        var violations = 0
        try await withThrowingTaskGroup(of: Round.Outcome.self) { group in
            var left = rounds[...]
            func addNext() {
                guard let (number, target) = left.popFirst() else { return }
                group.addTask { try await play(number, target) }
            }
            for _ in 0..<jobs { addNext() }
            while let outcome = try await group.next() {
                tally.add(outcome.tally)
                violations += outcome.violations.count
                addNext()
            }
        }
        if violations == 0 { try FileManager.default.removeItem(atPath: folder) }
        return (tally, violations)
    }

    private func play(_ number: Int, _ target: Target?) async throws -> Round.Outcome {
        let plan = RoundPlan(seed: seed, number: number, target: target)
        let home = "\(folder)/\(number)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let round = try await Round(plan, nfsh: nfsh, folder: home)
        var outcome = await round.run()
        outcome.tally.rounds = 1
        if outcome.violations.isEmpty {
            try FileManager.default.removeItem(atPath: home)
        } else {
            report(
                """
                === round \(number) of seed \(seed) broke a promise; its files are in \(home)
                \(outcome.violations.map { "  \($0)" }.joined(separator: "\n"))
                about \(plan.target.map(\.description) ?? "nothing special"), faults at \(plan.faults.rate)
                again: scripts/crash-test --seed \(seed) --only \(number)\(plan.target.map { " --about \($0)" } ?? "")
                \(outcome.history.joined(separator: "\n"))
                posts: \(round.service.book.posts)
                tasks: \(round.service.book.tasks.map { "\($0.id) \($0.prompt)" })

                """)
        }
        return outcome
    }
}
