/// MP4 boxes, built by hand.
enum Boxes {
    static func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    static func big64(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) } }

    static func box(_ type: String, _ payload: [UInt8] = [], size: UInt32? = nil) -> [UInt8] {
        big(size ?? UInt32(payload.count + 8)) + Array(type.utf8) + payload
    }

    static func longBox(_ type: String, _ payload: [UInt8] = [], size: UInt64? = nil) -> [UInt8] {
        big(1) + Array(type.utf8) + big64(size ?? UInt64(payload.count + 16)) + payload
    }

    static let ftyp = box("ftyp", Array("isom".utf8) + big(512))
    static let mdat = box("mdat", [1, 2, 3])

    /// `mvhd` or `mdhd`.
    static func header(_ type: String, version: UInt8 = 0, timescale: UInt32 = 1000, duration: UInt64 = 5000) -> [UInt8]
    {
        let times = version == 1 ? big64(0) + big64(0) : big(0) + big(0)
        let length = version == 1 ? big64(duration) : big(UInt32(truncatingIfNeeded: duration))
        return box(type, [version, 0, 0, 0] + times + big(timescale) + length + [UInt8](repeating: 0, count: 8))
    }

    static func handler(_ type: String = "vide") -> [UInt8] {
        box("hdlr", big(0) + big(0) + Array(type.utf8) + [UInt8](repeating: 0, count: 13))
    }

    static func stsd(_ codec: String = "avc1", width: UInt16 = 1280, height: UInt16 = 720) -> [UInt8] {
        let frame = big(UInt32(width) << 16 | UInt32(height))
        return box(
            "stsd",
            big(0) + big(1) + box(codec, [UInt8](repeating: 0, count: 24) + frame + [UInt8](repeating: 0, count: 50)))
    }

    static func stts(_ runs: [(UInt32, UInt32)] = [(120, 41)], count: UInt32? = nil) -> [UInt8] {
        box("stts", big(0) + big(count ?? UInt32(runs.count)) + runs.flatMap { big($0.0) + big($0.1) })
    }

    static func track(
        mdhd: [UInt8] = header("mdhd"), handler: [UInt8] = handler(), stsd: [UInt8] = stsd(), stts: [UInt8] = stts()
    ) -> [UInt8] {
        box("trak", box("mdia", mdhd + handler + box("minf", box("stbl", stsd + stts))))
    }

    static func file(_ tracks: [UInt8] = track(), mvhd: [UInt8] = header("mvhd"), more: [UInt8] = []) -> [UInt8] {
        ftyp + box("moov", mvhd + tracks + more) + mdat
    }
}
