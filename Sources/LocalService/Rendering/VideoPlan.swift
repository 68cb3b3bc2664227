import NexusFlowAPI

/// What a task's video shows, every default filled in.
struct VideoPlan: Hashable, Sendable {
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

    /// Frames per second of every video.
    static let frameRate = 24

    init(_ task: StoredTask, in catalogue: Catalogue) {
        let request = task.request
        var generator = SeededGenerator("seed", task.id)
        id = task.id
        model = request.model
        prompt = request.prompt
        resolution = request.resolution ?? ResolutionRule.fallback
        ratio = request.ratio ?? RatioRule.fallback
        let seconds = request.duration ?? DurationRule.fallback
        duration = min(max(seconds, DurationRule.allowed.lowerBound), DurationRule.allowed.upperBound)
        seed = request.seed ?? Int.random(in: SeedRule.allowed, using: &generator)
        watermark = request.watermark ?? WatermarkRule.fallback
        imageURL = catalogue.model(request.model)?.needsImage == true ? request.imgURL : nil
    }

    /// Frames in the whole video.
    var frames: Int { duration * Self.frameRate }

    /// The line below the prompt.
    ///
    /// - Parameter firstFrame: what became of the image, where one was asked for.
    func details(size: FrameSize, firstFrame: FirstFrame.Outcome?) -> String {
        var parts = [model, "\(resolution) \(size.width)×\(size.height)", "\(duration) s", "seed \(seed)"]
        switch firstFrame {
        case .fetched(let name, _, _): parts.append("from \(name)")
        case .unavailable: parts.append("first frame could not be fetched")
        case nil: break
        }
        parts.append("simulated by nfsh")
        return parts.joined(separator: "  ·  ")
    }
}
