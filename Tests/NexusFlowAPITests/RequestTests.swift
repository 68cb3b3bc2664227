import NexusFlowAPI
import Testing

@Suite("A request")
struct RequestTests {
    private let catalogue: Catalogue
    private let good = GenerationRequest(
        model: "wan2.6-t2v", prompt: "a boat", resolution: "1080P", ratio: "16:9", duration: 5, watermark: true, seed: 7
    )

    init() throws {
        catalogue = try Catalogue.builtIn()
    }

    private func issues(_ change: (inout GenerationRequest) -> Void) -> [String] {
        var request = good
        change(&request)
        return request.issues(in: catalogue).map { "\($0.severity) \($0.parameter?.name ?? "-"): \($0)" }
    }

    @Test("that keeps all rules has no issues, at the ends of every range too")
    func keepingAll() {
        #expect(good.issues(in: catalogue).isEmpty)
        #expect(issues { $0.duration = 3 }.isEmpty)
        #expect(issues { $0.duration = 15 }.isEmpty)
        #expect(issues { $0.seed = 0 }.isEmpty)
        #expect(issues { $0.seed = 2_147_483_647 }.isEmpty)
        #expect(GenerationRequest(model: "wan2.6-t2v", prompt: "x").issues(in: catalogue).isEmpty)
        for ratio in ["16:9", "9:16", "1:1", "4:3", "3:4"] { #expect(issues { $0.ratio = ratio }.isEmpty) }
        for resolution in ["720P", "1080P"] { #expect(issues { $0.resolution = resolution }.isEmpty) }
    }

    @Test("that breaks a documented rule is refused, with the value and what is allowed")
    func documented() {
        #expect(
            issues { $0.model = "" } == [
                "error model: model is empty; it must be a model's name (see models) (documented)"
            ])
        for prompt in ["", " \n\t"] {
            #expect(issues { $0.prompt = prompt } == ["error prompt: the prompt is empty (documented)"])
        }
        #expect(
            issues { $0.resolution = "480P" } == [
                "error resolution: resolution=480P is not allowed; it may be 720P, 1080P (documented)"
            ])
        #expect(
            issues { $0.ratio = "2:1" } == [
                "error ratio: ratio=2:1 is not allowed; it may be 16:9, 9:16, 1:1, 4:3, 3:4 (documented)"
            ])
        for duration in [Int.min, 2, 16, .max] {
            #expect(
                issues { $0.duration = duration } == [
                    "error duration: duration=\(duration) is not allowed; it may be 3 to 15 whole seconds (documented)"
                ])
        }
        for seed in [-1, 2_147_483_648] {
            #expect(
                issues { $0.seed = seed } == [
                    "error seed: seed=\(seed) is not allowed; it may be 0 to 2147483647 (documented)"
                ])
        }
    }

    @Test("of image-to-video needs an image at a web address")
    func image() {
        let missing = issues {
            $0.model = "wan2.6-i2v"
            $0.ratio = nil
        }
        #expect(
            missing == [
                "error img_url: wan2.6-i2v makes a video from an image: give its first frame with img_url=URL (documented)"
            ])
        for url in [
            "boat.png", "/tmp/boat.png", "file:///boat.png", "http://", "https:///x", "https://a b/x", "ftp://a/x",
            "://a",
        ] {
            let found = issues {
                $0.model = "wan2.6-i2v"
                $0.ratio = nil
                $0.imgURL = url
            }
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("error img_url: img_url=\(url) is not an http or https URL") == true)
        }
        for url in ["https://a/b.png", "HTTP://a:80/b", "http://127.0.0.1:8080/samples/boat.png?x"] {
            let found = issues {
                $0.model = "wan2.6-i2v"
                $0.ratio = nil
                $0.imgURL = url
            }
            #expect(found.isEmpty)
        }
    }

    @Test("that only a vendor's rule or a guess speaks against gets a warning, with its source")
    func warnings() {
        #expect(
            issues { $0.model = "wan3" } == [
                "warning model: model=wan3 is not in the catalogue, so it has no price here (assumed)"
            ])
        #expect(
            issues { $0.imgURL = "https://a/b.png" } == [
                "warning img_url: wan2.6-t2v is not an image-to-video model; it may ignore img_url (assumed)"
            ])
        let ratio = issues {
            $0.model = "happyhorse-1.0-i2v"
            $0.imgURL = "https://a/b.png"
        }
        #expect(ratio == ["warning ratio: happyhorse-1.0-i2v follows the image and ignores ratio (upstream)"])
        #expect(issues { $0.prompt = String(repeating: "x", count: 1500) }.isEmpty)
        #expect(
            issues { $0.prompt = String(repeating: "x", count: 1503) } == [
                "warning prompt: wan2.6-t2v reads 1500 characters of a prompt, the 3 beyond are silently truncated (upstream)"
            ])
    }

    @Test("within the documented seconds but not the vendor's gets a warning")
    func upstreamDuration() throws {
        let own = try Catalogue(
            parsing: Array(#"{"models": [{"id": "m", "mode": "text-to-video", "duration_upstream": [4, 6]}]}"#.utf8),
            provenance: .assumed)
        let request = GenerationRequest(model: "m", prompt: "x", duration: 3)
        #expect(request.issues(in: own).map(\.description) == ["m makes 4 to 6 seconds, not 3 (upstream)"])
        #expect(request.issues(in: own).map(\.severity) == [.warning])
    }

    @Test("may name a resolution that the catalogue has a price for")
    func pricedResolution() throws {
        let own = try Catalogue(
            parsing: Array(
                #"{"models": [{"id": "m", "mode": "text-to-video", "prices": [{"resolution": "4K", "usd_per_second": 1}]}]}"#
                    .utf8),
            provenance: .assumed)
        #expect(GenerationRequest(model: "m", prompt: "x", resolution: "4K").issues(in: own).isEmpty)
        #expect(
            GenerationRequest(model: "n", prompt: "x", resolution: "4K").issues(in: own).map(\.severity) == [
                .error, .warning,
            ])
    }

    @Test("tells all that is wrong at once, and an unknown model excuses nothing")
    func all() {
        let found = issues {
            $0.model = "wan3"
            $0.prompt = ""
            $0.duration = 99
            $0.ratio = "x"
        }
        #expect(
            found.map { $0.prefix { $0 != ":" } } == ["error prompt", "error ratio", "error duration", "warning model"])
    }

    @Test("cannot slip a parameter past its check and its price as an extra one", arguments: Parameter.allCases)
    func disguised(parameter: Parameter) {
        let found = issues { $0.extra[parameter.name] = 15 }
        #expect(
            found == [
                "error \(parameter.name): extra.\(parameter.name) is no extra parameter: write \(parameter.name)= (documented)"
            ])
        #expect(issues { $0.extra["negative_prompt"] = "rain" }.isEmpty)
    }

    @Test("is sent in the order of the page, what is unset left out, extra parameters as they are")
    func json() throws {
        #expect(
            good.json.text()
                == #"{"model":"wan2.6-t2v","prompt":"a boat","resolution":"1080P","ratio":"16:9","duration":5,"watermark":true,"seed":7}"#
        )
        var request = GenerationRequest(model: "m", prompt: "\"\n", imgURL: "https://a/b")
        request.extra["n"] = .number("1.50")
        request.extra["o"] = ["a": [nil]]
        let text = #"{"model":"m","prompt":"\"\n","img_url":"https://a/b","n":1.50,"o":{"a":[null]}}"#
        #expect(request.json.text() == text)
        #expect(try GenerationRequest(json: JSONValue(parsing: text)) == request)
        #expect(try GenerationRequest(json: good.json) == good)
    }

    @Test(
        "is not read from a body of the wrong shape, and the parameter is named",
        arguments: [
            ("[]", nil, "the request is not a JSON object"), ("{}", .model, "'model' is missing"),
            (#"{"model":"m"}"#, .prompt, "'prompt' is missing"),
            (#"{"model":1,"prompt":"x"}"#, .model, "'model' must be a string"),
            (#"{"model":"m","prompt":null}"#, .prompt, "'prompt' must be a string"),
            (#"{"model":"m","prompt":"x","duration":"5"}"#, .duration, "'duration' must be an integer"),
            (#"{"model":"m","prompt":"x","duration":5.5}"#, .duration, "'duration' must be an integer"),
            (#"{"model":"m","prompt":"x","seed":1e99}"#, .seed, "'seed' must be an integer"),
            (#"{"model":"m","prompt":"x","watermark":"yes"}"#, .watermark, "'watermark' must be a boolean"),
            (#"{"model":"m","prompt":"x","img_url":[]}"#, .imgURL, "'img_url' must be a string"),
            (#"{"model":"m","prompt":"x","ratio":1}"#, .ratio, "'ratio' must be a string"),
            (#"{"model":"m","prompt":"x","resolution":720}"#, .resolution, "'resolution' must be a string"),
        ] as [(String, Parameter?, String)])
    func wrongShape(text: String, parameter: Parameter?, message: String) throws {
        let json = try JSONValue(parsing: text)
        let issue = #expect(throws: RequestIssue.self) { try GenerationRequest(json: json) }
        #expect(issue?.parameter == parameter)
        #expect(issue?.message == message)
        #expect(issue?.severity == .error)
    }

    @Test("with very many extra parameters is read in time")
    func manyExtras() throws {
        let members = (0..<100_000).map { JSONObject.Member("x\($0)", 1) }
        let json = JSONValue.object(
            JSONObject([JSONObject.Member("model", "m"), JSONObject.Member("prompt", "p")] + members))
        #expect(try GenerationRequest(json: json).json == json)
    }

    @Test("Parameters are found by name and alias")
    func names() {
        #expect(Parameter(name: "image") == .imgURL)
        #expect(Parameter(name: "img_url") == .imgURL)
        #expect(Parameter(name: "Model") == nil)
        #expect(Set(Parameter.allCases.map(\.name)).count == 8)
        #expect(
            Parameter.allCases.allSatisfy { !$0.summary.isEmpty && !$0.allowed.isEmpty && $0.provenance == .documented }
        )
    }
}
