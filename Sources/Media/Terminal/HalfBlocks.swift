/// A picture as text: every character is two pixels, one above the other, in the colours of its front and its back.
package enum HalfBlocks {
    /// How many colours a terminal has.
    package enum Depth: Hashable, Sendable {
        /// 24 bits (ISO 8613-6).
        case full
        /// The 256 of xterm: a cube of 6×6×6 and 24 greys behind the 16 that everybody sets as they like.
        case palette
    }

    /// Rows of half blocks, each with its newline, and no colour left at a row's end.
    package static func text(of frame: RGBFrame, depth: Depth) -> String {
        var text = ""
        for top in stride(from: 0, to: frame.height, by: 2) {
            var last: (front: Int, back: Int?)?
            for column in 0..<frame.width {
                let front = color(frame.color(column, top), depth)
                let back = top + 1 < frame.height ? color(frame.color(column, top + 1), depth) : nil
                if last?.front != front { text += "\u{1B}[38;\(code(front, depth))m" }
                if let back, last?.back != back { text += "\u{1B}[48;\(code(back, depth))m" }
                last = (front, back)
                text += "▀"
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }

    private static func code(_ color: Int, _ depth: Depth) -> String {
        depth == .palette ? "5;\(color)" : "2;\(color >> 16);\(color >> 8 & 0xFF);\(color & 0xFF)"
    }

    private static func color(_ color: Int, _ depth: Depth) -> Int {
        depth == .full ? color : paletteIndex(color)
    }

    /// The steps of the cube.
    private static let steps = [0, 95, 135, 175, 215, 255]

    /// The nearest of xterm's colours from 16 to 255.
    static func paletteIndex(_ color: Int) -> Int {
        let (red, green, blue) = (color >> 16, color >> 8 & 0xFF, color & 0xFF)
        let cube = [red, green, blue].map { value in value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
        let grey = min(max(((red + green + blue) / 3 - 3) / 10, 0), 23)
        func distance(_ red2: Int, _ green2: Int, _ blue2: Int) -> Int {
            let (r, g, b) = (red - red2, green - green2, blue - blue2)
            return r * r + g * g + b * b
        }
        let level = 8 + 10 * grey
        let isGrey = distance(level, level, level) < distance(steps[cube[0]], steps[cube[1]], steps[cube[2]])
        return isGrey ? 232 + grey : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    }
}
