import FoundationEssentials
import NexusFlowAPI
import Synchronization
import Testing

@Suite("The address of a service")
struct ServiceAddressTests {
    @Test(
        "is read from a base URL",
        arguments: [
            ("https://nexusflow.vip/v1", "https://nexusflow.vip", "/v1"),
            ("https://nexusflow.vip/v1/", "https://nexusflow.vip", "/v1"),
            ("HTTPS://NexusFlow.VIP:443/V1//", "https://nexusflow.vip", "/V1"),
            ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080", "/v1"),
            ("http://h", "http://h", ""), ("http://h/", "http://h", ""), ("http://h:80", "http://h", ""),
            ("http://h:443", "http://h:443", ""),
            ("http://[::1]:8080/v1", "http://[::1]:8080", "/v1"), ("http://[::1]:80", "http://[::1]", ""),
            ("http://h_1.a-b:1/x/y", "http://h_1.a-b:1", "/x/y"),
        ])
    func reading(text: String, origin: String, path: String) throws {
        let address = try #require(ServiceAddress(text))
        #expect(address.origin == origin)
        #expect(address.basePath == path)
        #expect(address.description == origin + path)
        #expect(address.url("/tasks") == origin + path + "/tasks")
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "nexusflow.vip/v1", "ftp://h", "http://", "http:///v1", "http://:80", "http://h:", "http://h:0",
            "http://h:65536", "http://h:x",
            "http://h:+80", "http://h:080", "http://h:8 0", "http://u:p@h", "http://u@h/v1", "http://h?x",
            "http://h/v1?x=1", "http://h/#x",
            "http://h\\@evil/", "http://h /", "http://h\u{7}/", "http://hü/", "http://::1", "http://[::1",
            "http://[::1]x", "http://[]", "http://[h]",
            "http://a:b:80", "http://h%41/", "https//h",
        ])
    func refusing(text: String) {
        #expect(ServiceAddress(text) == nil)
    }

    @Test(
        "is on this machine or not",
        arguments: [
            ("http://localhost:8080/v1", true), ("http://127.0.0.1", true), ("http://127.255.0.9:1", true),
            ("http://[::1]:1/v1", true),
            ("https://nexusflow.vip/v1", false), ("http://127.evil.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost.evil.example", false), ("http://128.0.0.1", false), ("http://[::2]", false),
            ("http://127.0.0.256", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(ServiceAddress(text)).isLoopback == isLoopback)
    }

    @Test("is documented")
    func documented() {
        #expect(ServiceAddress("https://nexusflow.vip/v1") == .nexusFlow)
        #expect(!ServiceAddress.nexusFlow.isLoopback)
    }
}

@Suite("An API key")
struct APIKeyTests {
    private struct Holder {
        let key: APIKey
        let keys: [APIKey?]
    }

    @Test("is never printed, whatever prints it")
    func printing() throws {
        let key = try #require(APIKey("sk-air-geheim"))
        let holder = Holder(key: key, keys: [key])
        var dumped = ""
        dump(key, to: &dumped)
        dump(holder, to: &dumped)
        dump([key: key], to: &dumped)
        let texts = [
            "\(key)", key.description, key.debugDescription, String(describing: key), String(reflecting: key),
            "\(holder)",
            String(reflecting: holder), "\([key])", "\(Optional(key) as Any)", "\(["k": key])",
            "\(Mirror(reflecting: key).children.map { $0.value })", dumped,
        ]
        for text in texts { #expect(!text.contains("geheim"), "\(text.count) characters") }
        #expect("\(key)" == "sk-air-…")
        #expect(key.secret == "sk-air-geheim")
    }

    @Test(
        "is what an HTTP header can carry",
        arguments: ["", " ", "a b", "a\n", "a\r\nX: y", "a\0", "ä", "a\u{7F}", "\t"])
    func refusing(text: String) {
        #expect(APIKey(text) == nil)
    }
}

@Suite("Calls of the service")
struct VideoServiceTests {
    /// Gives one answer to every request, and keeps the requests.
    private final class OneAnswer: VideoService, Sendable {
        let address = ServiceAddress.nexusFlow
        let response: APIResponse
        let requests = Mutex<[APIRequest]>([])

        init(_ status: Int, _ body: String, headers: [APIResponse.Header] = []) {
            response = APIResponse(status: status, headers: headers, body: Array(body.utf8))
        }

        func send(_ request: APIRequest) async throws(ServiceError) -> APIResponse {
            requests.withLock { $0.append(request) }
            return response
        }
    }

    @Test("create a task by one POST")
    func create() async throws {
        let service = OneAnswer(
            202, #"{"id":"a","status":"running"}"#, headers: [.init("date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        let reply = try await service.createTask(GenerationRequest(model: "m", prompt: "p"))
        #expect(reply.value.id == "a")
        #expect(reply.serverTime == Date(timeIntervalSince1970: 784_111_777))
        #expect(
            service.requests.withLock { $0 } == [
                APIRequest(.post, "/tasks", body: Array(#"{"model":"m","prompt":"p"}"#.utf8))
            ])
    }

    @Test(
        "ask for a task by its id, escaped",
        arguments: [("a-b_c.d~1", "a-b_c.d~1"), ("a/../b?c#d", "a%2F..%2Fb%3Fc%23d"), ("ä \n", "%C3%A4%20%0A")])
    func byID(id: String, escaped: String) async throws {
        let service = OneAnswer(200, JSONValue.object(["id": .string(id)]).text())
        _ = try await service.task(id)
        #expect(service.requests.withLock { $0 } == [APIRequest(.get, "/tasks/\(escaped)")])
    }

    @Test("take no other task for the one that was asked for")
    func otherTask() async throws {
        let error = await #expect(throws: ServiceError.self) { try await OneAnswer(200, #"{"id":"b"}"#).task("a") }
        #expect(error?.code == .unreadable)
    }

    @Test("list tasks")
    func list() async throws {
        let service = OneAnswer(200, #"{"data":[{"id":"a"}]}"#)
        #expect(try await service.tasks(limit: 100).value.map(\.id) == ["a"])
        #expect(service.requests.withLock { $0 } == [APIRequest(.get, "/tasks?limit=100")])
    }

    @Test(
        "cannot read a success that is no task",
        arguments: [
            ("", "it is empty"), ("{}", "it has another shape"), ("<p>Welcome</p>", "Welcome"),
            (#"{"message":"ok"}"#, "ok"),
            (#"{"id":"a""#, #"{"id":"a""#),
        ])
    func unreadable(text: String, found: String) async {
        let error = await #expect(throws: ServiceError.self) {
            try await OneAnswer(200, text).createTask(GenerationRequest(model: "m", prompt: "p"))
        }
        #expect(error?.code == .unreadable)
        #expect(error?.status == 200)
        #expect(error?.message == "the answer is not a task: \(found)")
    }
}
