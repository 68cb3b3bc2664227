import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("The life of a task")
struct LifecycleTests {
    private static let start = Date(timeIntervalSince1970: 1_780_308_000)

    private static func task(
        speed: Double = 1, failure: String? = nil, resolution: String? = nil, duration: Int? = nil
    ) -> StoredTask {
        StoredTask(
            id: StoredTask.makeID(), account: "a", now: start, speed: speed, failure: failure,
            request: GenerationRequest(model: "wan2.6-t2v", prompt: "x", resolution: resolution, duration: duration))
    }

    private static func total(_ task: StoredTask) -> Double { task.queueTime + task.runTime }

    @Test("It waits, runs with growing progress, and succeeds")
    func success() {
        let task = Self.task()
        #expect(task.state(at: Self.start) == .pending)
        #expect(task.state(at: Self.start + task.queueTime + 0.01) == .running(progress: 1))
        #expect(task.state(at: Self.start + task.queueTime + task.runTime / 2 + 0.01) == .running(progress: 50))
        #expect(task.state(at: Self.start + Self.total(task) - 0.01) == .running(progress: 99))
        #expect(task.state(at: Self.start + Self.total(task) + 0.01) == .succeeded)
    }

    @Test("One that will fail does so on the way, without a word before")
    func failure() {
        let task = Self.task(failure: "InvalidParameter: The parameter is invalid.")
        guard case .running = task.state(at: Self.start + task.queueTime + task.runTime / 2) else {
            Issue.record("it does not run")
            return
        }
        #expect(
            task.state(at: Self.start + Self.total(task) + 0.01)
                == .failed("InvalidParameter: The parameter is invalid."))
    }

    @Test("After 24 hours it is known no more")
    func expiry() {
        let task = Self.task()
        #expect(task.state(at: Self.start + 86_399) == .succeeded)
        #expect(task.state(at: Self.start + 86_400) == .expired)
    }

    @Test("A speed divides all that is simulated")
    func speed() {
        let task = Self.task(speed: 20)
        #expect(task.state(at: Self.start + Self.total(task) / 20 + 0.01) == .succeeded)
        #expect(task.state(at: Self.start + 4319) == .succeeded)
        #expect(task.state(at: Self.start + 4320) == .expired)
    }

    @Test("At the slowest it is still pending after a thousand seconds, at the fastest gone after a second")
    func extremes() {
        let speeds = LocalServiceConfiguration.speeds
        #expect(Self.task(speed: speeds.lowerBound).state(at: Self.start + 1000) == .pending)
        #expect(Self.task(speed: speeds.upperBound).state(at: Self.start + 0.001) == .succeeded)
        #expect(Self.task(speed: speeds.upperBound).state(at: Self.start + 1) == .expired)
    }

    @Test("A clock that was set back shows it as pending")
    func backwards() {
        #expect(Self.task().state(at: Self.start - 1e6) == .pending)
    }

    @Test("It takes one to three minutes, longer for 1080P and for long videos")
    func times() {
        func mean(_ resolution: String, _ duration: Int) -> Double {
            let totals = (0..<200).map { _ in Self.total(Self.task(resolution: resolution, duration: duration)) }
            #expect(totals.allSatisfy { (60...180).contains($0) })
            return totals.reduce(0, +) / 200
        }
        #expect(mean("720P", 3) + 20 < mean("720P", 15))
        #expect(mean("720P", 3) + 20 < mean("1080P", 3))
    }

    @Test("Its times depend on nothing but its id and its request")
    func determined() {
        let request = GenerationRequest(model: "wan2.6-t2v", prompt: "x")
        let id = "task_0385dc79-5ff8-4d82-8000-000000000000"
        #expect(
            SimulatedTimes(id: id, request: request, fails: false)
                == SimulatedTimes(id: id, request: request, fails: false))
        #expect(SimulatedTimes(id: id, request: request, fails: false).run > 50)
    }

    @Test("Its record can be read again, whole")
    func record() throws {
        let task = Self.task(speed: 1.5, failure: "A: b", resolution: "1080P", duration: 7)
        let text = task.json.text()
        #expect(StoredTask(json: try JSONValue(parsing: text)) == task)
    }

    @Test(
        "What is no record is none",
        arguments: [
            "{}", "[]", "null", #"{"version":2}"#, #"{"version":1,"id":"../../etc/passwd"}"#,
            #"{"version":1,"id":"task_0385dc79-5ff8-4d82-8000-000000000000","account":"a","created_at_ms":1e300,"#
                + #""speed":0,"queue_seconds":1,"run_seconds":1,"request":{"model":"m","prompt":"p"}}"#,
        ])
    func foreign(text: String) throws {
        #expect(StoredTask(json: try JSONValue(parsing: text)) == nil)
    }

    @Test("Its times are written to the millisecond, the same at every look")
    func milliseconds() {
        for milliseconds in 0..<1000 {
            let now = Date(timeIntervalSince1970: (1_780_308_000_000 + Double(milliseconds) + 0.25) / 1000)
            let task = StoredTask(
                id: StoredTask.makeID(), account: "a", now: now, speed: 1, failure: nil,
                request: GenerationRequest(model: "m", prompt: "p"))
            let digits = String(1000 + milliseconds).dropFirst()
            #expect(task.createdObject["created_at"]?.string == "2026-06-01T10:00:00.\(digits)Z")
        }
    }
}
