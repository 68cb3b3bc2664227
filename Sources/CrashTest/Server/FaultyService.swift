import FoundationEssentials
import NexusFlowAPI
import Synchronization

/// An API and its storage, on two ports of this process, that misbehave by a plan until they are told not to.
final class FaultyService: Sendable {
    struct State: Sendable {
        var book = Book()
        var behaves = false
    }

    let faults: FaultPlan
    let key: String
    let clock: FastClock
    /// How long the client waits for an answer.
    let patience: Duration
    /// Whether storage tells checksums.
    let hasChecksums: Bool
    /// Whether lists, and the tasks themselves, show prompts.
    let showsPrompts: Bool
    private let state = Mutex(State())
    private let ports = Mutex<(api: Listener, storage: Listener)?>(nil)

    private init(faults: FaultPlan, key: String, clock: FastClock, patience: Duration) {
        self.faults = faults
        self.key = key
        self.clock = clock
        self.patience = patience
        var dice = faults.dice("service")
        hasChecksums = dice.happens(0.8)
        showsPrompts = dice.happens(0.7)
    }

    static func start(
        faults: FaultPlan, key: String, clock: FastClock, patience: Duration
    ) async throws -> FaultyService {
        let service = FaultyService(faults: faults, key: key, clock: clock, patience: patience)
        let api = try await Listener.open(accept: { service.greet() }, react: { service.answer($0) })
        let storage = try await Listener.open(react: { service.serve($0) })
        service.ports.withLock { $0 = (api, storage) }
        return service
    }

    /// Where the API is, with its `/v1`.
    var baseURL: String { "http://127.0.0.1:\(ports.withLock { $0?.api.port } ?? 0)/v1" }

    private var storageURL: String { "http://localhost:\(ports.withLock { $0?.storage.port } ?? 0)" }

    /// What it has seen and done so far.
    var book: Book { state.withLock { $0.book } }

    /// From now on it does what it should, and every task ends when it is asked about.
    func behave() async throws {
        state.withLock { state in
            state.behaves = true
            state.book.storm = nil
        }
        try await ports.withLock { $0?.api }?.resume()
    }

    /// Refuses connections until it behaves, or for that long.
    func refuseConnections(for time: Duration?) async throws {
        guard let api = ports.withLock({ $0?.api }) else { return }
        await api.pause()
        guard let time else { return }
        try await Task.sleep(for: time)
        try await api.resume()
    }

    /// Counts a fault that only its victim sees.
    func note(_ cell: Cell) {
        state.withLock { $0.book.strikes[cell, default: 0] += 1 }
    }

    func stop() async {
        let ports = ports.withLock { ports in
            defer { ports = nil }
            return ports
        }
        await ports?.api.stop()
        await ports?.storage.stop()
    }

    private func greet() -> Reaction.Ending {
        state.withLock { state in
            switch draw(.connect, of: "", in: &state) {
            case .closed: .close
            case .reset: .reset
            default: .keepOpen
            }
        }
    }

    /// The fault that meets this request, noted in the book.
    func draw(_ phase: Phase, of subject: String, in state: inout State) -> Fault? {
        let ordinal = state.book.ordinal(of: "\(phase.rawValue) \(subject)")
        guard !state.behaves else { return nil }
        // Only an id that somebody is known to have can be recognised as another task's.
        let hasOthers = state.book.tasks.contains { $0.isKnown && $0.id != subject }
        let isPossible = { (fault: Fault) in fault != .wrongID || hasOthers }
        var isDue = false
        if let featured = faults.featured {
            isDue = featured.phase == phase && state.book.strikes[featured] == nil && isPossible(featured.fault)
        }
        guard let fault = faults.fault(phase, of: subject, ordinal: ordinal, isFeatureDue: isDue), isPossible(fault)
        else { return nil }
        state.book.strikes[Cell(phase, fault), default: 0] += 1
        return fault
    }

    private func answer(_ exchange: Exchange) -> Reaction {
        state.withLock { state in
            let now = clock.now
            guard exchange.header("authorization") == "Bearer \(key)" else {
                state.book.complaints.append("a call of the API carried another key than the one given")
                return Answer(401, ["error": "no such key"], at: now).whole
            }
            let base = "/v1/tasks"
            switch (exchange.method, exchange.path) {
            case ("POST", base): return submit(exchange, at: now, in: &state)
            case ("GET", base): return list(exchange, at: now, in: &state)
            case ("GET", let path) where path.hasPrefix(base + "/"):
                return query(String(path.dropFirst(base.count + 1)), at: now, in: &state)
            default:
                state.book.complaints.append("\(exchange.method) \(exchange.target) is no call of the API")
                return Answer(404, ["error": "no such path"], at: now).whole
            }
        }
    }

    private func serve(_ exchange: Exchange) -> Reaction {
        state.withLock { state in
            if exchange.target.contains(key) || exchange.headers.contains(where: { $0.value.contains(key) }) {
                state.book.complaints.append("the key was sent to the storage")
            }
            return object(exchange, at: clock.now, in: &state)
        }
    }

    /// A task as the API shows it.
    func json(_ task: ServedTask, prompts: Bool = true, outputs: Bool = true) -> JSONValue {
        var object: JSONObject = [
            "id": .string(task.id), "model": .string(task.model), "type": "video",
            "created_at": .string(task.createdAt.iso8601),
        ]
        if prompts, showsPrompts { object["prompt"] = .string(task.prompt) }
        guard task.hasEnded else {
            object["status"] = task.asksLeft > 2 ? "pending" : "running"
            object["progress"] = JSONValue(max(0, 90 - 30 * task.asksLeft))
            return .object(object)
        }
        object["status"] = task.willSucceed ? "succeeded" : "failed"
        object["progress"] = 100
        object["completed_at"] = (task.completedAt?.iso8601).map { .string($0) } ?? .null
        guard outputs else { return .object(object) }
        if task.willSucceed {
            let until = Int(task.createdAt.timeIntervalSince1970) + 86_400
            object["output"] = [
                "video_url": .string("\(storageURL)/\(task.id)?v=\(task.urlVersion)&Expires=\(until)")
            ]
        } else {
            object["error"] = "DataInspectionFailed: the output may hold inappropriate content"
        }
        return .object(object)
    }
}
