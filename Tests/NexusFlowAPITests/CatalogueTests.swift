import NexusFlowAPI
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    private let catalogue: Catalogue

    init() throws {
        catalogue = try Catalogue.builtIn()
    }

    @Test("lists the documented models in the order of the page, and those of its siblings behind")
    func models() {
        #expect(
            catalogue.models.map(\.id) == [
                "wan2.6-t2v", "wan2.6-i2v", "happyhorse-1.0-t2v", "happyhorse-1.0-i2v", "pixverse-v6", "wan2.6-t2i",
            ])
        #expect(catalogue.models.map(\.needsImage) == [false, true, false, true, false, false])
        #expect(catalogue.models.allSatisfy { $0.provenance == ($0.makesImages ? .sibling : .documented) })
        #expect(catalogue.model("wan2.6-T2V") == nil)
    }

    @Test(
        "has the documented price of a second",
        arguments: [
            ("wan2.6-t2v", "720P", "0.09"), ("wan2.6-t2v", "1080P", "0.14"), ("wan2.6-i2v", "720P", "0.09"),
            ("wan2.6-i2v", "1080P", "0.14"), ("happyhorse-1.0-t2v", "720P", "0.13"),
            ("happyhorse-1.0-t2v", "1080P", "0.23"),
            ("happyhorse-1.0-i2v", "720P", "0.13"), ("happyhorse-1.0-i2v", "1080P", "0.23"),
        ])
    func prices(id: String, resolution: String, perSecond: String) throws {
        let model = try #require(catalogue.model(id))
        let second = try #require(Money(perSecond))
        for seconds in 3...15 {
            let price = model.price(resolution: resolution, seconds: seconds, extra: JSONObject())
            #expect(price == PriceRange(second * seconds))
        }
    }

    @Test(
        "has a range for PixVerse until its audio is decided",
        arguments: [
            ("720P", nil, "[0.20,0.25]"), ("720P", true, "0.25"), ("720P", false, "0.20"),
            ("1080P", nil, "[0.40,0.50]"),
            ("1080P", true, "0.50"), ("1080P", false, "0.40"),
        ] as [(String, Bool?, String)])
    func audio(resolution: String, audio: Bool?, price: String) {
        var request = GenerationRequest(model: "pixverse-v6", prompt: "x", resolution: resolution, duration: 5)
        request.extra["audio"] = audio.map { .bool($0) }
        request.extra["unrelated"] = 1
        #expect(catalogue.price(of: request)?.json.text() == price)
    }

    @Test("prices what a request leaves out by the documented defaults")
    func defaults() {
        #expect(catalogue.price(of: GenerationRequest(model: "wan2.6-t2v", prompt: ""))?.description == "$0.45")
    }

    @Test("has no price for what it does not know")
    func unknown() {
        #expect(catalogue.price(of: GenerationRequest(model: "wan3", prompt: "x")) == nil)
        #expect(catalogue.price(of: GenerationRequest(model: "wan2.6-t2v", prompt: "x", resolution: "4K")) == nil)
        #expect(catalogue.price(of: GenerationRequest(model: "wan2.6-t2v", prompt: "x", resolution: "720p")) == nil)
    }

    @Test(
        "prices a request that nobody has checked without crashing",
        arguments: [Int.min, -5, -1, 0, 1, 1_000_000, .max])
    func uncheckedSeconds(seconds: Int) {
        for model in catalogue.models.filter({ !$0.makesImages }).map(\.id) {
            let price = catalogue.price(of: GenerationRequest(model: model, prompt: "x", duration: seconds))
            #expect((price == nil) == !(0...1_000_000).contains(seconds))
        }
    }

    @Test("is overridden model by model; what is new comes behind")
    func overriding() throws {
        let own = try Catalogue(
            parsing: Array(
                """
                {"models": [{"id": "new", "mode": "text-to-video"},
                  {"id": "wan2.6-i2v", "mode": "image-to-video",
                   "prices": [{"resolution": "4K", "usd_per_second": 1}]}]}
                """.utf8), provenance: .assumed)
        let both = catalogue.overridden(by: own)
        #expect(
            both.models.map(\.id) == [
                "wan2.6-t2v", "wan2.6-i2v", "happyhorse-1.0-t2v", "happyhorse-1.0-i2v", "pixverse-v6", "wan2.6-t2i",
                "new",
            ])
        #expect(both.model("wan2.6-i2v")?.provenance == .assumed)
        #expect(both.model("wan2.6-t2v")?.provenance == .documented)
        var request = GenerationRequest(model: "wan2.6-i2v", prompt: "x", resolution: "4K", duration: 2)
        #expect(both.price(of: request)?.description == "$2.00")
        request.resolution = "720P"
        #expect(both.price(of: request) == nil)
        #expect(both.model("new")?.prices.isEmpty == true)
        #expect(catalogue.overridden(by: Catalogue(models: [])) == catalogue)
    }

    @Test("reads what is known of a model's limits")
    func limits() throws {
        let horse = try #require(catalogue.model("happyhorse-1.0-i2v"))
        #expect(horse.promptLimit?.characters == 5000)
        #expect(horse.promptLimit?.cjkCharacters == 2500)
        #expect(horse.promptLimit?.limit(for: "boat") == 5000)
        #expect(horse.promptLimit?.limit(for: "boat 船") == 2500)
        #expect(horse.promptLimit?.limit(for: "ボート") == 2500)
        #expect(horse.promptLimit?.limit(for: "배") == 2500)
        #expect(horse.image?.provenance == .upstream)
        #expect(horse.accountLimit?.requestsPerSecond == 10)
        #expect(catalogue.model("wan2.6-t2v")?.upstreamDuration == 2...15)
        #expect(catalogue.model("pixverse-v6")?.provider == "PixVerse")
    }

    @Test(
        "says where a file of it is wrong",
        arguments: [
            ("", "not JSON: the text ends where a value belongs at byte 0"), ("[]", "not an object"),
            ("{}", "'models' is missing"),
            (#"{"models": 1}"#, "models: not a list"), (#"{"models": [1]}"#, "models[0]: not an object"),
            (#"{"models": [{}]}"#, "models[0]: 'id' is missing"),
            (#"{"models": [{"id": 1}]}"#, "models[0].id: not a text"),
            (#"{"models": [{"id": ""}]}"#, "models[0].id: not a text"),
            (#"{"models": [{"id": "a"}]}"#, "models[0]: 'mode' is missing"),
            (
                #"{"models": [{"id": "a", "mode": "x"}]}"#,
                "models[0].mode: not one of text-to-video, image-to-video, text-to-image"
            ),
            (
                #"{"models": [{"id": "a", "mode": "text-to-video"}, {"id": "a", "mode": "text-to-video"}]}"#,
                "models[1]: a second model 'a'"
            ),
        ])
    func places(text: String, message: String) {
        let error = #expect(throws: CatalogueError.self) {
            try Catalogue(parsing: Array(text.utf8), provenance: .assumed)
        }
        #expect(error?.description == message)
    }

    @Test(
        "says where a model of it is wrong",
        arguments: [
            (#""prices": {}"#, "prices: not a list"), (#""prices": [1]"#, "prices[0]: not an object"),
            (#""prices": [{"usd_per_second": 1}]"#, "prices[0]: 'resolution' is missing"),
            (#""prices": [{"resolution": "720P"}]"#, "prices[0]: 'usd_per_second' is missing"),
            (
                #""prices": [{"resolution": "720P", "usd_per_second": 1}, {"resolution": "720P", "usd_per_second": "1"}]"#,
                "prices[1].usd_per_second: not an amount of dollars with at most six decimals"
            ),
            (
                #""prices": [{"resolution": "720P", "usd_per_second": -1}]"#,
                "prices[0].usd_per_second: not an amount of dollars with at most six decimals"
            ),
            (
                #""prices": [{"resolution": "720P", "usd_per_second": 0.0000001}]"#,
                "prices[0].usd_per_second: not an amount of dollars with at most six decimals"
            ),
            (#""prices": [{"resolution": "720P", "when": 1, "usd_per_second": 1}]"#, "prices[0].when: not an object"),
            (#""provider": 1"#, "provider: not a text"), (#""prompt_limit": 5"#, "prompt_limit: not an object"),
            (#""prompt_limit": {"characters": 0}"#, "prompt_limit.characters: not a whole number above 0"),
            (#""prompt_limit": {"characters": 1.5}"#, "prompt_limit.characters: not a whole number above 0"),
            (
                #""prompt_limit": {"characters": 1, "provenance": "x"}"#,
                "prompt_limit.provenance: not one of documented, sibling, upstream, assumed"
            ),
            (#""duration_upstream": [5, 3]"#, "duration_upstream: not a range [low, high] of whole seconds"),
            (#""duration_upstream": [3]"#, "duration_upstream: not a range [low, high] of whole seconds"),
            (#""image": {}"#, "image: 'rule' is missing"),
            (#""account_limit": {}"#, "account_limit: 'requests_per_second' is missing"),
        ])
    func placesInModels(member: String, message: String) {
        let text = #"{"models": [{"id": "a", "mode": "text-to-video", \#(member)}]}"#
        let error = #expect(throws: CatalogueError.self) {
            try Catalogue(parsing: Array(text.utf8), provenance: .assumed)
        }
        #expect(error?.description == "models[0].\(message)")
    }
}
