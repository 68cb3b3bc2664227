import FoundationEssentials
import NexusFlowAPI
import Synchronization

/// What a service remembers of its tasks, which run until the test says otherwise.
final class TaskBoard: Sendable {
    private struct Row {
        var prompt: String
        var createdAt: String
        var end = JSONObject()
    }

    private let rows = Mutex<[Row]>([])
    /// How long ago every task was taken, in seconds.
    private let age: Double

    init(age: Double = 0) { self.age = age }

    /// Ends the task that was taken as the `number`th.
    func end(_ number: Int, with fields: JSONValue) {
        rows.withLock { $0[number - 1].end = fields.object ?? JSONObject() }
    }

    func answer(_ call: HeldService.Call) -> HeldService.Reply {
        rows.withLock { rows in
            if call.method == "POST" {
                let prompt = (try? JSONValue(parsing: call.body))?["prompt"]?.string ?? ""
                let time = SystemClock().now.addingTimeInterval(-age).iso8601
                rows.append(Row(prompt: prompt, createdAt: time))
                return .answer(202, Self.json(rows[rows.count - 1], rows.count))
            }
            let all = rows.enumerated().map { Self.json($1, $0 + 1) }
            guard let id = call.path.split(separator: "/").last.map(String.init), id.hasPrefix("t-") else {
                return .answer(200, ["data": .array(all.reversed())])
            }
            guard let task = all.first(where: { $0["id"]?.string == id }) else {
                return .answer(404, ["message": "no"])
            }
            return .answer(200, task)
        }
    }

    private static func json(_ row: Row, _ number: Int) -> JSONValue {
        var fields = JSONObject()
        fields["id"] = .string("t-\(number)")
        fields["status"] = "running"
        fields["prompt"] = .string(row.prompt)
        fields["created_at"] = .string(row.createdAt)
        fields.merge(row.end)
        return .object(fields)
    }
}
