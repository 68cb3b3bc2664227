import HTTPTypes

/// The addresses that the service answers at.
enum Route: Hashable, Sendable {
    /// `/v1/tasks`
    case tasks
    /// `/v1/tasks/{id}`
    case task(String)
    /// `/videos/{id}.mp4`
    case video(String)
    /// `/samples/{name}`
    case sample(String)

    /// The path of the base URL.
    static let basePath = "/v1"

    /// - Parameter path: without its query; escapes are not undone, since no name here needs them.
    /// - Returns: `nil` for what is none of ours.
    init?(path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch (segments.first, segments.count) {
        case ("v1", 2) where segments[1] == "tasks": self = .tasks
        case ("v1", 3) where segments[1] == "tasks": self = segments[2].isEmpty ? .tasks : .task(segments[2])
        case ("videos", 2) where segments[1].hasSuffix(".mp4"): self = .video(String(segments[1].dropLast(4)))
        case ("samples", 2): self = .sample(segments[1])
        default: return nil
        }
    }

    static func videoPath(_ id: String) -> String { "/videos/\(id).mp4" }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .tasks: [.get, .post]
        case .task: [.get]
        case .video, .sample: [.get, .head]
        }
    }
}
