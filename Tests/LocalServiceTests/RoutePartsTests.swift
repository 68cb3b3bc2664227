import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("The parts of a request")
struct RoutePartsTests {
    @Test(
        "An address leads to its route",
        arguments: [
            ("/v1/tasks", Route.tasks), ("/v1/tasks/", .tasks), ("/v1/tasks/task_1", .task("task_1")),
            ("/videos/task_1.mp4", .video("task_1")), ("/samples/boat.png", .sample("boat.png")),
        ])
    func routes(path: String, route: Route) {
        #expect(Route(path: path) == route)
    }

    @Test(
        "Any other address leads nowhere",
        arguments: [
            "", "/", "/v1", "/v1/", "/tasks", "/v1/tasks/a/b", "/videos/a", "/videos/a/b.mp4", "/v2/tasks", "v1/tasks",
        ])
    func elsewhere(path: String) {
        #expect(Route(path: path) == nil)
    }

    @Test(
        "A range is read as RFC 9110 says",
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-", .part(0..<100)), ("bytes=10-19", .part(10..<20)),
            ("bytes=90-200", .part(90..<100)), ("bytes=-10", .part(90..<100)), ("bytes=-1000", .part(0..<100)),
            ("bytes=99-", .part(99..<100)), ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=5-4", .whole), ("bytes=a-b", .whole),
            ("bytes=-", .whole), ("bytes=0-1,3-4", .whole), ("pages=1-2", .whole),
            ("bytes=0-99999999999999999999", .part(0..<100)),
        ] as [(String?, ByteRange)])
    func ranges(header: String?, range: ByteRange) {
        #expect(ByteRange(header, size: 100) == range)
    }

    @Test(
        "A host that can stand in a URL is taken",
        arguments: ["localhost", "127.0.0.1:8080", "a.example:1", "[::1]:8080", "[fe80::1]", "my_host"])
    func hosts(text: String) {
        #expect(HostHeader.authority(text) == text)
    }

    @Test(
        "Any other host is not",
        arguments: [
            "", "a b", "a/b", "user@host", "host:0", "host:99999", "host:+80", "host:", "<script>", "[::1", "[]",
            "[a]b", "a\"b", "é",
            "host:80:80", "?", "#", String(repeating: "a", count: 256),
        ])
    func badHosts(text: String) {
        #expect(HostHeader.authority(text) == nil)
    }

    @Test(
        "A date is written as HTTP wants it",
        arguments: [
            (784_111_777.0, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_709_164_800.9, "Thu, 29 Feb 2024 00:00:00 GMT"),
        ])
    func dates(seconds: Double, text: String) {
        #expect(HTTPDate.text(Date(timeIntervalSince1970: seconds)) == text)
        #expect(HTTPDate.parse(text)?.timeIntervalSince1970 == seconds.rounded(.down))
    }

    @Test("A key's allowance is 300 at once, and fills up again at the speed of the clock")
    func allowance() {
        let limiter = RateLimiter(speed: 2)
        let start = Date(timeIntervalSince1970: 0)
        for _ in 0..<300 { #expect(limiter.take("a", at: start) == nil) }
        #expect(limiter.take("a", at: start) == 1)
        #expect(limiter.take("b", at: start) == nil)
        #expect(limiter.take("a", at: start + 0.1) == nil)
        #expect(limiter.take("a", at: start + 0.1) == 1)
        #expect(RateLimiter(speed: 0.01).take("a", at: start) == nil)
    }
}
