import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("What a video shows")
struct PictureTests {
    @Test(
        "Each tier and ratio has its size",
        arguments: [
            ("720P", "16:9", 1280, 720), ("720P", "9:16", 720, 1280), ("720P", "1:1", 960, 960),
            ("720P", "4:3", 1088, 832), ("720P", "3:4", 832, 1088), ("1080P", "16:9", 1920, 1080),
            ("1080P", "9:16", 1080, 1920), ("1080P", "1:1", 1440, 1440), ("1080P", "4:3", 1632, 1248),
            ("1080P", "3:4", 1248, 1632),
        ])
    func sizes(resolution: String, ratio: String, width: Int, height: Int) {
        #expect(FrameSize.documented(resolution: resolution, ratio: ratio) == FrameSize(width: width, height: height))
    }

    @Test("A request that says nothing gets the documented defaults")
    func defaults() {
        #expect(FrameSize.documented(resolution: nil, ratio: nil) == FrameSize(width: 1280, height: 720))
    }

    @Test(
        "An image decides the shape of its video",
        arguments: [
            (4000, 3000, 1088, 832), (100, 900, 720, 1280), (501, 500, 960, 960), (1, 1, 960, 960),
            (800, 1000, 832, 1088),
        ])
    func imageSizes(width: Int, height: Int, videoWidth: Int, videoHeight: Int) {
        let size = FrameSize.nearest(to: FrameSize(width: width, height: height), resolution: "720P")
        #expect(size == FrameSize(width: videoWidth, height: videoHeight))
    }

    @Test("A caption is broken between words")
    func wrapping() {
        #expect(Caption.lines("one two three four", width: 6, limit: 4) == ["one two", "three four"])
    }

    @Test("A word that is wider than a line is broken")
    func longWords() {
        let lines = Caption.lines(String(repeating: "x", count: 30), width: 6.3, limit: 9)
        #expect(lines.joined() == String(repeating: "x", count: 30))
        #expect(lines.count == 3)
    }

    @Test("What does not fit ends in an ellipsis")
    func ellipsis() {
        let lines = Caption.lines(String(repeating: "word ", count: 100), width: 10, limit: 3)
        #expect(lines.count == 3)
        #expect(lines.last?.hasSuffix("…") == true)
    }

    @Test("Controls, escapes and overrides of direction are blanks in a caption")
    func controls() {
        #expect(Caption.lines("a\u{1B}[31mb\u{202E}c\nd\u{0}e", width: 40, limit: 2) == ["a [31mb c d e"])
    }

    @Test("An empty caption has no lines")
    func nothing() {
        #expect(Caption.lines(" \n ", width: 10, limit: 2).isEmpty)
    }

    private static func graph(prompt: String, seed: Int) throws -> String {
        let task = StoredTask(
            id: "task_0385dc79-5ff8-4d82-8000-000000000000", account: "a", now: .init(timeIntervalSince1970: 0),
            speed: 1,
            failure: nil, request: GenerationRequest(model: "wan2.6-t2v", prompt: prompt, seed: seed))
        let plan = VideoPlan(task, in: try Catalogue.builtIn())
        let size = FrameSize(width: 1280, height: 720)
        let layout = CaptionLayout(prompt: prompt, details: "", size: size)
        return FilterGraph(plan: plan, size: size, startsFromImage: false, layout: layout).text
    }

    @Test("Prompt and seed decide the picture, each of them")
    func determined() throws {
        let picture = try Self.graph(prompt: "a boat", seed: 1)
        #expect(try Self.graph(prompt: "a boat", seed: 1) == picture)
        #expect(try Self.graph(prompt: "a boat", seed: 2) != picture)
        #expect(try Self.graph(prompt: "a ship", seed: 1) != picture)
    }

    @Test("No word of a prompt stands in the filters")
    func noInjection() throws {
        #expect(try !Self.graph(prompt: "x':text=%{pts}[out];movie=/etc/passwd", seed: 1).contains("movie"))
    }

    @Test(
        "A sample is known by its URL on this machine, whatever the port",
        arguments: [
            ("http://127.0.0.1:1234/samples/boat.png", SampleImage.boat), ("http://localhost/samples/city.png", .city),
            ("http://[::1]:9/samples/portrait.png?x=1", .portrait), ("https://example.com/samples/boat.png", nil),
            ("http://127.0.0.1/samples/../secret", nil), ("http://127.0.0.1/samples/other.png", nil), ("boat.png", nil),
        ] as [(String, SampleImage?)])
    func samples(url: String, sample: SampleImage?) {
        #expect(FirstFrame.ownSample(url) == sample)
    }
}
