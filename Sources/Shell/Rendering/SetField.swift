import NexusFlowAPI
import TaskLedger

/// A field of a captured set of tasks.
enum SetField: String, CaseIterable {
    case count, succeeded, failed, downloaded, cost

    func value(of tasks: [TaskRecord]) -> JSONValue {
        switch self {
        case .count: JSONValue(tasks.count)
        case .succeeded: JSONValue(tasks.count { $0.status == .succeeded })
        case .failed: JSONValue(tasks.count { $0.status == .failed || $0.status == .rejected })
        case .downloaded: JSONValue(tasks.count { $0.file != nil })
        case .cost:
            // Null while one of them is uncertain: half a sum would be taken for the whole.
            tasks.allSatisfy { $0.cost != nil }
                ? .number(tasks.compactMap(\.cost).reduce(.zero, +).decimal) : .null
        }
    }
}
