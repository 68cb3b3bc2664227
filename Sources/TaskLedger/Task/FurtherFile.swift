package import NexusFlowAPI

/// The file of one image of a task that made several, from the second on.
package struct FurtherFile: Hashable, Sendable {
    /// Which of the task's images it is, from 2.
    package let position: Int
    /// An absolute path.
    package let file: String
    /// In bytes.
    package let length: Int64
    /// CRC-64/XZ in decimal.
    package let crc64: String

    package init(position: Int, file: String, length: Int64, crc64: String) {
        self.position = position
        self.file = file
        self.length = length
        self.crc64 = crc64
    }

    init?(json: JSONValue) {
        guard let position = json["position"]?.integer, let file = json["file"]?.string,
            let length = json["length"]?.integer, let crc64 = json["crc64"]?.string
        else { return nil }
        self.init(position: position, file: file, length: Int64(length), crc64: crc64)
    }

    package var json: JSONValue {
        [
            "position": JSONValue(position), "file": .string(file), "length": JSONValue(length),
            "crc64": .string(crc64),
        ]
    }
}

extension [FurtherFile] {
    /// What ``text`` gives; what is none of it is left out.
    init(text: String?) {
        let json = text.flatMap { try? JSONValue(parsing: $0) }
        self = (json?.array ?? []).compactMap { FurtherFile(json: $0) }
    }

    /// As a column holds it; `nil` for none.
    var text: String? { isEmpty ? nil : JSONValue.array(map(\.json)).text() }
}

extension TaskRecord {
    /// Where its images can be fetched, in their order, as the service last said; empty for a video.
    package var imageURLs: [String] {
        guard let videoURL else { return [] }
        let named = raw.flatMap { try? JSONValue(parsing: $0) }.flatMap { RemoteTask($0) }?.imageURLs ?? []
        guard named.isEmpty else { return named }
        // A later answer may leave out what an earlier one said.
        let path = videoURL.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return ImageRule.extensions.contains { path.hasSuffix(".\($0)") } ? [videoURL] : []
    }

    /// What it makes, as a word: `video` or `image`.
    package var product: String { imageURLs.isEmpty ? "video" : "image" }

    /// Every file of it that was published, the first one first.
    package var files: [String] { file.map { [$0] + furtherFiles.map(\.file) } ?? [] }
}
