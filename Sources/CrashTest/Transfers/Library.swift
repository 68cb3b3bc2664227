import FoundationEssentials

/// Made-up videos, in a folder that a server serves.
struct Library: Sendable {
    struct Item: Sendable {
        let id: String
        let video: SampleVideo
        /// Whether the storage says what its checksum is.
        let hasChecksum: Bool
    }

    /// In seconds, of every video.
    private static let duration = 5
    private static let itemCount = 12

    /// One in six has some MB, the others are small; every other one has no checksum.
    let items: [Item]
    let folder: String

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

    /// All of them, from a server there that gives them out at these paths before their names.
    func offer(from origin: String, at paths: [String] = [""]) -> Offer {
        Offer(
            origin: origin,
            items: items.map { item in
                Offer.Item(
                    id: item.id, duration: Self.duration, bytes: item.video.bytes, checksum: item.video.checksum,
                    urls: paths.map { "\(origin)/\($0)\(item.id).mp4" })
            })
    }
}
