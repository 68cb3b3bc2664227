@testable import Media

/// What libFuzzer calls with every input that it thinks of: reads it as an image, and ends the process where a promise of
/// the reader of images does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
package func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    checkReading(bytes)
    // Random changes never leave a checksum that fits, nor a length: mended, they reach what lies behind.
    var mended = bytes
    mend(&mended)
    if mended != bytes { checkReading(mended) }
    return 0
}

/// It is an image with possible properties, or there is a sentence why not, and both take a bounded time.
private func checkReading(_ bytes: [UInt8]) {
    writeInput(bytes, length: bytes.count)
    let start = processorSeconds()
    do throws(MediaError) {
        let summary = try ImageSummary.read(path: inputPath)
        require(summary.size == Int64(bytes.count), "the size is not the file's")
        require(summary.width > 0 && summary.height > 0, "an impossible size")
    } catch {
        require(error.code != .unreadable, "a file is unreadable: \(error.message)")
        require(isSentence(error.message), "an error is no sentence: \(error.message)")
    }
    require(processorSeconds() - start < 1, "a file took a second")
}

/// Makes the checksums of a PNG and the length of a WEBP right.
private func mend(_ bytes: inout [UInt8]) {
    if bytes.starts(with: PNGReading.signature) {
        var offset = PNGReading.signature.count
        while bytes.count - offset >= 12 {
            let length = min(bytes.big(at: offset, count: 4), bytes.count - offset - 12)
            put(length, into: &bytes, at: offset)
            var checksum = CRC32()
            checksum.update(bytes[offset + 4..<offset + 8 + length])
            put(Int(checksum.value), into: &bytes, at: offset + 8 + length)
            offset += 12 + length
        }
    } else if bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)) {
        for place in 0..<4 { bytes[4 + place] = UInt8(truncatingIfNeeded: (bytes.count - 8) >> (8 * place)) }
    }
}

/// Four bytes, the most significant first.
private func put(_ number: Int, into bytes: inout [UInt8], at offset: Int) {
    for place in 0..<4 { bytes[offset + place] = UInt8(truncatingIfNeeded: number >> (24 - 8 * place)) }
}
