/// Where things lie in the folder of a local service.
struct StateFolder: Hashable, Sendable {
    /// An absolute path.
    let path: String

    var tasks: String { "\(path)/tasks" }
    var videos: String { "\(path)/videos" }
    var samples: String { "\(path)/samples" }
    var secret: String { "\(path)/secret" }

    func record(_ id: String) -> String { "\(tasks)/\(id).json" }
    /// A video or an image, by its file's name.
    func video(_ name: String) -> String { "\(videos)/\(name)" }
    /// What is known of that file's bytes: size and checksum.
    func videoDetails(_ name: String) -> String { "\(videos)/\(name.prefix { $0 != "." }).json" }

    /// Makes what is missing.
    func prepare() throws(LocalServiceError) {
        for folder in [tasks, videos, samples] { try FileSystem.makeFolder(folder) }
    }
}
