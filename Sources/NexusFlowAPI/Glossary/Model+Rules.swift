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
            let tiers = Set(prices.map(\.resolution)).sorted { $0.count < $1.count }
            let parts = tiers.compactMap { tier in
                price(resolution: tier, seconds: 1, extra: JSONObject()).map { "\(tier) \($0) a second" }
            }
            return parts.isEmpty ? nil : Rule(text: parts.joined(separator: ", "), provenance: provenance)
        case .ratio:
            return needsImage ? Rule(text: "ignored: the video follows the image", provenance: .upstream) : nil
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
}
