package import FoundationEssentials

/// What a download's name can be made of. The values may be anything: a name keeps of them what a file name can hold.
package struct NameFields: Hashable, Sendable {
    /// The task's number in the ledger.
    package var number: Int
    package var id: String?
    package var model: String
    /// The prompt, of which `{slug}` is made.
    package var prompt: String
    package var seed: Int?
    /// When the task was created; `{date}` is its day in UTC.
    package var date: Date
    package var tag: String?
    /// Which variant of a prompt with alternatives it is.
    package var variant: String?
    package var resolution: String?
    package var ratio: String?
    package var run: Int?

    package init(
        number: Int, id: String? = nil, model: String, prompt: String, seed: Int? = nil, date: Date, tag: String? = nil,
        variant: String? = nil, resolution: String? = nil, ratio: String? = nil, run: Int? = nil
    ) {
        self.number = number
        self.id = id
        self.model = model
        self.prompt = prompt
        self.seed = seed
        self.date = date
        self.tag = tag
        self.variant = variant
        self.resolution = resolution
        self.ratio = ratio
        self.run = run
    }
}

/// A field of a name template.
enum NameField: String, CaseIterable {
    case number, id, model, slug, seed, date, tag, variant, resolution, ratio, run

    /// How many bytes of it are taken where the template does not say.
    var standardWidth: Int? { self == .slug ? 40 : nil }

    /// Whether a width fills it up with zeros instead of cutting it, since two numbers must not become one.
    var isNumber: Bool { self == .number || self == .seed || self == .run }

    /// The value as it is.
    func value(in fields: NameFields) -> String {
        switch self {
        case .number: String(fields.number)
        case .id: fields.id ?? ""
        case .model: fields.model
        case .slug: fields.prompt.lowercased()
        case .seed: fields.seed.map { String($0) } ?? ""
        case .date: fields.date.formatted(Date.ISO8601FormatStyle().year().month().day())
        case .tag: fields.tag ?? ""
        case .variant: fields.variant ?? ""
        case .resolution: fields.resolution ?? ""
        case .ratio: fields.ratio ?? ""
        case .run: fields.run.map { String($0) } ?? ""
        }
    }
}
