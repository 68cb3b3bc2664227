extension Model {
    /// What this model does differently about a parameter; `nil` where nothing is known.
    package func rule(about parameter: Parameter) -> Rule? {
        switch parameter {
        case .prompt:
            return promptLimit.map { limit in
                let cjk = limit.cjkCharacters.map { " (\($0) of a prompt in Chinese, Japanese or Korean)" } ?? ""
                return Rule(
                    text: "\(limit.characters) characters\(cjk), what is beyond is \(limit.beyond)",
                    provenance: limit.provenance)
            }
        case .resolution:
            guard !makesImages else { return ignored }
            let tiers = Set(prices.compactMap(\.resolution)).sorted { $0.count < $1.count }
            let parts = tiers.compactMap { tier in
                price(resolution: tier, seconds: 1, extra: JSONObject()).map { "\(tier) \($0) a second" }
            }
            return parts.isEmpty ? nil : Rule(text: parts.joined(separator: ", "), provenance: provenance)
        case .ratio where makesImages: return ignored
        case .ratio:
            return needsImage ? Rule(text: "ignored: the video follows the image", provenance: .upstream) : nil
        case .duration where makesImages: return ignored
        case .duration:
            return upstreamDuration.map {
                Rule(text: "\($0.lowerBound) to \($0.upperBound) seconds", provenance: .upstream)
            }
        case .imgURL:
            guard needsImage else { return nil }
            let limits = image.map { ": \($0.text)" } ?? ""
            return Rule(text: "required\(limits)", provenance: image?.provenance ?? .documented)
        case .model, .watermark, .seed: return nil
        }
    }

    private var ignored: Rule {
        Rule(text: "not sent: it makes images, and size= says how large", provenance: .sibling)
    }
}

extension ImageParameter {
    /// What the vendor adds to ``allowed``; `nil` where nothing is known.
    package var upstreamRule: Model.Rule? {
        switch self {
        case .size:
            Model.Rule(
                text: "\(Self.sizeText); \(Self.sizeFallback) where nothing is said",
                provenance: .upstream)
        case .count:
            Model.Rule(text: "each image is billed; the vendor makes four where nothing is said", provenance: .upstream)
        case .negativePrompt:
            Model.Rule(text: "\(Self.negativePromptLimit) characters are read", provenance: .upstream)
        }
    }
}
