import NexusFlowAPI

/// A video as storage has it: a file with the boxes of an MP4 and noise for pictures, different for every task.
struct SampleVideo: Hashable, Sendable {
    let bytes: [UInt8]
    /// CRC-64/XZ in decimal.
    let checksum: String
    let entityTag: String

    private static let noise: [UInt8] = {
        var dice = Dice(1, "noise")
        return (0..<160_000).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }()

    /// - Parameters:
    ///   - version: videos that change have several.
    ///   - seconds: its length.
    ///   - pictures: how many bytes of noise are in it; `nil` draws some.
    init(id: String, version: Int, seconds: Int, pictures length: Int? = nil) {
        var dice = Dice(2, id, "\(version)")
        // More than what a resumed transfer fetches again.
        let length = length ?? dice.integer(70_000...150_000)
        var pictures = Array("\(id) \(version) ".utf8)
        while pictures.count < length { pictures += Self.noise.prefix(length - pictures.count) }
        bytes =
            Self.box("ftyp", Array("isom".utf8) + Self.big(512))
            + Self.box("moov", Self.header("mvhd", seconds) + Self.track(seconds)) + Self.box("mdat", pictures)
        var crc = CRC64()
        crc.update(bytes)
        checksum = String(crc.value)
        entityTag = "\"\(id)-\(version)\""
    }

    private static func big(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private static func box(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        big(payload.count + 8) + Array(type.utf8) + payload
    }

    /// `mvhd` or `mdhd` (ISO/IEC 14496-12, sections 8.2.2 and 8.4.2), as far as anybody reads it.
    private static func header(_ type: String, _ seconds: Int) -> [UInt8] {
        box(type, big(0) + big(0) + big(0) + big(1000) + big(1000 * seconds) + big(0) + big(0))
    }

    private static func track(_ seconds: Int) -> [UInt8] {
        let handler = box("hdlr", big(0) + big(0) + Array("vide".utf8) + big(0) + big(0) + big(0))
        let entry = box(
            "avc1", [UInt8](repeating: 0, count: 24) + big(1280 << 16 | 720) + [UInt8](repeating: 0, count: 50))
        let tables = box("stsd", big(0) + big(1) + entry) + box("stts", big(0) + big(1) + big(24 * seconds) + big(41))
        return box("trak", box("mdia", header("mdhd", seconds) + handler + box("minf", box("stbl", tables))))
    }
}
