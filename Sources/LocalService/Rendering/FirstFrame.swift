import NexusFlowAPI

/// The image that an image-to-video task starts from.
enum FirstFrame {
    enum Outcome: Hashable, Sendable {
        /// The image as a PNG file in the folder of the render, with a short name of its own.
        case fetched(name: String, file: String, size: FrameSize)
        /// It is not there, not in time, or no image: the video shows something else, and says so.
        case unavailable
    }

    private static let file = "first.png"
    private static let timeout = Duration.seconds(10)

    /// Fetches an image into `folder`.
    ///
    /// One of the service's own samples is taken from the disk, whatever port its URL names: a task outlives the
    /// process, and so the port, that took it. Anything else is left to ffmpeg, which may then speak nothing but HTTP.
    static func fetch(
        _ url: String, into folder: String, ffmpeg: FFmpeg, samples: SampleImages
    ) async throws(LocalServiceError) -> Outcome {
        let name = shortName(url)
        if let sample = ownSample(url) {
            let path = try await samples.file(sample)
            guard let size = pngSize(path) else { return .unavailable }
            try FileSystem.makeLink("\(folder)/\(file)", to: path)
            return .fetched(name: name, file: file, size: size)
        }
        let microseconds = Int(timeout.seconds * 1e6)
        do {
            try await ffmpeg.run(
                [
                    "-protocol_whitelist", "http,https,tcp,tls,crypto", "-rw_timeout", "\(microseconds)", "-i", url,
                    "-frames:v", "1", "-vf", "scale=w='min(1920,iw)':h=-1,format=rgb24", "-f", "image2", "-c:v", "png",
                    "-update", "1", file,
                ], in: folder, timeout: timeout)
        } catch {
            return .unavailable
        }
        guard let size = pngSize("\(folder)/\(file)") else { return .unavailable }
        return .fetched(name: name, file: file, size: size)
    }

    /// Which of our samples a URL on this machine names.
    static func ownSample(_ url: String) -> SampleImage? {
        guard let schemeEnd = url.firstRange(of: "://") else { return nil }
        let rest = url[schemeEnd.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        guard let origin = ServiceAddress("\(url[..<schemeEnd.lowerBound])://\(authority)"), origin.isLoopback,
            case .sample(let name)? = Route(path: String(path))
        else { return nil }
        return SampleImage(fileName: name)
    }

    /// The width and height in the header of a PNG file (PNG specification, section 11.2.2).
    static func pngSize(_ path: String) -> FrameSize? {
        guard let bytes = FileSystem.read(path, limit: 64 * 1024 * 1024), bytes.count > 24,
            bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        else { return nil }
        func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let size = FrameSize(width: number(at: 16), height: number(at: 20))
        return size.width > 0 && size.height > 0 ? size : nil
    }

    private static func shortName(_ url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let name = path.split(separator: "/").last.map(String.init) ?? url
        return name.count > 40 ? "\(name.prefix(39))…" : name
    }
}
