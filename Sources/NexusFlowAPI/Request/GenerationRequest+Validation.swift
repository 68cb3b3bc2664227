extension GenerationRequest {
    /// Every rule that this request breaks: documented rules as errors, the rest as warnings.
    ///
    /// Knows nothing of the world outside: whether an image exists is not asked.
    package func issues(in catalogue: Catalogue) -> [RequestIssue] {
        var issues: [RequestIssue] = []
        func refuse(_ parameter: Parameter, _ message: String) {
            issues.append(RequestIssue(.error, parameter, message, .documented))
        }
        func warn(_ parameter: Parameter, _ message: String, _ provenance: Provenance) {
            issues.append(RequestIssue(.warning, parameter, message, provenance))
        }

        if model.isEmpty { refuse(.model, "model is empty; it must be \(Parameter.model.allowed)") }
        if prompt.allSatisfy(\.isWhitespace) { refuse(.prompt, "the prompt is empty") }
        if let resolution, !ResolutionRule.allowed.contains(resolution), !isPriced(resolution, in: catalogue) {
            refuse(.resolution, "resolution=\(resolution) is not allowed; it may be \(Parameter.resolution.allowed)")
        }
        if let ratio, !RatioRule.allowed.contains(ratio) {
            refuse(.ratio, "ratio=\(ratio) is not allowed; it may be \(Parameter.ratio.allowed)")
        }
        if let duration, !DurationRule.allowed.contains(duration) {
            refuse(.duration, "duration=\(duration) is not allowed; it may be \(Parameter.duration.allowed)")
        }
        if let seed, !SeedRule.allowed.contains(seed) {
            refuse(.seed, "seed=\(seed) is not allowed; it may be \(Parameter.seed.allowed)")
        }
        if let imgURL, !Self.isWebURL(imgURL) {
            refuse(.imgURL, "img_url=\(imgURL) is not \(Parameter.imgURL.allowed); the API cannot read local files")
        }

        for member in extra.members {
            // It would be sent in place of the parameter that was checked and priced.
            guard let parameter = Parameter(rawValue: member.name) else { continue }
            refuse(parameter, "extra.\(member.name) is no extra parameter: write \(member.name)=")
        }

        guard let model = catalogue.model(model) else {
            if !self.model.isEmpty {
                warn(.model, "model=\(self.model) is not in the catalogue, so it has no price here", .assumed)
            }
            return issues
        }
        if model.needsImage, imgURL == nil {
            refuse(.imgURL, "\(model.id) makes a video from an image: give its first frame with img_url=URL")
        }
        issues += imageIssues(of: model)
        if !model.needsImage, !model.makesImages, imgURL != nil {
            warn(.imgURL, "\(model.id) is not an image-to-video model; it may ignore img_url", .assumed)
        }
        if model.needsImage, ratio != nil {
            warn(.ratio, "\(model.id) follows the image and ignores ratio", .upstream)
        }
        if let limit = model.promptLimit, prompt.count > limit.limit(for: prompt) {
            let read = limit.limit(for: prompt)
            warn(
                .prompt,
                "\(model.id) reads \(read) characters of a prompt, the \(prompt.count - read) beyond are \(limit.beyond)",
                limit.provenance)
        }
        if let duration, DurationRule.allowed.contains(duration), let upstream = model.upstreamDuration,
            !upstream.contains(duration)
        {
            warn(
                .duration,
                "\(model.id) makes \(upstream.lowerBound) to \(upstream.upperBound) seconds, not \(duration)",
                .upstream)
        }
        return issues
    }

    /// What speaks against the request as one for images, or against parameters of images in one for a video.
    private func imageIssues(of model: Model) -> [RequestIssue] {
        var issues: [RequestIssue] = []
        func warn(_ parameter: Parameter?, _ message: String, _ provenance: Provenance) {
            issues.append(RequestIssue(.warning, parameter, message, provenance))
        }
        guard model.makesImages else {
            for parameter in ImageParameter.allCases where parameter.isForImagesAlone && extra[parameter.name] != nil {
                warn(nil, "\(model.id) makes no images and may ignore \(parameter.name)", .assumed)
            }
            return issues
        }
        let videoParameters: [(Parameter, Bool)] = [
            (.resolution, resolution != nil), (.ratio, ratio != nil), (.duration, duration != nil),
            (.imgURL, imgURL != nil),
        ]
        for (parameter, isGiven) in videoParameters where isGiven {
            let remedy = parameter == .imgURL || parameter == .duration ? "" : "; size= decides the picture"
            warn(parameter, "\(model.id) makes images and may ignore \(parameter.name)\(remedy)", .assumed)
        }
        if let value = extra[ImageParameter.count.name] {
            if !(value.integer.map { ImageParameter.counts.contains($0) } ?? false) {
                warn(nil, "n=\(value.text()) is not \(ImageParameter.count.allowed)", .sibling)
            }
        }
        if let value = extra[ImageParameter.size.name] {
            if let size = value.string.flatMap(ImageParameter.dimensions) {
                if !ImageParameter.fits(width: size.width, height: size.height) {
                    warn(
                        nil,
                        "\(model.id) makes images of \(ImageParameter.sizeText), and \(size.width)*\(size.height) is none",
                        .upstream)
                }
            } else {
                warn(nil, "size=\(value.text()) is not \(ImageParameter.size.allowed)", .sibling)
            }
        }
        if let text = extra[ImageParameter.negativePrompt.name]?.string, text.count > ImageParameter.negativePromptLimit
        {
            warn(
                nil,
                "\(model.id) reads \(ImageParameter.negativePromptLimit) characters of negative_prompt, the "
                    + "\(text.count - ImageParameter.negativePromptLimit) beyond are silently truncated",
                .upstream)
        }
        return issues
    }

    private func isPriced(_ resolution: String, in catalogue: Catalogue) -> Bool {
        catalogue.model(model)?.prices.contains { $0.resolution == resolution } ?? false
    }

    /// Whether `text` is an `http` or `https` URL with a host.
    package static func isWebURL(_ text: String) -> Bool {
        guard let schemeEnd = text.firstRange(of: "://") else { return false }
        let host = text[schemeEnd.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return ["http", "https"].contains(text[..<schemeEnd.lowerBound].lowercased())
            && !host.isEmpty && !text.contains { $0.isWhitespace }
    }
}

extension Model.PromptLimit {
    /// How many characters of this prompt are read.
    package func limit(for prompt: String) -> Int {
        guard let cjkCharacters, prompt.unicodeScalars.contains(where: Self.isCJK) else { return characters }
        return cjkCharacters
    }

    private static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
