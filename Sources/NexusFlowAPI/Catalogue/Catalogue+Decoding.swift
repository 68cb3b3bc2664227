/// What is wrong with a catalogue file, with the place in it.
package struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Such as `models[2].prices[0].usd_per_second`, empty for the whole file.
    package let place: String
    package let message: String

    package var description: String { place.isEmpty ? message : "\(place): \(message)" }
}

extension Catalogue {
    /// The catalogue that ships with the program: the documented models and prices.
    package static func builtIn() throws(CatalogueError) -> Catalogue {
        try Catalogue(parsing: PackageResources.catalogue_json, provenance: .documented)
    }

    /// Reads a catalogue file: `{"models": [{"id", "provider", "mode", "prices": [{"resolution", "usd_per_second"}]}]}`;
    /// the prices of an image model are `[{"usd_per_image"}]`.
    ///
    /// - Parameter provenance: how well its models and prices are known, where a model does not say otherwise.
    package init(parsing bytes: [UInt8], provenance: Provenance) throws(CatalogueError) {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: bytes)
        } catch {
            throw CatalogueError(place: "", message: "not JSON: \(error)")
        }
        var names: Set<String> = []
        self.init(
            models: try CatalogueNode(root).list("models") { node throws(CatalogueError) in
                let model = try Model(node, provenance: provenance)
                guard names.insert(model.id).inserted else { throw node.failure("a second model '\(model.id)'") }
                return model
            })
    }
}

extension Model {
    fileprivate init(_ node: CatalogueNode, provenance: Provenance) throws(CatalogueError) {
        id = try node.string("id")
        provider = try node.optionalString("provider") ?? ""
        let modeNode = try node.required("mode")
        guard let mode = Mode(rawValue: try modeNode.text()) else {
            throw modeNode.failure("not one of \(Mode.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.mode = mode
        self.provenance = try node.optional("provenance") == nil ? provenance : node.provenance()
        prices =
            try node.optional("prices") == nil
            ? []
            : node.list("prices") { node throws(CatalogueError) in try Price(node, isOfImages: mode == .textToImage) }
        promptLimit = try node.optional("prompt_limit").map { node throws(CatalogueError) in try PromptLimit(node) }
        upstreamDuration = try node.optional("duration_upstream").map { node throws(CatalogueError) in
            guard let bounds = node.value.array, bounds.count == 2, let low = bounds[0].integer,
                let high = bounds[1].integer, 0 < low, low <= high
            else { throw node.failure("not a range [low, high] of whole seconds") }
            return low...high
        }
        image = try node.optional("image").map { node throws(CatalogueError) in
            Rule(text: try node.string("rule"), provenance: try node.provenance())
        }
        accountLimit = try node.optional("account_limit").map { node throws(CatalogueError) in
            AccountLimit(
                requestsPerSecond: try node.positive("requests_per_second"), running: try node.positive("running"),
                provenance: try node.provenance())
        }
    }
}

extension Model.Price {
    fileprivate init(_ node: CatalogueNode, isOfImages: Bool) throws(CatalogueError) {
        resolution = isOfImages ? nil : try node.string("resolution")
        when =
            try node.optional("when").map { node throws(CatalogueError) in
                guard let object = node.value.object else { throw node.failure("not an object") }
                return object.members
            } ?? []
        let price = try node.required(isOfImages ? "usd_per_image" : "usd_per_second")
        guard case .number(let text) = price.value, let amount = Money(text) else {
            throw price.failure("not an amount of dollars with at most six decimals")
        }
        perUnit = amount
    }
}

extension Model.PromptLimit {
    fileprivate init(_ node: CatalogueNode) throws(CatalogueError) {
        characters = try node.positive("characters")
        cjkCharacters = try node.optional("cjk_characters") == nil ? nil : node.positive("cjk_characters")
        beyond = try node.optionalString("beyond") ?? "not read"
        provenance = try node.provenance()
    }
}

/// A JSON value that knows its place in the file, for errors that say where.
private struct CatalogueNode {
    let value: JSONValue
    let place: String

    init(_ value: JSONValue, place: String = "") {
        self.value = value
        self.place = place
    }

    func failure(_ message: String) -> CatalogueError { CatalogueError(place: place, message: message) }

    func optional(_ name: String) throws(CatalogueError) -> CatalogueNode? {
        guard let object = value.object else { throw failure("not an object") }
        guard let member = object[name], !member.isNull else { return nil }
        return CatalogueNode(member, place: place.isEmpty ? name : "\(place).\(name)")
    }

    func required(_ name: String) throws(CatalogueError) -> CatalogueNode {
        guard let node = try optional(name) else { throw failure("'\(name)' is missing") }
        return node
    }

    func text() throws(CatalogueError) -> String {
        guard let text = value.string, !text.isEmpty else { throw failure("not a text") }
        return text
    }

    func string(_ name: String) throws(CatalogueError) -> String { try required(name).text() }

    func optionalString(_ name: String) throws(CatalogueError) -> String? { try optional(name)?.text() }

    func positive(_ name: String) throws(CatalogueError) -> Int {
        let node = try required(name)
        guard let number = node.value.integer, number > 0 else { throw node.failure("not a whole number above 0") }
        return number
    }

    func provenance() throws(CatalogueError) -> Provenance {
        guard let node = try optional("provenance") else { return .assumed }
        guard let provenance = Provenance(rawValue: try node.text()) else {
            throw node.failure("not one of \(Provenance.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return provenance
    }

    func list<Element>(
        _ name: String, _ element: (CatalogueNode) throws(CatalogueError) -> Element
    ) throws(CatalogueError) -> [Element] {
        let node = try required(name)
        guard let values = node.value.array else { throw node.failure("not a list") }
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            elements.append(try element(CatalogueNode(value, place: "\(node.place)[\(index)]")))
        }
        return elements
    }
}
