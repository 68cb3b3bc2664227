/// Takes pictures out of a video, with ffmpeg.
package struct FrameReader: Sendable {
    private let ffmpeg: LocalProgram

    /// No terminal shows more, and a picture is held in memory whole.
    private static let widest = 8192

    /// - Parameter searchPath: where ffmpeg is looked for.
    /// - Throws: ``MediaError`` with ``MediaError/Code/toolMissing``.
    package init(searchPath: String) throws(MediaError) {
        guard let ffmpeg = LocalProgram("ffmpeg", in: searchPath) else {
            throw MediaError(.toolMissing, "pictures are taken out of videos by ffmpeg, which is not installed")
        }
        self.ffmpeg = ffmpeg
    }

    /// The picture that is shown at a moment, in another size.
    ///
    /// - Parameters:
    ///   - file: an absolute path.
    ///   - seconds: from the beginning.
    ///   - width: of the result, in pixels, like its height.
    /// - Throws: ``MediaError``; `CancellationError`.
    package func frame(of file: String, at seconds: Double, width: Int, height: Int) async throws -> RGBFrame {
        try await read(file, at: seconds, filter: Self.scale(width, height), width: width, height: height)
    }

    /// Pictures from the whole length of a video, evenly spread, in rows from its beginning to its end.
    ///
    /// - Parameters:
    ///   - duration: of the video, in seconds; above 0.
    ///   - columns: how many stand in a row.
    ///   - width: of the whole, in pixels, like its height, and at most; what cannot be shared evenly is left out.
    /// - Throws: ``MediaError``; `CancellationError`.
    package func sheet(
        of file: String, duration: Double, columns: Int, rows: Int, width: Int, height: Int
    ) async throws -> RGBFrame {
        let count = columns * rows
        // From the middle of each part: neither the first frame nor the last says most.
        let rate = "fps=\(count)/\(max(duration, 0.01)):start_time=0:round=down"
        // Between the pictures, in pixels.
        let gap = max(1, width / 160)
        let single = (
            width: max(1, (width - (columns - 1) * gap) / columns), height: max(1, (height - (rows - 1) * gap) / rows)
        )
        return try await read(
            file, at: 0,
            filter: "\(rate),\(Self.scale(single.width, single.height)),tile=\(columns)x\(rows):padding=\(gap)",
            width: columns * single.width + (columns - 1) * gap, height: rows * single.height + (rows - 1) * gap)
    }

    private static func scale(_ width: Int, _ height: Int) -> String { "scale=\(width):\(height):flags=area,setsar=1" }

    private func read(
        _ file: String, at seconds: Double, filter: String, width: Int, height: Int
    ) async throws -> RGBFrame {
        guard (1...Self.widest).contains(width), (1...Self.widest).contains(height) else {
            throw MediaError(.tooComplex, "a picture of \(width)×\(height) pixels is none that a terminal shows")
        }
        let moment = seconds > 0 ? ["-ss", "\(seconds)"] : []
        let bytes = try await ffmpeg.output(
            ["-nostdin", "-v", "error"] + moment + [
                "-i", "file:\(file)", "-an", "-frames:v", "1", "-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24",
                "-",
            ], limit: 3 * width * height + 1)
        guard let frame = RGBFrame(width: width, height: height, bytes: bytes) else {
            throw MediaError(.noFrame, bytes.isEmpty ? "it has no picture there" : "ffmpeg gave another picture")
        }
        return frame
    }
}
