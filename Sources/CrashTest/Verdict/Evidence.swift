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
    /// Whether the server shows its tasks' prompts, so that there is no doubt which is which.
    var showsPrompts = true
    var complaints: [String] = []
    var rows: [TaskRecord] = []
    var videos: [VideoFile] = []
    var sidecars: [Sidecar] = []
    /// What the last process said of all costs, as a line of CSV.
    var bill: String?
    /// Where the key was found.
    var leaks: [String] = []
}
