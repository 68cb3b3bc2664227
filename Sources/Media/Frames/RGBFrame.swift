/// A picture as its pixels, row by row from the top, three bytes each: red, green, blue.
package struct RGBFrame: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package let bytes: [UInt8]

    /// - Returns: `nil` unless there are exactly as many bytes as the pixels need, and one pixel at least.
    package init?(width: Int, height: Int, bytes: [UInt8]) {
        guard width > 0, height > 0, bytes.count == 3 * width * height else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    private init(width: Int, height: Int, pixels: [UInt8]) {
        self.width = width
        self.height = height
        bytes = pixels
    }

    /// Where the three bytes of a pixel begin.
    func offset(_ x: Int, _ y: Int) -> Int { 3 * (y * width + x) }

    /// The pixel as one number, `0xRRGGBB`.
    func color(_ x: Int, _ y: Int) -> Int {
        let start = offset(x, y)
        return Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
    }

    /// Another frame to the right of this one, both from the top, with so many black columns between them.
    package func beside(_ other: RGBFrame, gap: Int) -> RGBFrame {
        let height = max(height, other.height)
        let gap = max(gap, 0)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * height * (width + gap + other.width))
        for row in 0..<height {
            for (frame, margin) in [(self, gap), (other, 0)] {
                if row < frame.height {
                    pixels += frame.bytes[frame.offset(0, row)..<frame.offset(0, row + 1)]
                } else {
                    pixels += repeatElement(0, count: 3 * frame.width)
                }
                pixels += repeatElement(0, count: 3 * margin)
            }
        }
        return RGBFrame(width: width + gap + other.width, height: height, pixels: pixels)
    }
}
