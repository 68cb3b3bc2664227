/// Where things lie in the folder of a local service.
struct StateFolder: Hashable, Sendable {
    /// An absolute path.
    let path: String

    var tasks: String { "\(path)/tasks" }
    var videos: String { "\(path)/videos" }
    var samples: String { "\(path)/samples" }
    var secret: String { "\(path)/secret" }

    func record(_ id: String) -> String { "\(tasks)/\(id).json" }
    func video(_ id: String) -> String { "\(videos)/\(id).mp4" }
    /// What is known of a video's bytes: size and checksum.
    func videoDetails(_ id: String) -> String { "\(videos)/\(id).json" }

    /// Makes what is missing.
    func prepare() throws(LocalServiceError) {
        for folder in [tasks, videos, samples] { try FileSystem.makeFolder(folder) }
    }
}
