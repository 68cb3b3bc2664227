package import FoundationEssentials

/// The status of a task in the server's words.
package enum RemoteStatus: Hashable, Sendable {
    case pending
    case running
    case succeeded
    case failed
    /// A word that no page documents: shown as it stands, and not taken for an end.
    case other(String)

    package init(_ word: String) {
        self =
            switch word {
            case "pending": .pending
            case "running": .running
            case "succeeded": .succeeded
            case "failed": .failed
            default: .other(word)
            }
    }

    package var word: String {
        switch self {
        case .pending: "pending"
        case .running: "running"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .other(let word): word
        }
    }

    /// Whether nothing can follow it.
    package var isFinal: Bool { self == .succeeded || self == .failed }
}

/// A task as the server describes it. Decoding is tolerant: only an `id` is needed, what is unknown is kept in ``raw``.
package struct RemoteTask: Hashable, Sendable {
    package let id: String
    package let status: RemoteStatus
    package let model: String?
    package let type: String?
    /// 0 to 100.
    package let progress: Int?
    package let videoURL: String?
    /// Where its images are, in their order, if it succeeded and says nowhere that it made a video. They may be something
    /// else all the same, such as the first frame of a video: what was asked for decides.
    package let imageURLs: [String]
    /// `Code: message` of a failed task.
    package let error: String?
    package let createdAt: Date?
    package let completedAt: Date?
    /// Not documented in answers, kept where a server sends it.
    package let prompt: String?
    /// The whole object as it came.
    package let raw: JSONValue

    /// - Returns: `nil` unless `json` is an object with a non-empty `id`.
    package init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, !id.isEmpty else { return nil }
        self.id = id
        raw = json
        status = RemoteStatus(json["status"]?.string ?? "")
        model = json["model"]?.string
        type = json["type"]?.string
        progress = (json["progress"]?.double).map { Int(min(max($0, 0), 100)) }
        videoURL = json["output"]?["video_url"]?.string
        imageURLs =
            videoURL == nil && status == .succeeded && type?.lowercased().contains("video") != true
            ? Self.images(of: json) : []
        error = json["error"].flatMap(ErrorBody.sentence)
        createdAt = (json["created_at"]?.string).flatMap { Date(iso8601: $0) }
        completedAt = (json["completed_at"]?.string).flatMap { Date(iso8601: $0) }
        prompt = json["prompt"]?.string ?? json["input"]?["prompt"]?.string
    }

    /// The addresses of images. No page shows where an answer has them, so every usual place is looked at: `output` itself,
    /// a member of it of one of these names, or a list beside it; with an address, an object that holds one, or a list of
    /// either (assumed).
    private static func images(of json: JSONValue) -> [String] {
        let lists = ["image_urls", "images", "results", "urls", "data"]
        let places =
            json["output"].map { output in [output] + (["image_url"] + lists).compactMap { output[$0] } }
            ?? lists.compactMap { json[$0] }
        return Array((places.lazy.map(addresses).first { !$0.isEmpty } ?? []).prefix(mostImages))
    }

    /// More are not believed: each is fetched, and a request asks for four at most (assumed).
    private static let mostImages = 16

    private static func addresses(_ value: JSONValue) -> [String] {
        let elements = value.array ?? [value]
        return elements.compactMap { element in
            let text = element.string ?? ["url", "image_url", "image"].lazy.compactMap { element[$0]?.string }.first
            return text.flatMap { GenerationRequest.isWebURL($0) ? $0 : nil }
        }
    }

    /// The tasks of a list answer: a bare array, or an object with `data`, `tasks` or `items`.
    ///
    /// - Returns: `nil` if it has none of these shapes. Elements without an `id` are left out.
    package static func list(_ json: JSONValue) -> [RemoteTask]? {
        let elements = json.array ?? ["data", "tasks", "items"].lazy.compactMap { json[$0]?.array }.first
        return elements?.compactMap { RemoteTask($0) }
    }
}
