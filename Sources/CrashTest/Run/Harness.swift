import FoundationEssentials

/// All rounds of a run, several at once.
struct Harness: Sendable {
    /// The program's path.
    let nfsh: String
    let seed: UInt64
    /// The numbers of the rounds.
    let rounds: Range<Int>
    let jobs: Int
    /// Where the rounds have their folders; those of rounds without violations are removed.
    let folder: String
    /// Called for each round that broke a promise, with all that is to be said of it.
    let report: @Sendable (String) -> Void

    /// - Returns: what was counted, and how many violations there were.
    func run() async throws -> (tally: Tally, violations: Int) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var tally = Tally()
        var violations = 0
        try await withThrowingTaskGroup(of: Round.Outcome.self) { group in
            var left = rounds
            func addNext() {
                guard let number = left.popFirst() else { return }
                group.addTask { try await play(number) }
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

    private func play(_ number: Int) async throws -> Round.Outcome {
        let plan = RoundPlan(seed: seed, number: number)
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
                about \(plan.faults.featured.map(\.description) ?? "nothing special"), faults at \(plan.faults.rate)
                \(outcome.history.joined(separator: "\n"))
                posts: \(round.service.book.posts)
                tasks: \(round.service.book.tasks.map { "\($0.id) \($0.prompt)" })

                """)
        }
        return outcome
    }
}
