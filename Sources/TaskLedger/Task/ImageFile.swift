package import NexusFlowAPI

/// The file of one image of a task that made several.
package struct ImageFile: Hashable, Sendable {
    /// Which of the task's images it is, from 1.
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

extension [ImageFile] {
    /// What ``text`` gives; what is none of it is left out.
    init(text: String?) {
        let json = text.flatMap { try? JSONValue(parsing: $0) }
        self = (json?.array ?? []).compactMap { ImageFile(json: $0) }
    }

    /// As a column holds it; `nil` for none.
    var text: String? { isEmpty ? nil : JSONValue.array(map(\.json)).text() }
}

extension TaskRecord {
    /// What it makes, as a word: `video` or `image`.
    package var product: String { imageURLs.isEmpty ? "video" : "image" }

    /// Every file of it that was published; of several images those that are there so far, in their order.
    package var files: [String] { imageFiles.isEmpty ? [file].compactMap { $0 } : imageFiles.map(\.file) }

    /// The file of one of several images.
    package func imageFile(_ position: Int) -> ImageFile? { imageFiles.first { $0.position == position } }
}
