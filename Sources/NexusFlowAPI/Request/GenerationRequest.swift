/// What `POST /v1/tasks` is asked for. What is `nil` is not sent.
package struct GenerationRequest: Hashable, Sendable {
    package var model: String
    package var prompt: String
    package var resolution: String?
    package var ratio: String?
    /// Whole seconds.
    package var duration: Int?
    package var imgURL: String?
    package var watermark: Bool?
    package var seed: Int?
    /// Parameters beyond the documented ones, sent as top-level members as they are.
    package var extra: JSONObject

    package init(
        model: String, prompt: String, resolution: String? = nil, ratio: String? = nil, duration: Int? = nil,
        imgURL: String? = nil, watermark: Bool? = nil, seed: Int? = nil, extra: JSONObject = JSONObject()
    ) {
        self.model = model
        self.prompt = prompt
        self.resolution = resolution
        self.ratio = ratio
        self.duration = duration
        self.imgURL = imgURL
        self.watermark = watermark
        self.seed = seed
        self.extra = extra
    }

    /// The body of the request, members in the order of the API's page, extra ones behind them.
    package var json: JSONValue {
        var object = JSONObject()
        object[Parameter.model.name] = .string(model)
        object[Parameter.prompt.name] = .string(prompt)
        object[Parameter.resolution.name] = resolution.map { .string($0) }
        object[Parameter.ratio.name] = ratio.map { .string($0) }
        object[Parameter.duration.name] = duration.map { JSONValue($0) }
        object[Parameter.imgURL.name] = imgURL.map { .string($0) }
        object[Parameter.watermark.name] = watermark.map { .bool($0) }
        object[Parameter.seed.name] = seed.map { JSONValue($0) }
        object.merge(extra)
        return .object(object)
    }

    /// Reads a body as it is sent or stored; members that are no documented parameter become ``extra``.
    ///
    /// - Throws: ``RequestIssue`` for a member of the wrong type, or a missing `model` or `prompt`.
    package init(json: JSONValue) throws(RequestIssue) {
        guard let object = json.object else {
            throw RequestIssue(.error, nil, "the request is not a JSON object", .documented)
        }
        self.init(model: "", prompt: "")
        var named: Set<Parameter> = []
        var others: [JSONObject.Member] = []
        for member in object.members {
            guard let parameter = Parameter(rawValue: member.name) else {
                others.append(member)
                continue
            }
            named.insert(parameter)
            try assign(member.value, to: parameter)
        }
        extra.merge(JSONObject(others))
        for parameter in [Parameter.model, .prompt] where !named.contains(parameter) {
            throw RequestIssue(.error, parameter, "'\(parameter.name)' is missing", .documented)
        }
    }

    private mutating func assign(_ value: JSONValue, to parameter: Parameter) throws(RequestIssue) {
        func typed<T>(_ typed: T?, _ type: String) throws(RequestIssue) -> T {
            guard let typed else {
                throw RequestIssue(.error, parameter, "'\(parameter.name)' must be \(type)", .documented)
            }
            return typed
        }
        switch parameter {
        case .model: model = try typed(value.string, "a string")
        case .prompt: prompt = try typed(value.string, "a string")
        case .resolution: resolution = try typed(value.string, "a string")
        case .ratio: ratio = try typed(value.string, "a string")
        case .duration: duration = try typed(value.integer, "an integer")
        case .imgURL: imgURL = try typed(value.string, "a string")
        case .watermark: watermark = try typed(value.bool, "a boolean")
        case .seed: seed = try typed(value.integer, "an integer")
        }
    }
}
