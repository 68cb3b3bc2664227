import FoundationEssentials

/// The videos that are fetched over and over, in a folder that a server serves.
struct Library: Sendable {
    struct Item: Sendable {
        let id: String
        let video: SampleVideo
        /// Whether the storage says what its checksum is.
        let hasChecksum: Bool
    }

    /// In seconds, of every video.
    static let duration = 5
    static let itemCount = 12

    /// One in six has some MB, the others are small; every other one has no checksum.
    let items: [Item]
    private let folder: String

    /// Writes them.
    init(in folder: String) throws {
        self.folder = folder
        items = (0..<Self.itemCount).map { index in
            let id = "video-\(index)"
            let pictures = index % 6 == 5 ? 3_000_000 : 40_000 + 30_000 * index
            let video = SampleVideo(id: id, version: 0, seconds: Self.duration, pictures: pictures)
            return Item(id: id, video: video, hasChecksum: index % 2 == 0)
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for item in items {
            try Data(item.video.bytes).write(to: URL(filePath: "\(folder)/\(item.id).mp4"))
        }
    }
}
