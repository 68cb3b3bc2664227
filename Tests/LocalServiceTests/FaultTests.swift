import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("A misbehaving service")
struct FaultTests {
    private static let body = #"{"model":"wan2.6-t2v","prompt":"a boat"}"#

    /// How many tasks there are, seen by a service on the same folder that behaves.
    private static func tasks(in folder: String, _ clock: ManualClock) async throws -> Int? {
        try await withTestService(clock: clock, folder: folder) { client, _ in
            try await client.get("/v1/tasks?limit=100").json["data"]?.array?.count
        }
    }

    @Test("A dropped response leaves a task behind, and no answer")
    func dropResponse() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "drop-response=1", folder: folder) { client, clock in
                await #expect(throws: NoAnswer.closed) { try await client.send("POST", "/v1/tasks", body: Self.body) }
                await #expect(throws: NoAnswer.closed) { try await client.get("/v1/tasks") }
                let count = try await Self.tasks(in: folder, clock)
                #expect(count == 1)
            }
        }
    }

    @Test("A reset comes before anything is done")
    func reset() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "reset=1", folder: folder) { client, clock in
                await #expect(throws: NoAnswer.reset) { try await client.send("POST", "/v1/tasks", body: Self.body) }
                let count = try await Self.tasks(in: folder, clock)
                #expect(count == 0)
            }
        }
    }

    @Test("A rate limit refuses with a time to wait")
    func rateLimit() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "rate-limit=1", folder: folder) { client, clock in
                let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
                #expect(answer.status == 429)
                #expect(answer.headers["retry-after"] == "1")
                let count = try await Self.tasks(in: folder, clock)
                #expect(count == 0)
            }
        }
    }

    @Test("About half of the server errors come after the task was created")
    func serverError() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "server-error=1", folder: folder) { client, clock in
                for _ in 0..<20 {
                    let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
                    #expect(answer.status == 500)
                    #expect(answer.error.type == "server_error")
                }
                let count = try #require(try await Self.tasks(in: folder, clock))
                #expect((4...16).contains(count))
            }
        }
    }

    @Test("An HTML error is a page where JSON belongs")
    func htmlError() async throws {
        try await withTestService(faults: "html-error=1") { client, _ in
            let answer = try await client.get("/v1/tasks")
            #expect(answer.status == 502)
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(answer.text.hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test("A slow answer comes late, and is right")
    func slow() async throws {
        try await withTestService(faults: "slow=1:700ms") { client, clock in
            let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
            #expect(answer.status == 202)
            #expect(clock.slept == [.milliseconds(700)])
        }
    }

    @Test("Bad JSON keeps its status; none of it is the task that was created")
    func badJSON() async throws {
        try await withTestService(faults: "bad-json=1") { client, _ in
            var kinds: Set<String> = []
            for _ in 0..<40 {
                let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
                #expect(answer.status == 202)
                let task = (try? answer.json).flatMap { RemoteTask($0) }
                kinds.insert(task.map { $0.status.word } ?? ((try? answer.json) == nil ? "unreadable" : "other"))
            }
            #expect(kinds == ["pending", "queued_for_retry", "unreadable", "other"])
        }
    }

    @Test("Half a body has the length of the whole in its head, and the task is there")
    func halfBody() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "half-body=1", folder: folder) { client, clock in
                let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
                #expect(answer.status == 202)
                let promised = try #require(answer.promisedLength)
                #expect(answer.body.count == promised / 2)
                #expect(answer.text.hasPrefix(#"{"id":"#))
                let count = try await Self.tasks(in: folder, clock)
                #expect(count == 1)
            }
        }
    }

    @Test("A huge answer is right but for its size, which no header tells")
    func hugeJSON() async throws {
        try await withFolder { folder in
            try await withTestService(faults: "huge-json=1", folder: folder) { client, clock in
                let answer = try await client.send("POST", "/v1/tasks", body: Self.body)
                #expect(answer.status == 202)
                #expect(answer.promisedLength == nil)
                #expect(answer.headers["transfer-encoding"] == "chunked")
                #expect(answer.body.count > 17 << 20)
                #expect(answer.body.suffix(32).contains(UInt8(ascii: "}")), "it comes to its end")
                let count = try await Self.tasks(in: folder, clock)
                #expect(count == 1)
            }
        }
    }

    @Test("The same seed gives the same run")
    func repeats() async throws {
        func run() async throws -> [String] {
            try await withTestService(faults: "reset=0.3,rate-limit=0.3,server-error=0.3", seed: 42) { client, _ in
                var answers: [String] = []
                for _ in 0..<20 {
                    let answer = try? await client.send("POST", "/v1/tasks", body: Self.body)
                    answers.append(answer.map { "\($0.status)" } ?? "none")
                }
                return answers
            }
        }
        let first = try await run()
        #expect(Set(first) == ["none", "202", "429", "500"])
        #expect(try await run() == first)
    }
}
