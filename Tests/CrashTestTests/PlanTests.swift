import CrashPoints
import FoundationEssentials
import Media
import NexusFlowAPI
import Testing

@testable import CrashTest

@Suite("The dice and the plans")
struct PlanTests {
    @Test("the same seed and subject give the same numbers, another of either gives others")
    func dice() {
        func numbers(_ dice: Dice) -> [UInt64] {
            var dice = dice
            return (0..<8).map { _ in dice.next() }
        }
        #expect(numbers(Dice(7, "a", "b")) == numbers(Dice(7, "a", "b")))
        #expect(numbers(Dice(7, "a", "b")) != numbers(Dice(8, "a", "b")))
        #expect(numbers(Dice(7, "a", "b")) != numbers(Dice(7, "ab")))
    }

    @Test("what is likely happens as often as it should")
    func likelihood() {
        var dice = Dice(7)
        let count = (0..<10_000).count { _ in dice.happens(0.2) }
        #expect((1800...2200).contains(count))
        #expect((0..<100).allSatisfy { _ in !dice.happens(0) && dice.happens(1) })
    }

    @Test("a round is the same whenever it is planned, and others are others")
    func repeats() {
        for number in 0..<50 {
            let plan = RoundPlan(seed: 3, number: number, target: Target(turn: number))
            #expect(plan == RoundPlan(seed: 3, number: number, target: Target(turn: number)))
            #expect(plan != RoundPlan(seed: 4, number: number, target: Target(turn: number)))
        }
    }

    @Test("no prompt is ordered twice in a round, and every order has a price")
    func orders() {
        for number in 0..<300 {
            let orders = RoundPlan(seed: 5, number: number, target: Target(turn: number)).orders
            #expect(Set(orders.map(\.prompt)).count == orders.count)
            #expect(orders.allSatisfy { $0.price.lowerBound > 0 })
        }
    }

    @Test("every point and every fault has its turn, and is found by its name")
    func targets() {
        #expect(Set((0..<300).compactMap { Target(turn: $0) }) == Set(Target.all))
        #expect(Set(Target.all.map(\.description)).count == Target.all.count)
        for target in Target.all { #expect(Target(target.description) == target) }
        #expect(Target("nonsense") == nil)
    }

    @Test("a process dies at the point that its round is about", arguments: CrashPoint.allCases)
    func point(point: CrashPoint) {
        let plan = RoundPlan(seed: 5, number: 1, target: .point(point))
        let deaths = plan.stages.flatMap { $0 }.map(\.death)
        let isMeant = deaths.contains { death in
            guard case .at(let meant, _) = death else { return false }
            return meant == point
        }
        #expect(isMeant)
    }

    @Test("the fault that a round is about strikes while it is due, and none strikes where none is to")
    func faults() {
        let plan = FaultPlan(seed: 1, rate: 0, featured: Cell(.query, .gone))
        #expect(plan.fault(.query, of: "t", ordinal: 0, isFeatureDue: true) == .gone)
        #expect(plan.fault(.query, of: "t", ordinal: 0, isFeatureDue: false) == nil)
        let wild = FaultPlan(seed: 1, rate: 1)
        let drawn = (0..<2000).compactMap { wild.fault(.object, of: "t", ordinal: $0, isFeatureDue: false) }
        #expect(Set(drawn) == Set(Phase.object.commonFaults))
    }

    @Test("what nobody met is a gap")
    func gaps() {
        var tally = Tally()
        #expect(tally.gaps == Target.all)
        for cell in Cell.all { tally.strikes[cell] = 1 }
        for point in CrashPoint.allCases where point != .partDurable { tally.crashes[point.description] = 2 }
        #expect(tally.gaps == [.point(.partDurable)])
        tally.rounds = 199
        #expect(Report(tally: tally, seed: 1, time: .seconds(1)).gaps.isEmpty)
        tally.rounds = 200
        #expect(Report(tally: tally, seed: 1, time: .seconds(1)).gaps == [.point(.partDurable)])
    }
}

@Suite("What the harness's server sends")
struct ServerTests {
    @Test("a video is what the program takes for one, and another for every task and version", arguments: 3...6)
    func video(seconds: Int) throws {
        let video = SampleVideo(id: "t-1", version: 0, seconds: seconds)
        let path = FileManager.default.temporaryDirectory.appending(path: "crash-\(UUID().uuidString).mp4").path
        try Data(video.bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(VideoCheck(duration: seconds).failures(path: path).isEmpty)
        #expect(SampleVideo(id: "t-1", version: 0, seconds: seconds) == video)
        #expect(SampleVideo(id: "t-1", version: 1, seconds: seconds).bytes != video.bytes)
        #expect(SampleVideo(id: "t-2", version: 0, seconds: seconds).checksum != video.checksum)
    }

    @Test("dates are written as the program reads them")
    func dates() {
        #expect(noon.httpText == "Mon, 01 Jun 2026 12:00:00 GMT")
        #expect(HTTPDate.parse(noon.httpText) == noon)
    }

    @Test("an answer that is cut has less than it says")
    func cut() throws {
        let answer = Answer(200, ["id": "t-1"], at: noon)
        let whole = String(decoding: answer.whole.bytes, as: UTF8.self)
        #expect(whole.hasSuffix("Content-Length: 12\r\nContent-Type: application/json\r\n\r\n{\"id\":\"t-1\"}"))
        #expect(answer.cutBody.bytes.count == answer.whole.bytes.count - 6)
        #expect(answer.head.starts(with: answer.cutHead.bytes) && answer.cutHead.bytes.count < answer.head.count)
    }
}
