/// What a file of a task's says of itself: a video, or an image.
package enum MediaSummary: Hashable, Sendable {
    case video(MP4Summary)
    case image(ImageSummary)

    /// Reads the file at `path` as what its first bytes say that it is.
    ///
    /// - Throws: ``MediaError``, its message about the file without naming it.
    package static func read(path: String) throws(MediaError) -> MediaSummary {
        try ImageSummary.isImage(path: path)
            ? .image(ImageSummary.read(path: path)) : .video(MP4Summary.read(path: path))
    }

    /// In pixels.
    package var width: Int {
        switch self {
        case .video(let summary): summary.width
        case .image(let summary): summary.width
        }
    }

    /// In pixels.
    package var height: Int {
        switch self {
        case .video(let summary): summary.height
        case .image(let summary): summary.height
        }
    }

    /// In seconds; 0 for an image.
    package var duration: Double {
        switch self {
        case .video(let summary): summary.duration
        case .image: 0
        }
    }

    /// In bytes.
    package var size: Int64 {
        switch self {
        case .video(let summary): summary.size
        case .image(let summary): summary.size
        }
    }
}
