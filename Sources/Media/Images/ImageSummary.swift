/// What an image file says of itself, read from its head and its frame without a decoder.
package struct ImageSummary: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case png = "PNG"
        case jpeg = "JPEG"
        case webp = "WEBP"
    }

    package let format: Format
    /// In pixels.
    package let width: Int
    package let height: Int
    /// Of the whole file, in bytes.
    package let size: Int64

    /// Reads the file at `path`, which must be whole: all of its parts are there, their sizes add up to the file's length,
    /// and what has a checksum agrees with it.
    ///
    /// Memory is bounded, whatever the file says; of a PNG every byte is read once.
    ///
    /// - Throws: ``MediaError``, its message about the file without naming it.
    package static func read(path: String) throws(MediaError) -> ImageSummary {
        let file = try RandomAccessFile(path: path)
        guard file.size > 0 else { throw MediaError(.damaged, "the file is empty") }
        guard let format = try format(of: file) else { throw MediaError(.damaged, "it is no PNG, JPEG or WEBP") }
        let size =
            switch format {
            case .png: try PNGReading.size(of: file)
            case .jpeg: try JPEGReading.size(of: file)
            case .webp: try WEBPReading.size(of: file)
            }
        guard size.width > 0, size.height > 0 else { throw MediaError(.damaged, "it has no size") }
        return ImageSummary(
            format: format, width: size.width, height: size.height, size: Int64(clamping: file.size))
    }

    /// Whether the file begins as an image does.
    static func isImage(path: String) throws(MediaError) -> Bool { try format(of: RandomAccessFile(path: path)) != nil }

    private static func format(of file: borrowing RandomAccessFile) throws(MediaError) -> Format? {
        let head = try file.bytes(at: 0, count: Int(min(file.size, 12)))
        if head.starts(with: PNGReading.signature) { return .png }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        return head.starts(with: Array("RIFF".utf8)) && head.dropFirst(8).elementsEqual("WEBP".utf8) ? .webp : nil
    }

    /// How many parts a file may have.
    static let partLimit = 100_000
}

extension [UInt8] {
    /// An unsigned number of `count` bytes, the most significant first.
    func big(at index: Int, count: Int) -> Int {
        self[index..<index + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// An unsigned number of `count` bytes, the least significant first.
    func little(at index: Int, count: Int) -> Int {
        self[index..<index + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
