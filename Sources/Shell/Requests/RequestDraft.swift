import NexusFlowAPI

/// A request as it grows: what the session says, or an earlier task, with what the line says over it.
struct RequestDraft {
    /// Parameters by their own names, canonical; extra ones as `extra.NAME`.
    private(set) var values: [String: String] = [:]
    /// The parameters that the line itself named: they are sent even where the model ignores them.
    private var named: Set<String> = []
    var tag: String?
    var note: String?
    /// Whether the seed was drawn, and not said by anybody.
    private(set) var hasDrawnSeed = false
    /// Whether the mark that the video will carry is nobody's wish.
    private(set) var hasDefaultWatermark = false

    /// What the session's settings say.
    init(_ settings: Settings) {
        for parameter in Parameter.allCases { values[parameter.name] = settings[parameter.name] }
        for name in settings.extraNames { values[name] = settings[name] }
        hasDefaultWatermark = !settings.isSet(Parameter.watermark.name) && WatermarkRule.fallback
        tag = settings["tag"]
        note = settings["note"]
    }

    /// What an earlier request said.
    init(_ request: GenerationRequest, tag: String?, note: String?) {
        values[Parameter.model.name] = request.model
        values[Parameter.prompt.name] = request.prompt
        values[Parameter.resolution.name] = request.resolution
        values[Parameter.ratio.name] = request.ratio
        values[Parameter.duration.name] = request.duration.map(String.init)
        values[Parameter.imgURL.name] = request.imgURL
        values[Parameter.watermark.name] = request.watermark.map { $0 ? "on" : "off" }
        values[Parameter.seed.name] = request.seed.map(String.init)
        for member in request.extra.members { values[Setting.extraPrefix + member.name] = member.value.text() }
        self.tag = tag
        self.note = note
    }

    /// Sets one parameter, tag or note as the line says.
    mutating func set(_ name: String, to value: String) {
        switch name {
        case "tag": tag = value
        case "note": note = value
        default:
            let name = ImageParameter(rawValue: name)?.settingName ?? name
            values[name] = value
            named.insert(name)
            if name == Parameter.seed.name { hasDrawnSeed = false }
            if name == Parameter.watermark.name { hasDefaultWatermark = false }
        }
    }

    /// Sets the seed to one that was drawn; `nil` leaves it open.
    mutating func draw(seed: Int?) {
        values[Parameter.seed.name] = seed.map(String.init)
        hasDrawnSeed = true
    }

    subscript(parameter: Parameter) -> String? { values[parameter.name] }

    /// The request, everything that decides price or picture explicit. A ratio goes along only where the model heeds it,
    /// a first frame only where the model takes one, what belongs to videos or to images only to a model that makes them,
    /// unless the line itself named it.
    ///
    /// Without a seed where nothing set one.
    func request(in catalogue: Catalogue) throws -> GenerationRequest {
        let model = self[.model] ?? ""
        let known = catalogue.model(model)
        let makesImages = known?.makesImages ?? false
        var request = GenerationRequest(model: model, prompt: self[.prompt] ?? "")
        // A parent that was of another kind has none of these.
        if !makesImages {
            request.resolution = self[.resolution] ?? ResolutionRule.fallback
            request.duration = self[.duration].flatMap { Int($0) } ?? DurationRule.fallback
        } else {
            if isNamed(.resolution) { request.resolution = self[.resolution] }
            if isNamed(.duration) { request.duration = self[.duration].flatMap { Int($0) } }
        }
        let heedsRatio = !makesImages && known?.needsImage != true
        if heedsRatio || isNamed(.ratio) { request.ratio = self[.ratio] ?? RatioRule.fallback }
        let takesImage = known.map(\.needsImage) ?? true
        if takesImage || isNamed(.imgURL) { request.imgURL = self[.imgURL] }
        request.watermark = self[.watermark].map { $0 == "on" }
        request.seed = self[.seed].flatMap { Int($0) }
        for (name, text) in values.sorted(by: { $0.key < $1.key }) where name.hasPrefix(Setting.extraPrefix) {
            let member = String(name.dropFirst(Setting.extraPrefix.count))
            guard Parameter(rawValue: member) == nil else {
                throw ShellError(
                    .check, "\(name) would stand beside the documented parameter '\(member)'",
                    remedy: "write \(member)=VALUE")
            }
            if known != nil, !makesImages, ImageParameter(rawValue: member)?.isForImagesAlone == true,
                !named.contains(name)
            {
                continue
            }
            request.extra[member] = (try? JSONValue(parsing: text)) ?? .string(text)
        }
        if makesImages, request.extra[ImageParameter.count.name] == nil {
            request.extra[ImageParameter.count.name] = JSONValue(ImageParameter.countFallback)
        }
        return request
    }

    private func isNamed(_ parameter: Parameter) -> Bool { named.contains(parameter.name) }
}
