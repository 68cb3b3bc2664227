/// The sample images of a state folder, each made when it is first asked for.
struct SampleImages: Sendable {
    private let folder: StateFolder
    private let ffmpeg: FFmpeg

    init(_ folder: StateFolder, ffmpeg: FFmpeg) {
        self.folder = folder
        self.ffmpeg = ffmpeg
    }

    /// The path of the PNG file.
    func file(_ sample: SampleImage) async throws(LocalServiceError) -> String {
        let path = "\(folder.samples)/\(sample.fileName)"
        if FileSystem.size(path) != nil { return path }
        let name = ".\(sample.rawValue)-\(UInt32.random(in: 0 ... .max))"
        let pixels = "\(folder.samples)/\(name).rgb"
        let picture = "\(folder.samples)/\(name).png"
        defer {
            FileSystem.remove(pixels)
            FileSystem.remove(picture)
        }
        try FileSystem.write(sample.draw().pixels, to: pixels)
        try await ffmpeg.run(
            [
                "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", "\(sample.size.width)x\(sample.size.height)",
                "-i", "\(name).rgb", "-frames:v", "1", "-fflags", "+bitexact", "\(name).png",
            ], in: folder.samples)
        try FileSystem.publish(picture, as: path)
        return path
    }
}
