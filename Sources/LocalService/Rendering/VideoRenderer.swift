import FoundationEssentials

/// Makes the video of a task: H.264, 24 frames a second, no sound, ready to play from its first bytes; or an image: PNG.
struct VideoRenderer: Sendable {
    /// How the names of folders begin in which renders are under way.
    static let workPrefix = ".render-"

    let ffmpeg: FFmpeg
    let font: CaptionFont
    let samples: SampleImages

    /// Renders into a folder of its own beside `path`, then gives the file that name, unless another process was faster.
    func render(_ plan: VideoPlan, to path: String, in folder: StateFolder) async throws(LocalServiceError) {
        let work = "\(folder.videos)/\(Self.workPrefix)\(plan.id)-\(UInt32.random(in: 0 ... .max))"
        try FileSystem.makeFolder(work)
        defer { FileSystem.removeFolder(work) }

        var firstFrame: FirstFrame.Outcome?
        if let url = plan.imageURL {
            firstFrame = try await FirstFrame.fetch(url, into: work, ffmpeg: ffmpeg, samples: samples)
        }
        var size = plan.image?.size ?? FrameSize.documented(resolution: plan.resolution, ratio: plan.ratio)
        var input: [String] = []
        if case .fetched(_, let file, let imageSize) = firstFrame {
            size = FrameSize.nearest(to: imageSize, resolution: plan.resolution)
            input = ["-i", file]
        }
        let layout = CaptionLayout(
            prompt: plan.prompt, details: plan.details(size: size, firstFrame: firstFrame), size: size)
        try FileSystem.makeLink("\(work)/\(FilterGraph.File.font)", to: font.path)
        let texts = [
            (FilterGraph.File.prompt, layout.promptLines), (FilterGraph.File.details, layout.detailLines),
            (FilterGraph.File.mark, [CaptionLayout.mark]),
        ]
        for (name, lines) in texts {
            try FileSystem.write(Array(lines.joined(separator: "\n").utf8), to: "\(work)/\(name)")
        }
        let graph = FilterGraph(plan: plan, size: size, startsFromImage: !input.isEmpty, layout: layout)
        try await ffmpeg.run(input + Self.arguments(graph), in: work)
        try FileSystem.publish("\(work)/\(Self.result(plan))", as: path)
    }

    private static func result(_ plan: VideoPlan) -> String { plan.image == nil ? "video.mp4" : "image.png" }

    /// One thread and no time stamps or versions, so that two processes that render the same task write the same bytes.
    private static func arguments(_ graph: FilterGraph) -> [String] {
        let common = [
            "-filter_complex_threads", "1", "-filter_complex", graph.text, "-map", FilterGraph.output,
            "-frames:v", "\(graph.plan.frames)", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
        ]
        guard graph.plan.image == nil else { return common + ["-c:v", "png", "-threads", "1", result(graph.plan)] }
        return common + [
            "-r", "\(VideoPlan.frameRate)", "-an", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "24", "-g", "48",
            "-pix_fmt", "yuv420p", "-threads", "1",
            "-movflags", "+faststart", result(graph.plan),
        ]
    }
}
