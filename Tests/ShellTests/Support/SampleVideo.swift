/// A file whose boxes say that it holds so many seconds of video (ISO/IEC 14496-12).
func sampleVideo(seconds: UInt32 = 5) -> [UInt8] {
    func integer(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    func box(_ type: String, _ parts: [UInt8]...) -> [UInt8] {
        let payload = parts.flatMap { $0 }
        return integer(UInt32(8 + payload.count)) + Array(type.utf8) + payload
    }
    // 1280 by 720 pixels.
    let entry = integer(86) + Array("avc1".utf8) + zeros(24) + [0x05, 0x00, 0x02, 0xD0] + zeros(50)
    let length = zeros(12) + integer(1000) + integer(seconds * 1000)
    let tables = box("stbl", box("stsd", zeros(4), integer(1), entry))
    let media = box(
        "mdia", box("mdhd", length, zeros(4)), box("hdlr", zeros(8), Array("vide".utf8), zeros(12)), box("minf", tables)
    )
    return box("ftyp", Array("isom".utf8), integer(0)) + box("moov", box("mvhd", length, zeros(80)), box("trak", media))
        + box("mdat", zeros(1000))
}
