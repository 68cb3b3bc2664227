import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("Calls to /v1/tasks")
struct TaskCallsTests {
    private static let request: JSONValue = ["model": "wan2.6-t2v", "prompt": "a boat", "duration": 3]

    @Test("Creating a task answers 202 with the documented object")
    func creation() async throws {
        try await withTestService { client, _ in
            let answer = try await client.create(Self.request)
            #expect(answer.status == 202)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.headers["date"] == "Mon, 01 Jun 2026 10:00:00 GMT")
            let object = try #require(try answer.json.object)
            #expect(object.members.map(\.name) == ["id", "object", "status", "model", "type", "created_at"])
            #expect(StoredTask.isID(object["id"]?.string ?? ""))
            #expect(object["object"] == "task")
            #expect(object["status"] == "running")
            #expect(object["model"] == "wan2.6-t2v")
            #expect(object["type"] == "video")
            #expect(object["created_at"] == "2026-06-01T10:00:00.000Z")
        }
    }

    @Test("A task is pending, runs, succeeds with its video's URL, and is gone after 24 hours")
    func life() async throws {
        try await withTestService { client, clock in
            let id = try await client.createTask(Self.request)
            #expect(try await client.task(id).json["status"] == "pending")
            clock.advance(by: 30)
            let running = try await client.task(id)
            #expect(running.status == 200)
            #expect(try running.json["status"] == "running")
            let progress = try #require(try running.json["progress"]?.integer)
            #expect((1...99).contains(progress))
            clock.advance(by: 160)
            let done = try #require(try await client.task(id).json.object)
            #expect(
                done.members.map(\.name) == [
                    "id", "object", "status", "model", "type", "progress", "output", "created_at", "completed_at",
                ])
            #expect(done["status"] == "succeeded")
            #expect(done["progress"] == 100)
            let url = try #require(done["output"]?["video_url"]?.string)
            #expect(url.hasPrefix("\(client.address.origin)/videos/\(id).mp4?Expires="))
            let completed = try #require((done["completed_at"]?.string).flatMap { Date(iso8601: $0) })
            #expect((60...181).contains(completed.timeIntervalSince1970 - 1_780_308_000))
            clock.advance(by: 86_400)
            #expect(try await client.task(id).status == 404)
        }
    }

    @Test("A task that fails says why, and has no video")
    func failing() async throws {
        try await withTestService(faults: "fail=1") { client, clock in
            let id = try await client.createTask(Self.request)
            clock.advance(by: 200)
            let object = try #require(try await client.task(id).json.object)
            #expect(
                object.members.map(\.name) == [
                    "id", "object", "status", "model", "type", "error", "created_at", "completed_at",
                ])
            #expect(object["status"] == "failed")
            #expect(object["error"]?.string?.contains(": ") == true)
        }
    }

    @Test("The list shows a key's own tasks, newest first, as many as are asked for")
    func list() async throws {
        try await withTestService { client, clock in
            var ids: [String] = []
            for _ in 0..<3 {
                ids.append(try await client.createTask(Self.request))
                clock.advance(by: 1)
            }
            var other = client
            other.key = "sk-air-other"
            _ = try await other.createTask(Self.request)
            let all = try await client.get("/v1/tasks").json
            #expect(all["object"] == "list")
            #expect(all["has_more"] == false)
            #expect(all["data"]?.array?.compactMap { $0["id"]?.string } == ids.reversed())
            let two = try await client.get("/v1/tasks?limit=2").json
            #expect(two["data"]?.array?.count == 2)
            #expect(two["has_more"] == true)
            #expect(RemoteTask.list(all)?.count == 3)
            #expect(try await other.task(ids[0]).status == 404)
        }
    }

    @Test("A limit outside 1 to 100 is refused", arguments: ["0", "101", "-1", "x", "", "1.5"])
    func limits(limit: String) async throws {
        try await withTestService { client, _ in
            let answer = try await client.get("/v1/tasks?limit=\(limit)")
            #expect(answer.status == 400)
            #expect(answer.error.code == "InvalidParameter")
        }
    }

    @Test(
        "A key that is missing or none is refused",
        arguments: [
            nil, "", "Bearer", "Bearer ", "Bearer sk-air-", "Bearer sk-other", "Basic sk-air-x", "sk-air-x",
            "Bearer sk-air-x y",
        ])
    func keys(header: String?) async throws {
        try await withTestService { client, _ in
            var anonymous = client
            anonymous.key = nil
            let headers = header.map { ["Authorization": $0] } ?? [:]
            for answer in [
                try await anonymous.send("POST", "/v1/tasks", headers: headers, body: Self.request.text()),
                try await anonymous.get("/v1/tasks", headers: headers),
                try await anonymous.get("/v1/tasks/x", headers: headers),
            ] {
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"] == "Bearer")
                #expect(answer.error.type == "authentication_error")
                #expect(answer.error.code == "InvalidApiKey")
                #expect(answer.error.message?.isEmpty == false)
            }
        }
    }

    @Test(
        "A request that breaks a documented rule is refused, and creates nothing",
        arguments: [
            (#"{"#, 400, "InvalidJSON"), ("", 400, "InvalidJSON"), ("[]", 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v"}"#, 400, "InvalidParameter"), (#"{"prompt":"x"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":""}"#, 400, "InvalidParameter"),
            (#"{"model":"","prompt":"x"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan9","prompt":"x"}"#, 404, "ModelNotFound"),
            (#"{"model":"wan2.6-t2v","prompt":"x","duration":2}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","duration":16}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","duration":"5"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","resolution":"4K"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","ratio":"2:1"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","seed":-1}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-t2v","prompt":"x","watermark":"yes"}"#, 400, "InvalidParameter"),
            (#"{"model":"wan2.6-i2v","prompt":"x"}"#, 422, "InvalidParameter"),
            (#"{"model":"wan2.6-i2v","prompt":"x","img_url":"boat.png"}"#, 422, "InvalidParameter"),
        ])
    func rules(body: String, status: Int, code: String) async throws {
        try await withTestService { client, _ in
            let answer = try await client.send("POST", "/v1/tasks", body: body)
            #expect(answer.status == status)
            #expect(answer.error.code == code)
            #expect(answer.error.message?.hasSuffix(".") == true)
            #expect(try await client.get("/v1/tasks").json["data"]?.array?.isEmpty == true)
        }
    }

    @Test("Parameters that no page documents are taken")
    func extras() async throws {
        try await withTestService { client, _ in
            let answer = try await client.create(["model": "pixverse-v6", "prompt": "x", "audio": true])
            #expect(answer.status == 202)
        }
    }

    @Test("Another content type than JSON is refused")
    func contentType() async throws {
        try await withTestService { client, _ in
            let headers = ["Content-Type": "application/x-www-form-urlencoded"]
            let answer = try await client.send("POST", "/v1/tasks", headers: headers, body: Self.request.text())
            #expect(answer.status == 400)
            #expect(answer.error.message?.contains("application/json") == true)
            let charset = ["Content-Type": "application/json; charset=utf-8"]
            #expect(
                try await client.send("POST", "/v1/tasks", headers: charset, body: Self.request.text()).status == 202)
        }
    }

    @Test("A body of more than a mebibyte is too large")
    func tooLarge() async throws {
        try await withTestService { client, _ in
            let body = String(repeating: "x", count: 1024 * 1024 + 1)
            let answer = try await client.send("POST", "/v1/tasks", body: body)
            #expect(answer.status == 413)
            #expect(answer.error.code == "RequestTooLarge")
        }
    }

    @Test("An unknown address is not found, a wrong method not allowed")
    func addresses() async throws {
        try await withTestService { client, _ in
            for path in ["/", "/v1", "/v2/tasks", "/v1/tasks/task_x/cancel", "/v1/images"] {
                let answer = try await client.get(path)
                #expect(answer.status == 404)
                #expect(answer.error.code == "NotFound")
            }
            let answer = try await client.send("DELETE", "/v1/tasks")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET, POST")
            #expect(try await client.send("POST", "/v1/tasks/x", body: "{}").headers["allow"] == "GET")
            #expect(try await client.task("task_../../secret").status == 404)
        }
    }

    @Test("The 301st task within a minute is refused with the time to wait")
    func rateLimit() async throws {
        try await withTestService { client, clock in
            let bad = #"{"model":"wan2.6-t2v"}"#
            for _ in 0..<300 { #expect(try await client.send("POST", "/v1/tasks", body: bad).status == 400) }
            let answer = try await client.send("POST", "/v1/tasks", body: bad)
            #expect(answer.status == 429)
            #expect(answer.headers["retry-after"] == "1")
            #expect(answer.error.type == "rate_limit_error")
            #expect(try await client.get("/v1/tasks").status == 200)
            clock.advance(by: 1)
            #expect(try await client.send("POST", "/v1/tasks", body: bad).status == 400)
        }
    }

    @Test("URLs are built from the host that was asked, unless it is none")
    func hosts() async throws {
        try await withTestService { client, clock in
            let id = try await client.createTask(Self.request)
            clock.advance(by: 200)
            func origin(_ host: String) async throws -> Substring? {
                let answer = try await client.get("/v1/tasks/\(id)", headers: ["Host": host])
                return try answer.json["output"]?["video_url"]?.string?.split(separator: "/videos").first
            }
            #expect(try await origin("box.example:8080") == "http://box.example:8080")
            #expect(try await origin("evil/<x>") == client.address.origin[...])
        }
    }
}
