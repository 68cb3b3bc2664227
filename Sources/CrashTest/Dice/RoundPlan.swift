import CrashPoints

/// One task that a round orders, and what it must cost.
struct Order: Hashable, Sendable {
    let prompt: String
    let model: String
    let resolution: String
    /// In seconds.
    let duration: Int
    /// Whether the clock of the process that sends it is right.
    var isTimely = true

    /// Dollars a second in hundredths, by model and resolution (documented); PixVerse's price is a range.
    private static let prices: [String: ClosedRange<Int64>] = [
        "wan2.6-t2v 720P": 9...9, "wan2.6-t2v 1080P": 14...14,
        "happyhorse-1.0-t2v 720P": 13...13, "happyhorse-1.0-t2v 1080P": 23...23,
        "pixverse-v6 720P": 4...5, "pixverse-v6 1080P": 8...10,
    ]

    static let models = ["wan2.6-t2v", "happyhorse-1.0-t2v", "pixverse-v6"]

    /// In millionths of a dollar.
    var price: ClosedRange<Int64> {
        let second = Self.prices["\(model) \(resolution)"] ?? 0...0
        let factor = Int64(duration) * 10_000
        return second.lowerBound * factor...second.upperBound * factor
    }
}

/// One process of a round: what it is told, and how it ends.
struct ProcessPlan: Hashable, Sendable {
    enum Death: Hashable, Sendable {
        case never
        /// Killed so long after its start.
        case after(Duration)
        /// Killed when it comes to a point for that time.
        case at(CrashPoint, times: Int)
    }

    var lines: [String]
    var orders: [Order] = []
    /// How far its clock is off, in hours.
    var clockOffset = 0
    var death = Death.never

    /// Sets the clock wrong by so many hours.
    mutating func setClock(_ offset: Int) {
        clockOffset = offset
        for index in orders.indices { orders[index].isTimely = offset == 0 }
    }
}

/// All that is decided about a round before it begins: a function of seed and number.
struct RoundPlan: Hashable, Sendable {
    let number: Int
    let target: Target?
    var faults: FaultPlan
    /// Groups of processes that run at once, one group after the other.
    var stages: [[ProcessPlan]] = []
    /// What the last process is told, when all is well.
    var lastLines: [String] = []

    var orders: [Order] { stages.flatMap { $0 }.flatMap(\.orders) }

    /// - Parameter target: what it is about; `nil` leaves all to chance.
    init(seed: UInt64, number: Int, target: Target?) {
        self.number = number
        self.target = target
        var dice = Dice(seed, "round", "\(number)")
        faults = FaultPlan(seed: dice.next(), rate: dice.pick([0, 0.1, 0.2, 0.35]))
        let death = aim(at: target, &dice)
        stages = [
            (0..<(dice.happens(0.25) ? 2 : 1)).map { index in
                Self.first(number, index, death: index == 0 ? death : nil, faults.featured, &dice)
            }
        ]
        if case .point(let point) = target, point.needsPast { mourn(at: point) }
        for _ in 0..<dice.integer(0...2) { stages.append([Self.later(number, stages.count, &dice)]) }
        if faults.featured?.fault == .gone { hurry() }
        lastLines = [
            "set poll=2 on_error=continue", "reconcile", "wait @all timeout=150", "download", "set output=csv",
            "cost @all",
        ]
    }

    /// Sees to it that the target is met.
    ///
    /// - Returns: how the first process dies; `nil` leaves it to chance.
    private mutating func aim(at target: Target?, _ dice: inout Dice) -> ProcessPlan.Death? {
        switch target {
        case nil: return nil
        case .point(let point):
            faults.featured = point.occasion
            faults.rate = min(faults.rate, 0.05)
            faults.failsTasks = false
            return .at(point, times: point.canComeAgain && dice.happens(0.4) ? dice.integer(2...3) : 1)
        case .fault(let cell):
            faults.featured = cell
            // What comes late in a task's life must get its time.
            if [.query, .list, .object].contains(cell.phase) { faults.rate = min(faults.rate, 0.1) }
            if cell.phase == .object { faults.failsTasks = false }
            return dice.happens(0.6) ? .never : .after(.milliseconds(dice.integer(150...600)))
        }
    }

    /// Ends every process some time: a task that is gone would be waited for until its day is over.
    private mutating func hurry() {
        for stage in stages.indices {
            for process in stages[stage].indices where stages[stage][process].death == .never {
                stages[stage][process].death = .after(.milliseconds(1500))
            }
        }
    }

    /// Lets the first process leave something behind, and another die at the point while it settles that.
    private mutating func mourn(at point: CrashPoint) {
        faults.rate = 0
        let isReconciled = faults.featured != nil
        stages[0][0].death = isReconciled ? .never : .at(.committed(.sending), times: 1)
        stages[0][0].setClock(0)
        var plan = ProcessPlan(lines: [
            "set poll=2 downloads=videos on_error=continue", "reconcile", "wait @all timeout=80",
        ])
        plan.death = .at(point, times: 1)
        stages.append([plan])
    }

    /// A process that orders tasks.
    private static func first(
        _ round: Int, _ index: Int, death: ProcessPlan.Death?, _ featured: Cell?, _ dice: inout Dice
    ) -> ProcessPlan {
        let behaviour = dice.happens(0.8) ? "continue" : "stop"
        var plan = ProcessPlan(lines: ["set poll=2 downloads=videos on_error=\(behaviour)"])
        // A list is asked for where there are many; another's id needs another.
        let needsOthers = featured?.fault == .wrongID
        let sweeps = featured?.phase == .list || !needsOthers && dice.happens(0.35)
        let count = sweeps ? 1 : needsOthers ? 3 : dice.integer(1...3)
        for number in 0..<count {
            addOrders(to: &plan, "r\(round)-\(index)-\(number)", sweeps: sweeps, &dice)
            if needsOthers || dice.happens(0.2) { plan.lines.append("wait timeout=60") }
        }
        plan.lines.append(dice.pick(["wait timeout=100", "wait timeout=100", "list", "watch"]))
        plan.setClock(clockOffset(&dice))
        plan.death = death ?? (dice.happens(0.6) ? .after(.milliseconds(dice.integer(15...450))) : .never)
        if death != nil { plan.lines.append("wait timeout=100") }
        return plan
    }

    /// A process that comes after others and looks after what they left.
    private static func later(_ round: Int, _ index: Int, _ dice: inout Dice) -> ProcessPlan {
        var plan = ProcessPlan(lines: ["set poll=2 downloads=videos on_error=continue"])
        for _ in 0..<dice.integer(1...3) {
            plan.lines.append(dice.pick(["wait @all timeout=80", "reconcile", "download", "list", "import", "rescue"]))
        }
        if dice.happens(0.3) { addOrders(to: &plan, "r\(round)-later\(index)-0", sweeps: false, &dice) }
        plan.setClock(clockOffset(&dice))
        if dice.happens(0.5) { plan.death = .after(.milliseconds(dice.integer(15...300))) }
        return plan
    }

    /// A line that orders one task, or several at once.
    private static func addOrders(to plan: inout ProcessPlan, _ name: String, sweeps: Bool, _ dice: inout Dice) {
        let model = dice.pick(Order.models)
        let resolution = dice.pick(["720P", "720P", "1080P"])
        let duration = dice.integer(3...6)
        let weathers = sweeps ? Array(["calm", "stormy", "misty", "bright", "dark"].prefix(dice.integer(4...5))) : []
        let subject = weathers.isEmpty ? "" : "{\(weathers.joined(separator: "|"))} "
        let verb = sweeps ? "sweep" : "submit"
        plan.lines.append(
            "\(verb) \"\(name) \(subject)boats\" model=\(model) resolution=\(resolution) duration=\(duration)")
        plan.orders += (weathers.isEmpty ? [""] : weathers.map { $0 + " " }).map { weather in
            Order(prompt: "\(name) \(weather)boats", model: model, resolution: resolution, duration: duration)
        }
    }

    /// In hours; beyond a day now and then, so that deadlines seem to have passed.
    private static func clockOffset(_ dice: inout Dice) -> Int {
        dice.happens(0.4) ? dice.pick([-30, -5, -1, 1, 5, 30]) : 0
    }
}

extension CrashPoint {
    /// The fault without which nobody comes here.
    var occasion: Cell? {
        switch self {
        case .written(.rejection), .committed(.rejection): Cell(.submit, .rejected)
        case .written(.loss), .committed(.loss): Cell(.submit, .dropped)
        case .written(.postponement), .committed(.postponement): Cell(.submit, .rateLimited)
        case .written(.abandonment), .committed(.abandonment): Cell(.connect, .refused)
        case .written(.adoption), .committed(.adoption): Cell(.submit, .dropped)
        case .written(.expiry), .committed(.expiry): Cell(.submit, .aged)
        default: nil
        }
    }

    /// Whether nobody comes here but a process after another that left something to settle.
    var needsPast: Bool {
        switch self {
        case .written(.recovery), .committed(.recovery), .written(.adoption), .committed(.adoption): true
        default: false
        }
    }

    /// Whether a process that comes here comes again, as a rule.
    var canComeAgain: Bool {
        switch self {
        case .written(.answers), .committed(.answers), .answerBegun, .answerWhole, .partBegun: true
        default: false
        }
    }
}
