import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Which tasks of the service are those whose outcome was unknown")
struct ReconciliationTests {
    /// A request that was sent `sent` seconds after noon, and given up after `limit` seconds (`nil`: under way).
    func open(
        _ number: Int, _ prompt: String = "a boat", model: String = "wan2.6-t2v", seed: Int = 7, sent: Double = 0,
        givenUpAfter limit: Double? = 60, ratio: String? = "16:9"
    ) -> Reconciliation.Open {
        let request = GenerationRequest(
            model: model, prompt: prompt, resolution: "720P", ratio: ratio, duration: 5, watermark: false, seed: seed)
        var record = TaskRecord(
            number: number, status: limit == nil ? .sending : .unknown, request: request, intendedAt: noon,
            origin: "https://nexusflow.vip", account: "none", folder: "/", template: "x", exists: .rename,
            autodownload: true)
        let sentAt = noon.addingTimeInterval(sent)
        record.sentAt = sentAt
        return Reconciliation.Open(
            submit: UnsettledSubmit(record: record, givenUpAt: limit.map { sentAt.addingTimeInterval($0) }),
            isUnderWay: limit == nil)
    }

    /// A task that the service lists; `nil` leaves out what it need not show.
    func listed(
        _ id: String, prompt: String? = "a boat", model: String? = "wan2.6-t2v", created: Double? = 1,
        _ shown: JSONObject = [:]
    ) throws -> RemoteTask {
        var object = shown
        object["id"] = .string(id)
        object["status"] = "running"
        object["prompt"] = prompt.map { .string($0) }
        object["model"] = model.map { .string($0) }
        object["created_at"] = created.map { .string(noon.addingTimeInterval($0).iso8601) }
        return try #require(RemoteTask(.object(object)))
    }

    /// What comes out: `1=a` for a match by prompt, `1~a` for one by time, `?a` for a doubtful task, `a` for a stranger.
    func outcome(
        _ open: [Reconciliation.Open], _ tasks: [RemoteTask], offset: Double = 0, wholeSince: Date? = .distantPast
    ) -> String {
        let outcome = Reconciliation(open: open, candidates: tasks, clockOffset: offset, isWholeSince: wholeSince)
            .outcome()
        let matches = outcome.matches.sorted { $0.key < $1.key }
            .map { "\($0.key)\($0.value.evidence == .prompt ? "=" : "~")\($0.value.task.id)" }
        return (matches + outcome.doubtful.map { "?\($0.id)" }.sorted() + outcome.strangers.map(\.id).sorted())
            .joined(separator: " ")
    }

    @Test("one request and one task with its prompt are the same")
    func byPrompt() throws {
        #expect(outcome([open(1)], [try listed("a")]) == "1=a")
        #expect(outcome([open(1)], [try listed("a", model: nil)]) == "1=a")
        // The prompt tells them apart where the list is not whole, too.
        #expect(outcome([open(1)], [try listed("a")], wholeSince: nil) == "1=a")
        #expect(
            outcome([open(1, "x"), open(2, "y")], [try listed("b", prompt: "y"), try listed("a", prompt: "x")])
                == "1=a 2=b")
        #expect(outcome([open(1)], []) == "")
        #expect(outcome([], [try listed("a"), try listed("b", prompt: nil, created: nil)]) == "a b")
    }

    @Test("a task of another prompt or another model is a stranger")
    func strangers() throws {
        #expect(outcome([open(1)], [try listed("a", prompt: "a boat ")]) == "a")
        #expect(outcome([open(1)], [try listed("a", prompt: "A boat")]) == "a")
        #expect(outcome([open(1)], [try listed("a", model: "wan2.6-i2v")]) == "a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, model: "pixverse-v6")]) == "a")
        #expect(outcome([open(1)], [try listed("a", prompt: "z"), try listed("b")]) == "1=b a")
    }

    @Test("of two tasks that fit one request neither is taken")
    func twoForOne() throws {
        #expect(outcome([open(1)], [try listed("a"), try listed("b", created: 2)]) == "?a ?b")
        #expect(outcome([open(1)], [try listed("a"), try listed("b", prompt: nil)]) == "?a ?b")
    }

    @Test("equal requests take a task each, as many as there are, and none if there are more")
    func equalRequests() throws {
        let two = [open(1), open(2, sent: 5)]
        #expect(outcome(two, [try listed("b", created: 6), try listed("a")]) == "1=a 2=b")
        #expect(outcome(two, [try listed("a")]) == "1=a")
        #expect(outcome(two, [try listed("a"), try listed("b"), try listed("c")]) == "?a ?b ?c")
        // Which is which does not matter as long as each may be it: the earlier task is not the later request's.
        #expect(
            outcome([open(1, sent: 100), open(2)], [try listed("a", created: 50), try listed("b", created: 101)])
                == "1=b 2=a")
    }

    @Test("of equal requests each takes only a task that was created while it was under way")
    func equalRequestsApart() throws {
        // a and b fit the first request alone: one of them is somebody else's.
        let three = [open(1), open(2, sent: 50), open(3, sent: 60)]
        let tasks = [
            try listed("a", created: 30), try listed("b", created: 31), try listed("c", created: 100),
        ]
        #expect(outcome(three, tasks) == "?a ?b ?c")
    }

    @Test("equal prompts with different seeds are told apart by the seed, and by nothing else")
    func seeds() throws {
        let two = [open(1, seed: 7), open(2, seed: 8)]
        #expect(outcome(two, [try listed("a", ["seed": 8]), try listed("b", ["seed": 7])]) == "1=b 2=a")
        #expect(outcome(two, [try listed("a", ["seed": 8])]) == "2=a")
        #expect(outcome(two, [try listed("a")]) == "?a")
        #expect(outcome(two, [try listed("a"), try listed("b", created: 2)]) == "?a ?b")
    }

    @Test("what is shown and contradicts what was sent is not it, wherever it is shown")
    func contradictions() throws {
        let contradictions: [JSONObject] = [
            ["seed": 8], ["duration": 6], ["resolution": "1080P"], ["ratio": "9:16"], ["watermark": true],
            ["input": ["seed": 8]],
        ]
        for shown in contradictions {
            #expect(outcome([open(1)], [try listed("a", shown)]) == "?a", "\(shown)")
        }
        let agreeing: [JSONObject] = [
            ["seed": 7, "duration": 5, "resolution": "720P", "ratio": "16:9", "watermark": false],
            ["input": ["seed": 7]], ["seed": .null], ["duration": .number("5.0")], ["size": "1280*720"],
        ]
        for shown in agreeing {
            #expect(outcome([open(1)], [try listed("a", shown)]) == "1=a", "\(shown)")
        }
    }

    @Test("a default that the service fills in for what was not sent is no contradiction")
    func defaults() throws {
        #expect(outcome([open(1, ratio: nil)], [try listed("a", ["ratio": "16:9"])]) == "1=a")
    }

    @Test("without a prompt, the only request and the only task are matched by time")
    func byTime() throws {
        #expect(outcome([open(1)], [try listed("a", prompt: nil)]) == "1~a")
        // Another request counts only where it could be meant: of another model it could not, of another time it could,
        // since a clock may have jumped between the two.
        #expect(outcome([open(1), open(2, model: "pixverse-v6")], [try listed("a", prompt: nil)]) == "1~a")
        #expect(outcome([open(1), open(2, sent: 1000)], [try listed("a", prompt: nil)]) == "?a")
        #expect(outcome([open(1), open(2, sent: -108_000)], [try listed("a", prompt: nil)]) == "?a")
    }

    @Test("without a prompt, several of either are left in doubt")
    func severalWithoutPrompt() throws {
        let tasks = [try listed("a", prompt: nil), try listed("b", prompt: nil)]
        #expect(outcome([open(1)], tasks) == "?a ?b")
        #expect(outcome([open(1), open(2)], [tasks[0]]) == "?a")
        #expect(outcome([open(1), open(2)], tasks) == "?a ?b")
        // One that was already over when the other began, but not for certain.
        #expect(outcome([open(1), open(2, sent: 125)], [tasks[0]]) == "?a")
    }

    @Test("without a prompt, a list that may not be whole proves nothing")
    func notWhole() throws {
        let task = try listed("a", prompt: nil)
        #expect(outcome([open(1)], [task], wholeSince: nil) == "?a")
        #expect(outcome([open(1)], [task], wholeSince: noon) == "?a")
        #expect(outcome([open(1)], [task], wholeSince: noon.addingTimeInterval(-11)) == "1~a")
    }

    @Test("a request that is still under way may be the one: nothing that fits it is taken")
    func underWay() throws {
        let sending = open(2, givenUpAfter: nil)
        #expect(outcome([open(1), sending], [try listed("a")]) == "?a")
        #expect(outcome([open(1), sending], [try listed("a", prompt: nil)]) == "?a")
        #expect(outcome([sending], [try listed("a")]) == "?a")
        #expect(outcome([open(1), open(2, "a kite", givenUpAfter: nil)], [try listed("a")]) == "1=a")
        #expect(
            outcome([open(1), open(2, model: "pixverse-v6", givenUpAfter: nil)], [try listed("a", prompt: nil)])
                == "1~a")
    }

    @Test("the server's clock decides, and ours may be wrong by hours")
    func clockOffset() throws {
        #expect(outcome([open(1)], [try listed("a", created: 7200)], offset: 7200) == "1=a")
        #expect(outcome([open(1)], [try listed("a", created: 1)], offset: 7200) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, created: -3599)], offset: -3600) == "1~a")
    }

    @Test(
        "a task fits from ten seconds before the request left until a minute after it was given up",
        arguments: [(-11.0, false), (-10, true), (0, true), (120, true), (121, false)])
    func window(created: Double, fits: Bool) throws {
        let task = try listed("a", created: created)
        #expect(outcome([open(1)], [task]) == (fits ? "1=a" : "?a"))
        // Its prompt speaks for it and its time against it: that is for a person to say.
        let silent = try listed("a", prompt: nil, created: created)
        #expect(outcome([open(1)], [silent]) == (fits ? "1~a" : "?a"))
    }

    @Test("a request that a dead process left was under way for a minute at most, whenever that was found out")
    func longGone() throws {
        let old = open(1, givenUpAfter: 36_000)
        #expect(outcome([old], [try listed("a", created: 119)]) == "1=a")
        #expect(outcome([old], [try listed("a", created: 3600)]) == "?a")
        // One whose connection broke at once was not under way for long.
        #expect(outcome([open(1, givenUpAfter: 1)], [try listed("a", created: 61)]) == "1=a")
        #expect(outcome([open(1, givenUpAfter: 1)], [try listed("a", created: 62)]) == "?a")
    }

    @Test("a task that is listed without its time, or with neither prompt nor model, may be it and is not taken")
    func sparse() throws {
        #expect(outcome([open(1)], [try listed("a", created: nil)]) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, created: nil)]) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, model: nil)]) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, model: nil, created: nil)]) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, model: nil, created: 9999)]) == "?a")
        #expect(outcome([open(1)], [try listed("a", prompt: nil, model: "pixverse-v6")]) == "a")
    }
}
