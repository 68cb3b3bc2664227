@testable import Media

/// What libFuzzer calls with every input that it thinks of: reads it as a video, and ends the process where a promise of
/// the reader of boxes does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
package func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    checkReading(bytes, length: size)
    // The same as the head of a file so long that its places hardly fit into a number.
    checkReading(bytes, length: longest)
    // Random changes seldom leave sizes that add up: mended, they reach what lies deep.
    var mended = bytes
    mendSizes(of: &mended, in: 0..<size, depth: 0)
    if mended != bytes { checkReading(mended, length: size) }
    return 0
}

/// The greatest length that the file system gives a file, holes and all.
private let longest = stretchInput()

/// Reads a file of that length that begins with `bytes`: it is a video with possible properties, or there is a sentence
/// why not, and both take a bounded time.
private func checkReading(_ bytes: [UInt8], length: Int) {
    writeInput(bytes, length: length)
    let start = processorSeconds()
    do throws(MediaError) {
        check(try MP4Summary.read(path: inputPath), length: length)
    } catch {
        require(error.code != .unreadable, "a file is unreadable: \(error.message)")
        require(isSentence(error.message), "an error is no sentence: \(error.message)")
    }
    require(processorSeconds() - start < 1, "a file took a second")
}

private func check(_ summary: MP4Summary, length: Int) {
    require(summary.size == Int64(length), "the size is not the file's")
    require((1...0xFFFF).contains(summary.width) && (1...0xFFFF).contains(summary.height), "an impossible frame")
    require(summary.codec.utf8.count == 4 && isSentence(summary.codec), "a codec is not four printable characters")
    require(summary.duration.isFinite && summary.duration >= 0, "an impossible length")
    require(summary.duration > 0 || summary.isFragmented, "no length")
    for rate in [summary.frameRate, summary.bitrate].compactMap(\.self) {
        require(rate.isFinite && rate > 0, "an impossible rate")
    }
    let failures = VideoCheck(duration: 5, frameSize: .init(width: 1280, height: 720)).failures(of: summary)
    require(failures.allSatisfy(isSentence), "a failure is no sentence")
}

/// Makes the sizes of boxes fit into one another, in those that hold boxes too.
private func mendSizes(of bytes: inout [UInt8], in range: Range<Int>, depth: Int) {
    var position = range.lowerBound
    while range.upperBound - position >= 8 {
        let left = range.upperBound - position
        var size = Int(bytes.integer(at: position))
        // What is left must be a box as well, or nothing.
        if size < 8 || size > left || left - size < 8 { size = left }
        for (offset, shift) in [24, 16, 8, 0].enumerated() {
            bytes[position + offset] = UInt8(truncatingIfNeeded: size >> shift)
        }
        if depth < 6, containers.contains(bytes.integer(at: position + 4)) {
            mendSizes(of: &bytes, in: position + 8..<position + size, depth: depth + 1)
        }
        position += size
    }
}

private let containers: Set<UInt32> = [
    MP4Box.type("moov"), MP4Box.type("trak"), MP4Box.type("mdia"), MP4Box.type("minf"), MP4Box.type("stbl"),
    MP4Box.type("mvex"),
]
