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
    static func result(_ tasks: [TaskRecord], by group: Group?) -> ResultSet {
        let rows =
            if let group {
                Dictionary(grouping: tasks, by: group.key)
                    .sorted { (Int($0.key) ?? 0, $0.key) < (Int($1.key) ?? 0, $1.key) }
                    .map { key, tasks in [.string(key)] + sums(tasks) }
            } else {
                [sums(tasks)]
            }
        let grouping = group.map { [ResultSet.Column($0.rawValue, title: $0.rawValue.uppercased())] }
        return ResultSet(columns: (grouping ?? []) + columns, rows: rows, shape: group == nil ? .single : .list)
    }

    private static let columns: [ResultSet.Column] = [
        ResultSet.Column("tasks", title: "TASKS", isTrailing: true),
        ResultSet.Column("estimate", title: "ESTIMATE", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("committed", title: "COMMITTED", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("billed", title: "BILLED", isTrailing: true, cell: TaskField.priceCell),
        ResultSet.Column("unknown", title: "UNKNOWN", isTrailing: true, cell: TaskField.priceCell),
    ]

    private static func sums(_ tasks: [TaskRecord]) -> [JSONValue] {
        let estimate = sum(tasks) { _ in true }
        let committed = sum(tasks) { $0.status.spending == .committed }
        let unknown = sum(tasks) { $0.status.spending == .unknown }
        // A success whose exact cost the API left open counts with its range.
        let billed = tasks.filter { $0.status == .succeeded }
            .map { $0.cost.map { PriceRange($0) } ?? $0.estimate ?? .zero }.reduce(.zero, +)
        return [JSONValue(tasks.count), estimate.json, committed.json, billed.json, unknown.json]
    }

    private static func sum(_ tasks: [TaskRecord], where matches: (TaskRecord) -> Bool) -> PriceRange {
        tasks.filter(matches).map { $0.estimate ?? .zero }.reduce(.zero, +)
    }
}
