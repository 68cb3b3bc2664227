import Synchronization

/// The kinds of requests, as faults tell them apart.
enum FaultyCall: String, Hashable, Sendable {
    case create
    case query
    case list
    case video
}

/// What one request meets, all of it decided before it is looked at.
struct DrawnFaults: Hashable, Sendable {
    private let struck: Set<FaultPlan.Kind>
    /// What the details of the faults are drawn from.
    private let details: SeededGenerator
    /// How late the answer is.
    let delay: Duration?

    init(_ plan: FaultPlan, _ call: FaultyCall, using generator: SeededGenerator) {
        var generator = generator
        var struck: Set<FaultPlan.Kind> = []
        for kind in FaultPlan.Kind.allCases where generator.fraction() < plan[kind] && kind.strikes(call) {
            struck.insert(kind)
        }
        self.struck = struck
        details = generator
        delay = struck.contains(.slow) ? plan.delay : nil
    }

    subscript(kind: FaultPlan.Kind) -> Bool { struck.contains(kind) }

    /// Whether a server error comes only after the work is done.
    var errorComesLate: Bool {
        var generator = details
        return generator.next().isMultiple(of: 2)
    }

    /// How much of a truncated video is sent, 0.05 ..< 0.95.
    var truncation: Double {
        var generator = details
        return 0.05 + 0.9 * generator.fraction()
    }

    /// One of several, each as likely.
    func choice(of count: Int) -> Int {
        var generator = details
        return Int.random(in: 0..<count, using: &generator)
    }
}

/// Draws the faults of requests, in such a way that a run repeats.
///
/// What a request meets depends on the seed, on its kind and subject (a task counts by when it was created), and on how
/// many such requests came before: so a poll more or less changes nothing for any other request.
final class FaultDice: Sendable {
    private struct State {
        var ordinals: [String: Int] = [:]
        var counts: [String: Int] = [:]
    }

    let plan: FaultPlan
    private let seed: UInt64
    private let state = Mutex(State())

    init(_ plan: FaultPlan, seed: UInt64) {
        self.plan = plan
        self.seed = seed
    }

    /// Counts a created task, so that what its later requests meet does not hang on its random id.
    func count(_ id: String) {
        guard plan != .none else { return }
        state.withLock { $0.ordinals[id] = $0.ordinals.count }
    }

    /// - Parameter task: the id of the task in question, if there is one.
    func draw(_ call: FaultyCall, task: String? = nil) -> DrawnFaults {
        guard plan != .none else { return DrawnFaults(plan, call, using: SeededGenerator()) }
        let (subject, count) = state.withLock { state in
            let subject = task.map { id in state.ordinals[id].map { "#\($0)" } ?? id } ?? ""
            let key = "\(call.rawValue) \(subject)"
            let count = state.counts[key] ?? 0
            state.counts[key] = count + 1
            return (subject, count)
        }
        return DrawnFaults(plan, call, using: SeededGenerator("faults", "\(seed)", call.rawValue, subject, "\(count)"))
    }
}
