import TaskLedger

/// What is left of a round: what the server saw, what the ledger says, what lies in the folder.
struct Evidence: Sendable {
    /// A file under a final name.
    struct VideoFile: Hashable, Sendable {
        let path: String
        /// The task whose video it is, whole and unchanged; `nil` if it is none's.
        let task: String?
    }

    /// The description beside a video.
    struct Sidecar: Hashable, Sendable {
        let path: String
        /// The id in it; `nil` if it cannot be read.
        let id: String?
    }

    var orders: [Order]
    var posts: [Post] = []
    var tasks: [ServedTask] = []
    var complaints: [String] = []
    var rows: [TaskRecord] = []
    var videos: [VideoFile] = []
    var sidecars: [Sidecar] = []
    /// Where the key was found.
    var leaks: [String] = []
}
