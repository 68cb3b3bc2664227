import NexusFlowAPI
import TaskLedger

extension FinishedReport {
    /// One object, money in dollars, times in ISO 8601 UTC.
    var json: String {
        let object: JSONObject = [
            "command": .string(command), "began_at": .string(beganAt.iso8601), "ended_at": .string(endedAt.iso8601),
            "exit_status": JSONValue(Int(status.rawValue)),
            "passed": JSONValue(count(.passed)), "failed": JSONValue(count(.failed)),
            "errors": JSONValue(count(.error)), "skipped": JSONValue(count(.skipped)),
            "estimate": estimate.json, "cost": .number(cost.decimal),
            "cases": .array(cases.map { .object(Self.object($0)) }),
        ]
        return JSONValue.object(object).text(.indented) + "\n"
    }

    private static func object(_ item: RunReport.Case) -> JSONObject {
        [
            "kind": .string(item.kind.rawValue), "name": .string(item.name), "status": .string(item.verdict.rawValue),
            "source": item.place.map { .string($0.source) } ?? .null,
            "line": item.place.map { JSONValue($0.line) } ?? .null,
            "seconds": .number(item.duration.thousandths),
            "message": item.message.map { .string($0) } ?? .null,
            "task": item.task.map { .object($0.json) } ?? .null,
        ]
    }
}

extension Double {
    /// With three decimals, such as `12.340`.
    var thousandths: String {
        let whole = Int((self * 1000).rounded())
        let rest = String(whole % 1000)
        return "\(whole / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
