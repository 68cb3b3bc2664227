/// A parameter of image models, as the pages beside the API's page on videos have it (sibling). It travels with the
/// parameters beyond the documented ones (``GenerationRequest/extra``).
package enum ImageParameter: String, CaseIterable, Sendable {
    case size
    case count = "n"
    case negativePrompt = "negative_prompt"

    /// The name in requests and at the prompt.
    package var name: String { rawValue }

    /// What it means, as one clause.
    package var summary: String {
        switch self {
        case .size: "width and height of an image in pixels"
        case .count: "how many images are made, and billed"
        case .negativePrompt: "what the picture must not show"
        }
    }

    /// What may be written, for people.
    package var allowed: String {
        switch self {
        case .size: "WIDTH*HEIGHT, such as 1280*1280 or 1696*960"
        case .count: "\(Self.counts.lowerBound) to \(Self.counts.upperBound)"
        case .negativePrompt: "any text"
        }
    }

    /// Where the rule in ``allowed`` comes from.
    package var provenance: Provenance { .sibling }

    /// Whether only image models take it.
    package var isForImagesAlone: Bool { self != .negativePrompt }

    /// How many images one request may ask for (sibling).
    package static let counts = 1...4
    /// How many are asked for where nobody says: the vendor would make, and bill, four (upstream).
    package static let countFallback = 1
    /// How many pixels an image may have in all: from about 1280×1280, which the vendor's own 1472*1104 falls short of a
    /// little, to 1440×1440 (upstream).
    package static let pixels = 1_620_000...1440 * 1440
    /// What ``fits(width:height:)`` asks, for people.
    package static let sizeText = "about 1.6 to 2.1 million pixels, from 1:4 to 4:1"
    /// How many characters of a negative prompt are read (upstream).
    package static let negativePromptLimit = 500

    /// Sizes that fit the vendor's limits, for completion (upstream).
    package static let sizes = [sizeFallback, "1696*960", "960*1696", "1472*1104", "1104*1472"]

    /// The size that the vendor takes where nobody says (upstream).
    package static let sizeFallback = "1280*1280"

    /// How many images extra parameters ask for: a range while they do not say, since the vendor makes four then and
    /// nobody knows whether the API hands that on (upstream); `nil` if `n` is no number above 0.
    package static func counts(in extra: JSONObject) -> ClosedRange<Int>? {
        guard let value = extra[Self.count.name], !value.isNull else { return counts }
        return value.integer.flatMap { $0 > 0 ? $0...$0 : nil }
    }

    /// Whether the vendor makes images of that size: ``pixels`` in all, from 1:4 to 4:1 (upstream).
    package static func fits(width: Int, height: Int) -> Bool {
        pixels.contains(width * height) && max(width, height) <= 4 * min(width, height)
    }

    /// Width and height of `1280*1280`, or of `1280x1280`; `nil` unless both are whole numbers above 0.
    package static func dimensions(_ text: String) -> (width: Int, height: Int)? {
        let parts = text.split(omittingEmptySubsequences: false) { "*xX×".contains($0) }.map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], (1...100_000).contains(width),
            (1...100_000).contains(height)
        else { return nil }
        return (width, height)
    }
}
