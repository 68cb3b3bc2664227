/// A parameter of `POST /v1/tasks`, in the API's own words. Every other list of parameters is made from this one.
package enum Parameter: String, CaseIterable, Sendable {
    case model
    case prompt
    case resolution
    case ratio
    case duration
    case imgURL = "img_url"
    case watermark
    case seed

    /// The name in requests and at the prompt.
    package var name: String { rawValue }

    /// Other names that people may type for it.
    package var aliases: [String] { self == .imgURL ? ["image"] : [] }

    /// The parameter of that name or alias.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            return nil
        }
        self = found
    }

    /// What it means, as one clause.
    package var summary: String {
        switch self {
        case .model: "which model makes the video"
        case .prompt: "what the video shows: subject, action, camera, style"
        case .resolution: "resolution tier; it decides the price"
        case .ratio: "aspect ratio; image-to-video follows the image instead"
        case .duration: "length of the video in seconds; it is what is billed"
        case .imgURL: "URL of the first frame, needed by image-to-video models"
        case .watermark: "whether the picture carries a visible mark"
        case .seed: "fixed seed for repeatable videos; drawn when it is not set"
        }
    }

    /// What may be written, for people: `720P, 1080P`.
    package var allowed: String {
        switch self {
        case .model: "a model's name (see models)"
        case .prompt: "any text"
        case .resolution: ResolutionRule.allowed.joined(separator: ", ")
        case .ratio: RatioRule.allowed.joined(separator: ", ")
        case .duration: "\(DurationRule.allowed.lowerBound) to \(DurationRule.allowed.upperBound) whole seconds"
        case .imgURL: "an http or https URL of a JPG, PNG or WEBP of at most 10 MB"
        case .watermark: "on, off"
        case .seed: "\(SeedRule.allowed.lowerBound) to \(SeedRule.allowed.upperBound)"
        }
    }

    /// The values that can be listed, for completion; empty where they cannot.
    package var choices: [String] {
        switch self {
        case .resolution: ResolutionRule.allowed
        case .ratio: RatioRule.allowed
        case .watermark: ["on", "off"]
        default: []
        }
    }

    /// Where the rule in ``allowed`` comes from.
    package var provenance: Provenance { .documented }
}
