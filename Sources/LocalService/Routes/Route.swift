import HTTPTypes
import NexusFlowAPI

/// The addresses that the service answers at.
enum Route: Hashable, Sendable {
    /// `/v1/tasks`
    case tasks
    /// `/v1/tasks/{id}`
    case task(String)
    /// `/videos/{id}.mp4`
    case video(String)
    /// `/images/{id}-{position}.png`
    case image(String, position: Int)
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
        case ("images", 2) where segments[1].hasSuffix(".png"):
            let name = segments[1].dropLast(4)
            guard let dash = name.lastIndex(of: "-"), let position = Int(name[name.index(after: dash)...]),
                ImageParameter.counts.contains(position)
            else { return nil }
            self = .image(String(name[..<dash]), position: position)
        case ("samples", 2): self = .sample(segments[1])
        default: return nil
        }
    }

    static func videoPath(_ id: String) -> String { "/videos/\(id).mp4" }
    static func imagePath(_ id: String, position: Int) -> String { "/images/\(id)-\(position).png" }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .tasks: [.get, .post]
        case .task: [.get]
        case .video, .image, .sample: [.get, .head]
        }
    }
}
