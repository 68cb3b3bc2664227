import Testing

@testable import LocalService

@Suite("A list of faults")
struct FaultPlanTests {
    @Test("Every documented name is understood")
    func names() throws {
        let text =
            "drop-response=0.05,reset=0.1,rate-limit=1,server-error=0.2,fail=.5,slow=0.3,truncate=0.4,"
            + "expire=0.6,html-error=0.7,bad-json=0,half-body=0.8,huge-json=0.9,wrong-checksum=0.01"
        let plan = try FaultPlan(parsing: text)
        #expect(plan[.dropResponse] == 0.05)
        #expect(plan[.reset] == 0.1)
        #expect(plan[.rateLimit] == 1)
        #expect(plan[.serverError] == 0.2)
        #expect(plan[.fail] == 0.5)
        #expect(plan[.slow] == 0.3)
        #expect(plan[.truncate] == 0.4)
        #expect(plan[.expire] == 0.6)
        #expect(plan[.htmlError] == 0.7)
        #expect(plan[.badJSON] == 0)
        #expect(plan[.halfBody] == 0.8)
        #expect(plan[.hugeJSON] == 0.9)
        #expect(plan[.wrongChecksum] == 0.01)
        for kind in FaultPlan.Kind.allCases { #expect(FaultPlan.names.contains(kind.rawValue)) }
    }

    @Test("Nothing is no fault, and blanks and empty entries do not matter", arguments: ["", " ", ",", " , "])
    func empty(text: String) throws {
        #expect(try FaultPlan(parsing: text) == .none)
    }

    @Test("Blanks around names and values do not matter")
    func blanks() throws {
        #expect(try FaultPlan(parsing: " reset = 0.5 , fail=1")[.reset] == 0.5)
    }

    @Test(
        "A slow answer takes two seconds, or what stands behind the colon",
        arguments: [
            ("slow=1", Duration.seconds(2)), ("slow=1:500ms", .milliseconds(500)), ("slow=1:3s", .seconds(3)),
            ("slow=1:1.5", .seconds(1.5)), ("slow=1:2m", .seconds(120)),
        ])
    func delays(text: String, delay: Duration) throws {
        #expect(try FaultPlan(parsing: text).delay == delay)
    }

    @Test("An unknown name is refused with all that there are")
    func unknown() {
        let error = #expect(throws: FaultPlanError.self) { try FaultPlan(parsing: "rest=0.1") }
        #expect(error?.message == "there is no fault 'rest'")
        for kind in FaultPlan.Kind.allCases { #expect(error?.allowed.contains(kind.rawValue) == true) }
    }

    @Test(
        "A value that is no probability is refused",
        arguments: [
            "reset=1.1", "reset=-0.1", "reset=nan", "reset=1e-3", "reset=0x1", "reset=", "reset", "reset=.",
            "reset=0.1:5s",
        ])
    func values(text: String) {
        let error = #expect(throws: FaultPlanError.self) { try FaultPlan(parsing: text) }
        #expect(error?.message.contains("reset") == true)
        #expect(error?.allowed.contains("0 to 1") == true)
    }

    @Test("A delay that is none is refused", arguments: ["slow=1:", "slow=1:fast", "slow=1:5h", "slow=1:-1s"])
    func badDelays(text: String) {
        #expect(throws: FaultPlanError.self) { try FaultPlan(parsing: text) }
    }

    @Test("A fault that is given twice is refused")
    func twice() {
        #expect(throws: FaultPlanError.self) { try FaultPlan(parsing: "fail=0.1,fail=0.2") }
    }
}

@Suite("Drawing faults")
struct FaultDiceTests {
    private static func draws(seed: UInt64, polls: Int) throws -> [[DrawnFaults]] {
        let dice = FaultDice(try FaultPlan(parsing: "reset=0.3,drop-response=0.3,truncate=0.5"), seed: seed)
        return (0..<40).map { number in
            let created = dice.draw(.create)
            let id = StoredTask.makeID()
            dice.count(id)
            for _ in 0..<polls { _ = dice.draw(.query, task: id) }
            return [created, dice.draw(.video, task: id)]
        }
    }

    @Test("A run repeats, whatever the ids are and however often it polls")
    func repeats() throws {
        #expect(try Self.draws(seed: 7, polls: 1) == Self.draws(seed: 7, polls: 5))
    }

    @Test("Another seed is another run")
    func seeds() throws {
        #expect(try Self.draws(seed: 7, polls: 1) != Self.draws(seed: 8, polls: 1))
    }

    @Test("Faults come about as often as they are asked for")
    func frequency() throws {
        let dice = FaultDice(try FaultPlan(parsing: "reset=0.25"), seed: 1)
        let count = (0..<4000).count { _ in dice.draw(.list)[.reset] }
        #expect((900...1100).contains(count))
    }

    @Test("A fault strikes only requests that it can concern")
    func concerns() throws {
        let every = FaultPlan.Kind.allCases.map { "\($0.rawValue)=1" }.joined(separator: ",")
        let dice = FaultDice(try FaultPlan(parsing: every), seed: 1)
        #expect(dice.draw(.create)[.fail])
        #expect(!dice.draw(.create)[.truncate])
        #expect(dice.draw(.video)[.truncate])
        #expect(dice.draw(.video)[.expire])
        #expect(!dice.draw(.video)[.badJSON])
        #expect(!dice.draw(.video)[.dropResponse])
        #expect(!dice.draw(.query)[.fail])
    }
}
