import FoundationEssentials
import NexusFlowAPI

/// Where a task stands at one moment.
enum TaskState: Hashable, Sendable {
    case pending
    /// 1 to 99.
    case running(progress: Int)
    case succeeded
    /// `Code: message`.
    case failed(String)
    /// Its 24 simulated hours are over: it is known no more.
    case expired
}

extension StoredTask {
    /// How long tasks and videos are kept, in simulated seconds (documented: 24 hours).
    static let validity = 86_400.0

    /// When it ends, in milliseconds since 1970.
    var completedAt: Int64 { time(after: queueTime + runTime) }

    /// When it is known no more, in milliseconds since 1970.
    var expiresAt: Int64 { time(after: Self.validity) }

    /// Until when its video can be fetched, in seconds since 1970: whole ones, since a URL carries it.
    var videoExpiresAt: Int64 { (time(after: queueTime + runTime + Self.validity) + 999) / 1000 }

    /// What a client sees at that moment. A clock that was set back shows a task as `pending` again, and nothing worse.
    func state(at now: Date) -> TaskState {
        let now = now.milliseconds
        if now >= expiresAt { return .expired }
        if now >= completedAt { return failure.map { .failed($0) } ?? .succeeded }
        let elapsed = Double(now - createdAt) / 1000 * speed - queueTime
        if elapsed < 0 { return .pending }
        return .running(progress: min(max(Int(100 * elapsed / runTime), 1), 99))
    }

    private func time(after simulatedSeconds: Double) -> Int64 {
        let milliseconds = (simulatedSeconds / speed * 1000).rounded(.up)
        return createdAt + Int64(min(milliseconds, 1e15))
    }
}

extension StoredTask {
    /// The answer to its creation, with the status that the API's page gives there.
    var createdObject: JSONValue {
        object(status: "running", [:])
    }

    /// Its end, which is the answer to the creation of one that makes images.
    func finishedObject(output: (StoredTask) -> JSONValue) -> JSONValue {
        let end = JSONValue.string(Self.iso8601(completedAt))
        if let failure { return object(status: "failed", ["error": .string(failure)], completedAt: end) }
        return object(status: "succeeded", ["progress": 100, "output": output(self)], completedAt: end)
    }

    /// The answer to a query; members in the order of the API's page.
    ///
    /// - Parameter output: the member `output` of one that succeeded.
    /// - Returns: `nil` once it has expired.
    func object(at now: Date, output: (StoredTask) -> JSONValue) -> JSONValue? {
        switch state(at: now) {
        case .expired: return nil
        case .pending: return object(status: "pending", ["progress": 0])
        case .running(let progress): return object(status: "running", ["progress": JSONValue(progress)])
        case .succeeded, .failed: return finishedObject(output: output)
        }
    }

    private func object(status: String, _ details: JSONObject, completedAt: JSONValue? = nil) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "object": "task", "status": .string(status), "model": .string(request.model),
            "type": .string(runTime > 0 ? "video" : "image"),
        ]
        object.members += details.members
        object["created_at"] = .string(Self.iso8601(createdAt))
        object["completed_at"] = completedAt
        return .object(object)
    }

    private static func iso8601(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).iso8601
    }
}
