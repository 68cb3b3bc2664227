import NexusFlowAPI
import Testing

@Suite("Requests for images")
struct ImageTests {
    private static func catalogue(_ prices: String) throws -> Catalogue {
        let own = """
            {"models": [{"id": "wan2.6-t2i", "mode": "text-to-image", "prices": [\(prices)]}]}
            """
        return try Catalogue.builtIn().overridden(by: Catalogue(parsing: Array(own.utf8), provenance: .assumed))
    }

    private static func request(_ extra: JSONObject = JSONObject()) -> GenerationRequest {
        GenerationRequest(model: "wan2.6-t2i", prompt: "a paper boat", extra: extra)
    }

    @Test("have no price in the catalogue that ships, and cost their number times the user's price of one")
    func price() throws {
        #expect(try Catalogue.builtIn().price(of: Self.request()) == nil)
        let own = try Self.catalogue(#"{"usd_per_image": 0.03}"#)
        #expect(own.price(of: Self.request(["n": 1]))?.description == "$0.03")
        // Nobody knows what the service makes of a request that does not say.
        #expect(own.price(of: Self.request())?.description == "$0.03–$0.12")
        #expect(own.price(of: Self.request(["n": .null]))?.description == "$0.03–$0.12")
        #expect(own.price(of: Self.request(["n": 4]))?.description == "$0.12")
        // What is no number of images has no price, so that a ceiling refuses it.
        for value in [0, -1, "4", .number("1.5"), true] as [JSONValue] {
            #expect(own.price(of: Self.request(["n": value])) == nil)
        }
        #expect(own.price(of: Self.request(["n": JSONValue(Int.max)])) == nil)
    }

    @Test("may have a price that depends on a parameter")
    func conditionalPrice() throws {
        let own = try Self.catalogue(
            #"{"usd_per_image": 0.03, "when": {"size": "1280*1280"}}, {"usd_per_image": 0.05, "when": {"size": "1440*1440"}}"#
        )
        #expect(own.price(of: Self.request(["n": 2]))?.description == "$0.06–$0.10")
        #expect(own.price(of: Self.request(["n": 2, "size": "1440*1440"]))?.description == "$0.10")
    }

    @Test("are priced by the image: a catalogue that prices them by the second is refused")
    func wrongUnit() {
        let error = #expect(throws: CatalogueError.self) {
            try Self.catalogue(#"{"resolution": "720P", "usd_per_second": 0.03}"#)
        }
        #expect(error?.description == "models[0].prices[0]: 'usd_per_image' is missing")
    }

    @Test(
        "are warned about, and not refused, since no documented rule forbids anything",
        arguments: [
            (["n": 5], "n=5 is not 1 to 4 (sibling)"),
            (["n": "many"], #"n="many" is not 1 to 4 (sibling)"#),
            (["size": "large"], #"size="large" is not WIDTH*HEIGHT, such as 1280*1280 or 1696*960 (sibling)"#),
            (
                ["size": "100*100"],
                "wan2.6-t2i makes images of about 1.6 to 2.1 million pixels, from 1:4 to 4:1, and 100*100 is none (upstream)"
            ),
            (
                ["size": "3000*600"],
                "wan2.6-t2i makes images of about 1.6 to 2.1 million pixels, from 1:4 to 4:1, and 3000*600 is none (upstream)"
            ),
            (
                ["negative_prompt": .string(String(repeating: "x", count: 503))],
                "wan2.6-t2i reads 500 characters of negative_prompt, the 3 beyond are silently truncated (upstream)"
            ),
        ] as [(JSONObject, String)])
    func doubts(extra: JSONObject, message: String) throws {
        let issues = Self.request(extra).issues(in: try Catalogue.builtIn())
        #expect(issues.map(\.description) == [message])
        #expect(issues.allSatisfy { $0.severity == .warning })
    }

    @Test("of every size that is offered and of every number that is allowed raise no doubt")
    func fine() throws {
        for size in ImageParameter.sizes {
            for count in ImageParameter.counts {
                let request = Self.request(["size": .string(size), "n": JSONValue(count)])
                #expect(request.issues(in: try Catalogue.builtIn()).isEmpty, "\(size)")
            }
        }
    }

    @Test("warn about what only videos have, and requests for videos about what only images have")
    func mixed() throws {
        let catalogue = try Catalogue.builtIn()
        var request = Self.request()
        (request.resolution, request.ratio, request.duration, request.imgURL) = (
            "720P", "1:1", 5, "https://a.example/b.png"
        )
        #expect(request.issues(in: catalogue).map(\.parameter) == [.resolution, .ratio, .duration, .imgURL])
        let video = GenerationRequest(
            model: "wan2.6-t2v", prompt: "x", extra: ["size": "1280*1280", "n": 2, "negative_prompt": "people"])
        #expect(
            video.issues(in: catalogue).map(\.message) == [
                "wan2.6-t2v makes no images and may ignore size", "wan2.6-t2v makes no images and may ignore n",
            ])
    }

    @Test(
        "are found in an answer wherever a service puts their addresses",
        arguments: [
            #"{"output": {"image_urls": ["https://a.example/1.png", "https://a.example/2.png"]}}"#,
            #"{"output": {"images": [{"url": "https://a.example/1.png"}, {"url": "https://a.example/2.png"}]}}"#,
            #"{"output": {"results": [{"image_url": "https://a.example/1.png"}, {"image": "https://a.example/2.png"}]}}"#,
            #"{"output": [{"url": "https://a.example/1.png"}, "https://a.example/2.png"]}"#,
            #"{"data": [{"url": "https://a.example/1.png"}, {"b64_json": "…"}, {"url": "https://a.example/2.png"}]}"#,
        ])
    func answers(text: String) throws {
        var object = try #require(JSONValue(parsing: text).object)
        object["id"] = "t"
        #expect(RemoteTask(.object(object))?.imageURLs == [])
        object["status"] = "succeeded"
        let task = try #require(RemoteTask(.object(object)))
        #expect(task.imageURLs == ["https://a.example/1.png", "https://a.example/2.png"])
        #expect(task.videoURL == nil)
        object["type"] = "video"
        #expect(RemoteTask(.object(object))?.imageURLs == [])
    }

    @Test(
        "are not what an answer has beside a video, what it repeats of the request, or what is no address",
        arguments: [
            #"{"output": {"video_url": "https://a.example/1.mp4", "images": ["https://a.example/1.png"]}}"#,
            #"{"image_url": "https://a.example/first.png"}"#, #"{"url": "https://a.example/first.png"}"#,
            #"{"output": {}, "data": ["https://a.example/1.png"]}"#,
            #"{"output": {"image_url": "file:///etc/passwd"}}"#,
        ])
    func otherAnswers(text: String) throws {
        var object = try #require(JSONValue(parsing: text).object)
        (object["id"], object["status"]) = ("t", "succeeded")
        #expect(RemoteTask(.object(object))?.imageURLs == [])
    }

    @Test("are not fetched without end, however many an answer names")
    func tooMany() {
        let urls = (1...10_000).map { JSONValue.string("https://a.example/\($0).png") }
        let task = RemoteTask(["id": "t", "status": "succeeded", "output": ["image_urls": .array(urls)]])
        #expect(task?.imageURLs.count == 16)
    }

    @Test("have a size that may be written with a star, an x or a cross")
    func dimensions() {
        for text in ["1280*720", "1280x720", "1280X720", "1280×720"] {
            let size = ImageParameter.dimensions(text)
            #expect(size?.width == 1280 && size?.height == 720)
        }
        for text in ["", "*", "1280", "0*5", "-1*5", "1280*720*3", "a*b", "1280**720", "999999999*1"] {
            #expect(ImageParameter.dimensions(text) == nil, "\(text)")
        }
    }
}
