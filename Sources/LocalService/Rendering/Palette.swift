/// A colour as a hue on the circle, and how strong and how bright it is, each in 0 ... 1.
struct Colour: Hashable, Sendable {
    var hue: Double
    var saturation: Double
    var brightness: Double

    /// As ffmpeg takes it: `0x1b2a6b`.
    var hex: String {
        let digits = rgb.map { channel in
            let digits = String(channel, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }
        return "0x" + digits.joined()
    }

    /// Red, green and blue.
    var rgb: [UInt8] {
        [5.0, 3, 1].map { offset in
            let turn = (offset + (hue - hue.rounded(.down)) * 6).truncatingRemainder(dividingBy: 6)
            let shade = max(0, min(turn, 4 - turn, 1)) * saturation
            return UInt8((255 * min(max(brightness * (1 - shade), 0), 1)).rounded())
        }
    }
}

/// The colours of a video, which its prompt and seed decide: neighbours on the circle around one contrast, so that any
/// draw goes together.
struct Palette: Hashable, Sendable {
    /// Of the background, from edge to edge.
    let ground: [Colour]
    /// Of the light that drifts over it.
    let light: Colour

    init(using generator: inout SeededGenerator) {
        let hue = generator.fraction()
        let contrast = hue + 0.38 + 0.2 * generator.fraction()
        ground = [
            Colour(hue: hue, saturation: 0.75, brightness: 0.36),
            Colour(hue: hue + 0.07 + 0.05 * generator.fraction(), saturation: 0.6, brightness: 0.62),
            Colour(hue: contrast, saturation: 0.5, brightness: 0.92),
            Colour(hue: hue - 0.08, saturation: 0.65, brightness: 0.48),
        ]
        light = Colour(hue: contrast + 0.04, saturation: 0.3, brightness: 1)
    }
}
