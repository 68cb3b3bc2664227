import FoundationEssentials
import NexusFlowAPI
import TaskLedger

@testable import CrashTest

let noon = Date(timeIntervalSince1970: 1_780_315_200)

extension Order {
    /// Five seconds at $0.09.
    static let boat = Order(prompt: "a boat", model: "wan2.6-t2v", resolution: "720P", duration: 5)
    /// Five seconds at $0.04 to $0.05.
    static let ship = Order(prompt: "a ship", model: "pixverse-v6", resolution: "720P", duration: 5)
}

extension ServedTask {
    init(_ id: String, _ order: Order, succeeds: Bool = true, asksLeft: Int = 0) {
        self.init(
            id: id, prompt: order.prompt, model: order.model, resolution: order.resolution, duration: order.duration,
            createdAt: noon, asksLeft: asksLeft, willSucceed: succeeds)
    }
}

extension TaskRecord {
    /// A row as the program leaves it for this order.
    init(_ number: Int, _ status: TaskStatus, _ order: Order, id: String? = nil) {
        self.init(
            number: number, status: status,
            request: GenerationRequest(
                model: order.model, prompt: order.prompt, resolution: order.resolution, duration: order.duration),
            intendedAt: noon, origin: "http://127.0.0.1:1", account: "none", folder: "/v", template: "{number}.mp4",
            exists: .rename, autodownload: true)
        self.id = id
        sentAt = noon
        let price = order.price
        estimate = PriceRange(
            low: Money(microdollars: price.lowerBound), high: Money(microdollars: price.upperBound))
        switch status {
        case .succeeded where price.lowerBound == price.upperBound: cost = Money(microdollars: price.lowerBound)
        case .failed, .rejected, .abandoned: cost = .zero
        default: break
        }
    }
}

extension Evidence {
    /// A task that was made, has succeeded and is on disk with its description: all is well.
    static var whole: Evidence {
        var row = TaskRecord(1, .succeeded, .boat, id: "t-1")
        row.file = "/v/1.mp4"
        var evidence = Evidence(orders: [.boat])
        evidence.posts = [Post(prompt: "a boat", fate: .accepted(id: "t-1"))]
        evidence.tasks = [ServedTask("t-1", .boat)]
        evidence.rows = [row]
        evidence.videos = [VideoFile(path: "/v/1.mp4", task: "t-1")]
        evidence.sidecars = [Sidecar(path: "/v/1.json", id: "t-1")]
        evidence.bill = "1,0.45,0.00,0.45,0.00"
        return evidence
    }

    /// A row without an id, after these answers to its request.
    static func open(_ status: TaskStatus, after fates: Post.Fate...) -> Evidence {
        var evidence = Evidence(orders: [.boat])
        evidence.posts = fates.map { Post(prompt: "a boat", fate: $0) }
        evidence.tasks = fates.compactMap { fate in
            guard case .accepted(let id) = fate else { return nil }
            return ServedTask(id, .boat, asksLeft: 1)
        }
        evidence.rows = [TaskRecord(1, status, .boat)]
        return evidence
    }

    func with(_ change: (inout Evidence) -> Void) -> Evidence {
        var evidence = self
        change(&evidence)
        return evidence
    }

    var violations: [Violation] { Verdict(on: self).violations }
}
