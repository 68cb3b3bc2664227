import NexusFlowAPI

/// The size of a video's picture in pixels.
struct FrameSize: Hashable, Sendable {
    let width: Int
    let height: Int

    /// The sizes by tier, as the vendor of the Wan models gives them (upstream).
    private static let tiers: [String: [String: FrameSize]] = [
        "720P": [
            "16:9": FrameSize(width: 1280, height: 720), "9:16": FrameSize(width: 720, height: 1280),
            "1:1": FrameSize(width: 960, height: 960), "4:3": FrameSize(width: 1088, height: 832),
            "3:4": FrameSize(width: 832, height: 1088),
        ],
        "1080P": [
            "16:9": FrameSize(width: 1920, height: 1080), "9:16": FrameSize(width: 1080, height: 1920),
            "1:1": FrameSize(width: 1440, height: 1440), "4:3": FrameSize(width: 1632, height: 1248),
            "3:4": FrameSize(width: 1248, height: 1632),
        ],
    ]
    private static let fallback = FrameSize(width: 1280, height: 720)

    /// The size for a tier and a ratio; what is unknown falls back to the documented default.
    static func documented(resolution: String?, ratio: String?) -> FrameSize {
        tier(resolution)[ratio ?? RatioRule.fallback] ?? tier(resolution)[RatioRule.fallback] ?? fallback
    }

    /// The size of that tier whose shape is nearest to that of an image: image-to-video follows the image (upstream).
    static func nearest(to image: FrameSize, resolution: String?) -> FrameSize {
        func distance(_ size: FrameSize) -> Double {
            let shapes = Double(size.width * image.height) / Double(max(size.height * image.width, 1))
            return max(shapes, 1 / max(shapes, .leastNormalMagnitude))
        }
        return tier(resolution).values.min { distance($0) < distance($1) } ?? fallback
    }

    private static func tier(_ resolution: String?) -> [String: FrameSize] {
        tiers[resolution ?? ResolutionRule.fallback] ?? tiers[ResolutionRule.fallback] ?? [:]
    }
}
