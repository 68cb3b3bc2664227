/// A model of the catalogue: what it makes, what a unit of it costs, what is known of its limits.
package struct Model: Hashable, Sendable {
    /// What a model makes and of what, in the words of the API's page.
    package enum Mode: String, CaseIterable, Sendable {
        case textToVideo = "text-to-video"
        case imageToVideo = "image-to-video"
        case textToImage = "text-to-image"
    }

    /// What a second of video costs at one resolution, or what an image costs; with `when`, only for requests whose extra
    /// parameters say so.
    package struct Price: Hashable, Sendable {
        /// `nil` for images.
        package let resolution: String?
        package let when: [JSONObject.Member]
        package let perUnit: Money
    }

    /// How many characters of a prompt the model reads.
    package struct PromptLimit: Hashable, Sendable {
        package let characters: Int
        /// The limit for prompts that hold Chinese, Japanese or Korean characters, where it is another one.
        package let cjkCharacters: Int?
        /// What happens to the rest, as a participle: `silently truncated`.
        package let beyond: String
        package let provenance: Provenance
    }

    /// A sentence about what the model takes, with its source.
    package struct Rule: Hashable, Sendable {
        package let text: String
        package let provenance: Provenance

        package init(text: String, provenance: Provenance) {
            self.text = text
            self.provenance = provenance
        }
    }

    /// What one account may do at once, according to the vendor.
    package struct AccountLimit: Hashable, Sendable {
        package let requestsPerSecond: Int
        package let running: Int
        package let provenance: Provenance
    }

    package let id: String
    package let provider: String
    package let mode: Mode
    package let prices: [Price]
    /// Where model and prices come from: ``Provenance/documented``, another page of the API's (``Provenance/sibling``), or
    /// the user's own catalogue (``Provenance/assumed``).
    package let provenance: Provenance
    package let promptLimit: PromptLimit?
    /// The seconds of video that the vendor allows, where it says so.
    package let upstreamDuration: ClosedRange<Int>?
    package let image: Rule?
    package let accountLimit: AccountLimit?

    /// Whether a request must name a first frame.
    package var needsImage: Bool { mode == .imageToVideo }

    /// Whether it makes images and no videos: the answer to a request has them, and neither resolution nor duration
    /// counts.
    package var makesImages: Bool { mode == .textToImage }

    /// What a request costs: seconds times the price of a second, or images times the price of one, as a range while a
    /// parameter that decides it is unset.
    ///
    /// - Returns: `nil` if the catalogue has no price for this resolution, for a negative number of seconds, for a number
    ///   of images that is none, or if the amount is beyond ``Money/maximum``: nobody has checked the request yet.
    package func price(resolution: String, seconds: Int, extra: JSONObject) -> PriceRange? {
        guard let units = makesImages ? ImageParameter.counts(in: extra) : seconds...seconds else { return nil }
        let fitting = prices.filter { price in
            price.resolution.map { $0 == resolution } ?? true
                && price.when.allSatisfy { condition in
                    guard let value = extra[condition.name] else { return true }
                    return value == condition.value
                }
        }
        guard let low = fitting.map(\.perUnit).min(), let high = fitting.map(\.perUnit).max(), units.lowerBound >= 0,
            units.upperBound == 0 || high.microdollars <= Money.maximum.microdollars / Int64(units.upperBound)
        else { return nil }
        return PriceRange(low: low * units.lowerBound, high: high * units.upperBound)
    }
}
