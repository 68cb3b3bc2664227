import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// What tasks cost, summed: estimate, committed, billed, unknown.
enum CostSummary {
    enum Group: String, CaseIterable {
        case model, day, tag, status, run

        func key(of task: TaskRecord) -> String {
            switch self {
            case .model: task.request.model
            case .day: String(task.intendedAt.iso8601.prefix(10))
            case .tag: task.tag ?? ""
            case .status: task.status.word
            case .run: task.run.map(String.init) ?? ""
            }
        }
    }

    /// One line a group in the order of the keys, and without grouping one line for all.
    ///
    /// - Parameter left: what is left of the ceiling of the session, if there is one.
    static func result(_ tasks: [TaskRecord], by group: Group?, left: Money? = nil) -> ResultSet {
        guard let group else {
            return ResultSet(
                columns: columns + [
                    ResultSet.Column("usd_per_hour", cell: TaskField.priceCell),
                    ResultSet.Column("left", cell: TaskField.priceCell),
                ],
                rows: [
                    Sums(tasks).values + [
                        rate(of: tasks).map { .number($0.decimal) } ?? .null, left.map { .number($0.decimal) } ?? .null,
                    ]
                ], shape: .single)
        }
        return ResultSet(
            columns: [ResultSet.Column(group.rawValue, title: group.rawValue.uppercased())] + columns,
            rows: groups(tasks, by: group).map { [.string($0.key)] + $0.sums.values })
    }

    /// The same as bars for people, with what all comes to below them.
    static func picture(
        _ tasks: [TaskRecord], by group: Group, left: Money?, width: Int, isUnicode: Bool, palette: Palette
    ) -> String {
        let groups = groups(tasks, by: group).map { key, sums in
            CostPicture.Group(
                name: key, estimate: sums.estimate, billed: sums.billed, committed: sums.committed,
                unknown: sums.unknown)
        }
        let all = Sums(tasks)
        let unit = all.failed == 1 ? "failure" : "failures"
        var facts = [
            "\(all.billed) billed of \(all.estimate) estimated",
            "\(Money.zero) wasted on \(all.failed) \(unit): only what succeeds is billed",
        ]
        if let rate = rate(of: tasks) { facts.append("\(rate) an hour") }
        if let left { facts.append("\(left) of the budget left") }
        let footer = WrappedText.lines(facts.joined(separator: "; "), width: min(width, 120))
        guard !groups.isEmpty else { return footer }
        return CostPicture(groups: groups, isUnicode: isUnicode).text(width: width, palette: palette) + "\n" + footer
    }

    private static func groups(_ tasks: [TaskRecord], by group: Group) -> [(key: String, sums: Sums)] {
        Dictionary(grouping: tasks, by: group.key).map { ($0.key, Sums($0.value)) }
            .sorted { (Int($0.key) ?? 0, $0.key) < (Int($1.key) ?? 0, $1.key) }
    }

    /// What an hour came to, from the first task to the last that ended; `nil` where that is less than a minute.
    private static func rate(of tasks: [TaskRecord]) -> Money? {
        let ends = tasks.compactMap(\.completedAt)
        guard let first = tasks.map(\.intendedAt).min(), let last = ends.max() else { return nil }
        let seconds = last.timeIntervalSince(first)
        guard seconds >= 60 else { return nil }
        let perHour = Double(Sums(tasks).billed.high.microdollars) / seconds * 3600
        guard perHour < Double(Money.maximum.microdollars) else { return nil }
        // To the cent: it is a measure, no bill.
        return Money(microdollars: Int64((perHour / 10_000).rounded()) * 10_000)
    }

    private static let columns: [ResultSet.Column] = [
        ResultSet.Column("tasks", title: "TASKS", isTrailing: true),
        ResultSet.Column("estimate", title: "ESTIMATE", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("committed", title: "COMMITTED", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("billed", title: "BILLED", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("unknown", title: "UNKNOWN", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("failed", title: "FAILED", isTrailing: true),
        ResultSet.Column("wasted", isTrailing: true, cell: TaskField.priceCell),
    ]

    /// What some tasks come to.
    private struct Sums {
        let count: Int
        let failed: Int
        let estimate: PriceRange
        let committed: PriceRange
        let billed: PriceRange
        let unknown: PriceRange

        init(_ tasks: [TaskRecord]) {
            count = tasks.count
            failed = tasks.count { $0.status == .failed }
            estimate = sum(tasks) { _ in true }
            committed = sum(tasks) { $0.status.spending == .committed }
            unknown = sum(tasks) { $0.status.spending == .unknown }
            // A success whose exact cost the API left open counts with its range.
            billed = tasks.filter { $0.status == .succeeded }
                .map { $0.cost.map { PriceRange($0) } ?? $0.estimate ?? .zero }.reduce(.zero, +)
        }

        /// Failures are free (documented), so nothing is ever wasted on them.
        var values: [JSONValue] {
            [
                JSONValue(count), estimate.json, committed.json, billed.json, unknown.json, JSONValue(failed),
                .number(Money.zero.decimal),
            ]
        }
    }

    private static func sum(_ tasks: [TaskRecord], where matches: (TaskRecord) -> Bool) -> PriceRange {
        tasks.filter(matches).map { $0.estimate ?? .zero }.reduce(.zero, +)
    }
}
