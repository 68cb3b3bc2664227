/// A model of the catalogue: what it makes, what a second of it costs, what is known of its limits.
package struct Model: Hashable, Sendable {
    /// What a model makes and of what, in the words of the API's page.
    package enum Mode: String, CaseIterable, Sendable {
        case textToVideo = "text-to-video"
        case imageToVideo = "image-to-video"
        case textToImage = "text-to-image"
    }

    /// What a second of output costs at one resolution; with `when`, only for requests whose extra parameters say so.
    package struct Price: Hashable, Sendable {
        package let resolution: String
        package let when: [JSONObject.Member]
        package let perSecond: Money
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
    /// Where model and prices come from: ``Provenance/documented``, or the user's own catalogue (``Provenance/assumed``).
    package let provenance: Provenance
    package let promptLimit: PromptLimit?
    /// The seconds of video that the vendor allows, where it says so.
    package let upstreamDuration: ClosedRange<Int>?
    package let image: Rule?
    package let accountLimit: AccountLimit?

    /// Whether a request must name a first frame.
    package var needsImage: Bool { mode == .imageToVideo }

    /// What a request costs: seconds times the price of a second, as a range while a parameter that decides it is unset.
    ///
    /// - Returns: `nil` if the catalogue has no price for this resolution, for a negative number of seconds, or if the
    ///   amount is beyond ``Money/maximum``: nobody has checked the request yet.
    package func price(resolution: String, seconds: Int, extra: JSONObject) -> PriceRange? {
        let fitting = prices.filter { price in
            price.resolution == resolution
                && price.when.allSatisfy { condition in
                    guard let value = extra[condition.name] else { return true }
                    return value == condition.value
                }
        }
        guard let low = fitting.map(\.perSecond).min(), let high = fitting.map(\.perSecond).max(), seconds >= 0,
            seconds == 0 || high.microdollars <= Money.maximum.microdollars / Int64(seconds)
        else { return nil }
        return PriceRange(low: low, high: high) * seconds
    }
}
