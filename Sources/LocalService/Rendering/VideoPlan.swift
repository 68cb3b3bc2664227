import NexusFlowAPI

/// What a task's video, or one of its images, shows, every default filled in.
struct VideoPlan: Hashable, Sendable {
    /// Which image of a task it is, from 1, of how many, and its size.
    struct Image: Hashable, Sendable {
        let position: Int
        let count: Int
        let size: FrameSize
    }

    let id: String
    let model: String
    let prompt: String
    let resolution: String
    let ratio: String
    /// Whole seconds.
    let duration: Int
    let seed: Int
    let watermark: Bool
    /// The first frame, for models that start from one.
    let imageURL: String?
    /// `nil` for a video.
    let image: Image?

    /// Frames per second of every video.
    static let frameRate = 24

    /// - Parameter position: which of the task's images, from 1; `nil` for its video.
    init(_ task: StoredTask, position: Int? = nil, in catalogue: Catalogue) {
        let request = task.request
        var generator = SeededGenerator("seed", task.id)
        id = task.id
        model = request.model
        prompt = request.prompt
        resolution = request.resolution ?? ResolutionRule.fallback
        ratio = request.ratio ?? RatioRule.fallback
        let seconds = request.duration ?? DurationRule.fallback
        duration = min(max(seconds, DurationRule.allowed.lowerBound), DurationRule.allowed.upperBound)
        let first = request.seed ?? Int.random(in: SeedRule.allowed, using: &generator)
        seed = (first + (position ?? 1) - 1) % (SeedRule.allowed.upperBound + 1)
        watermark = request.watermark ?? WatermarkRule.fallback
        imageURL = catalogue.model(request.model)?.needsImage == true ? request.imgURL : nil
        let wanted = request.extra[ImageParameter.size.name]?.string ?? ImageParameter.sizeFallback
        let size =
            ImageParameter.dimensions(wanted).map { FrameSize(width: $0.width, height: $0.height) }
            ?? FrameSize.documented(resolution: nil, ratio: "1:1")
        image = position.map { Image(position: $0, count: task.imageCount(in: catalogue) ?? 1, size: size) }
    }

    /// What its file is called.
    var fileName: String { Self.fileName(id, position: image?.position) }

    static func fileName(_ id: String, position: Int?) -> String { position.map { "\(id)-\($0).png" } ?? "\(id).mp4" }

    /// Frames in the whole video.
    var frames: Int { image == nil ? duration * Self.frameRate : 1 }

    /// The line below the prompt.
    ///
    /// - Parameter firstFrame: what became of the image, where one was asked for.
    func details(size: FrameSize, firstFrame: FirstFrame.Outcome?) -> String {
        var parts =
            image.map { [model, "\(size.width)×\(size.height)", "image \($0.position) of \($0.count)"] }
            ?? [model, "\(resolution) \(size.width)×\(size.height)", "\(duration) s"]
        parts.append("seed \(seed)")
        switch firstFrame {
        case .fetched(let name, _, _): parts.append("from \(name)")
        case .unavailable: parts.append("first frame could not be fetched")
        case nil: break
        }
        parts.append("simulated by nfsh")
        return parts.joined(separator: "  ·  ")
    }
}
