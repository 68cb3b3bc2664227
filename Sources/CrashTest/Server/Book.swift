import FoundationEssentials

/// A paid request as the server saw it.
struct Post: Hashable, Sendable {
    enum Fate: Hashable, Sendable {
        /// A task was made.
        case accepted(id: String)
        /// Answered with 429: nothing was made, and it may be sent again.
        case turnedAway
        /// Answered with another 4xx: nothing was made.
        case rejected
        /// Nothing was made, which its sender cannot know.
        case ignored
    }

    let prompt: String
    var fate: Fate
}

/// A task as the server has it.
struct ServedTask: Hashable, Sendable {
    let id: String
    let prompt: String
    let model: String
    let resolution: String
    /// In seconds.
    let duration: Int
    var createdAt: Date
    var completedAt: Date?
    /// How often it is asked about before it ends.
    var asksLeft: Int
    let willSucceed: Bool
    /// Whether it cannot be queried any more.
    var isGone = false
    /// Whether it never ends.
    var isEndless = false
    /// Whether its sender was told its id.
    var isTold = false
    /// Whether its sender was told its id and asked for it since, and so has it for certain.
    var isKnown = false
    /// Video URLs before that one are not given out any more.
    var urlVersion = 0
    var videoVersion = 0
    var video: SampleVideo?

    var hasEnded: Bool { asksLeft <= 0 && !isEndless }
}

/// What one server saw and did.
struct Book: Sendable {
    var posts: [Post] = []
    /// In the order in which they were made.
    var tasks: [ServedTask] = []
    /// What must never happen, as sentences.
    var complaints: [String] = []
    var strikes: [Cell: Int] = [:]
    /// How often each subject was asked about, for the dice.
    var ordinals: [String: Int] = [:]
    /// The status and the rest of a storm.
    var storm: (status: Int, left: Int)?

    /// 0 for the first time that this is asked of this subject.
    mutating func ordinal(of subject: String) -> Int {
        defer { ordinals[subject, default: 0] += 1 }
        return ordinals[subject, default: 0]
    }

    func index(of id: String) -> Int? { tasks.firstIndex { $0.id == id } }

    /// The video of a task as it is now.
    mutating func video(of index: Int) -> SampleVideo {
        if let video = tasks[index].video { return video }
        let task = tasks[index]
        let video = SampleVideo(id: task.id, version: task.videoVersion, seconds: task.duration)
        tasks[index].video = video
        return video
    }
}
