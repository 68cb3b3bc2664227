import FoundationEssentials
import NexusFlowAPI

/// A task as it lies in the state folder. Nothing in it ever changes: what a client sees is this and the time of day.
struct StoredTask: Hashable, Sendable {
    /// `task_` and a UUID.
    let id: String
    /// Whose task it is: a fingerprint of the key, which itself is stored nowhere.
    let account: String
    /// Milliseconds since 1970, the precision of the API's times.
    let createdAt: Int64
    /// The speed of the service that took it; another speed of a later service changes nothing about it.
    let speed: Double
    /// How long it is `pending`, in simulated seconds.
    let queueTime: Double
    /// How long it is `running` after that, in simulated seconds.
    let runTime: Double
    /// `Code: message` if it will fail.
    let failure: String?
    let request: GenerationRequest

    /// A task that arrives now; its times are drawn from its id. One for images is over at once (sibling).
    init(
        id: String, account: String, now: Date, speed: Double, failure: String?, request: GenerationRequest,
        makesImages: Bool = false
    ) {
        let times =
            makesImages ? SimulatedTimes.none : SimulatedTimes(id: id, request: request, fails: failure != nil)
        self.id = id
        self.account = account
        createdAt = now.milliseconds
        self.speed = speed
        queueTime = times.queue
        runTime = times.run
        self.failure = failure
        self.request = request
    }
}

extension StoredTask {
    private static let version = 1

    /// The record as a file holds it.
    var json: JSONValue {
        [
            "version": JSONValue(Self.version),
            "id": .string(id),
            "account": .string(account),
            "created_at_ms": JSONValue(createdAt),
            "speed": .number("\(speed)"),
            "queue_seconds": .number("\(queueTime)"),
            "run_seconds": .number("\(runTime)"),
            "failure": failure.map { .string($0) } ?? .null,
            "request": request.json,
        ]
    }

    /// - Returns: `nil` for anything that this version did not write.
    init?(json: JSONValue) {
        guard json["version"]?.integer == Self.version, let id = json["id"]?.string, Self.isID(id),
            let account = json["account"]?.string, let createdAt = json["created_at_ms"]?.integer,
            let speed = json["speed"]?.double, LocalServiceConfiguration.speeds.contains(speed),
            let queueTime = json["queue_seconds"]?.double, (0...86_400).contains(queueTime),
            let runTime = json["run_seconds"]?.double, (0...86_400).contains(runTime),
            let request = json["request"].flatMap({ try? GenerationRequest(json: $0) }),
            (0...Self.latestTime).contains(Int64(createdAt))
        else { return nil }
        self.id = id
        self.account = account
        self.createdAt = Int64(createdAt)
        self.speed = speed
        self.queueTime = queueTime
        self.runTime = runTime
        failure = json["failure"]?.string
        self.request = request
    }

    /// The year 9999, so that no record can hold a time that cannot be written.
    private static let latestTime: Int64 = 253_370_764_800_000

    /// Whether `text` has the form of an id, and so can be a file's name.
    static func isID(_ text: String) -> Bool {
        let hexDigits = text.dropFirst(5)
        return text.hasPrefix("task_") && hexDigits.utf8.count == 36
            && hexDigits.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2D
            }
    }

    /// A new id.
    static func makeID() -> String { "task_" + UUID().uuidString.lowercased() }
}

extension Date {
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
