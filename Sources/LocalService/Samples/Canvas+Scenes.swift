extension Colour {
    fileprivate init(_ hue: Double, _ saturation: Double, _ brightness: Double) {
        self.init(hue: hue, saturation: saturation, brightness: brightness)
    }
}

extension Canvas {
    /// Evening sky, the sun at the horizon, a boat under sail.
    mutating func drawBoat() {
        fill(from: 0, to: 0.62, Colour(0.62, 0.6, 0.55), Colour(0.07, 0.65, 1))
        for ring in 0..<12 {
            let colour = Colour(0.12, 0.35, 1)
            fillCircle(Point(0.66, 0.54), 0.6 - 0.035 * Double(ring), colour, opacity: 0.06)
        }
        fillCircle(Point(0.66, 0.54), 0.2, Colour(0.13, 0.3, 1))
        fill(from: 0.62, to: 1, Colour(0.56, 0.5, 0.75), Colour(0.6, 0.8, 0.28))
        for stripe in 0..<9 {
            let depth = Double(stripe) / 9
            let length = 0.11 + 0.1 * depth
            let corner = Point(
                0.66 - length / 2 + (stripe.isMultiple(of: 2) ? 0.012 : -0.012), 0.635 + 0.3 * depth * depth)
            let colour = Colour(0.12, 0.4, 1)
            fillRectangle(corner, width: length, height: 0.008 + 0.01 * depth, colour, opacity: 0.55 - 0.4 * depth)
        }
        let wood = Colour(0.04, 0.7, 0.35)
        fillRectangle(Point(0.346, 0.2), width: 0.006, height: 0.52, wood)
        fill([Point(0.36, 0.22), Point(0.36, 0.66), Point(0.5, 0.66)], Colour(0.1, 0.08, 1))
        fill([Point(0.34, 0.26), Point(0.34, 0.66), Point(0.25, 0.66)], Colour(0.02, 0.7, 0.85))
        fill([Point(0.2, 0.7), Point(0.53, 0.7), Point(0.48, 0.8), Point(0.26, 0.8)], wood)
        fill([Point(0.2, 0.7), Point(0.53, 0.7), Point(0.523, 0.718), Point(0.212, 0.718)], Colour(0.08, 0.4, 0.9))
        fillEllipse(Point(0.37, 0.81), width: 0.36, height: 0.03, Colour(0.6, 0.8, 0.2), opacity: 0.5)
    }

    /// Lit windows under a moon, mirrored in the water.
    mutating func drawCity() {
        fill(from: 0, to: 0.76, Colour(0.68, 0.75, 0.16), Colour(0.86, 0.5, 0.55))
        var generator = SeededGenerator("city")
        for _ in 0..<70 {
            let place = Point(generator.fraction(), 0.5 * generator.fraction())
            let colour = Colour(0.6, 0.1, 1)
            fillCircle(place, 0.003 + 0.003 * generator.fraction(), colour, opacity: 0.4 + 0.6 * generator.fraction())
        }
        fillCircle(Point(0.8, 0.17), 0.15, Colour(0.14, 0.12, 1))
        fillCircle(Point(0.765, 0.15), 0.135, Colour(0.739, 0.63, 0.23))
        fill(from: 0.76, to: 1, Colour(0.75, 0.6, 0.34), Colour(0.68, 0.8, 0.1))
        let ground = 0.78
        for (layer, brightness) in [0.24, 0.13].enumerated() {
            var left = -0.02
            while left < 1 {
                let width = 0.06 + 0.05 * generator.fraction()
                let height = (layer == 0 ? 0.3 : 0.16) + 0.26 * generator.fraction()
                drawTower(Point(left, ground - height), width: width, height: height, brightness, &generator)
                left += width + 0.008 * generator.fraction()
            }
        }
        fillRectangle(Point(0, ground), width: 1, height: 0.012, Colour(0.68, 0.6, 0.08))
    }

    private mutating func drawTower(
        _ corner: Point, width: Double, height: Double, _ brightness: Double, _ generator: inout SeededGenerator
    ) {
        let wall = Colour(0.69, 0.55, brightness)
        fillRectangle(corner, width: width, height: height, wall)
        fillRectangle(Point(corner.x, 0.8), width: width, height: height * 0.35, wall, opacity: 0.5)
        let columns = 4
        let rows = Int(height / 0.032)
        for row in 0..<max(rows, 1) {
            for column in 0..<columns where generator.fraction() < 0.55 {
                let x = corner.x + width * (Double(column) + 0.6) / (Double(columns) + 0.6)
                let y = corner.y + 0.014 + 0.032 * Double(row)
                let light = Colour(0.1 + 0.05 * generator.fraction(), 0.55, 1)
                fillRectangle(Point(x, y), width: width * 0.12, height: 0.015, light, opacity: 0.35 + brightness * 2.4)
                fillRectangle(Point(x, 1.58 - y), width: width * 0.12, height: 0.008, light, opacity: 0.12)
            }
        }
    }

    /// A person, head and shoulders, before a plain wall.
    mutating func drawPortrait() {
        fill(from: 0, to: 1, Colour(0.47, 0.35, 0.8), Colour(0.52, 0.5, 0.45))
        fillCircle(Point(0.5, 0.42), 0.72, Colour(0.13, 0.25, 1), opacity: 0.25)
        let skin = Colour(0.065, 0.42, 0.92)
        let shade = Colour(0.055, 0.5, 0.78)
        let hair = Colour(0.05, 0.65, 0.24)
        fillEllipse(Point(0.5, 0.46), width: 0.62, height: 0.66, hair)
        fillEllipse(Point(0.5, 1.04), width: 0.98, height: 0.56, Colour(0.98, 0.6, 0.62))
        fillRectangle(Point(0.41, 0.62), width: 0.18, height: 0.17, shade)
        fillEllipse(Point(0.5, 0.785), width: 0.26, height: 0.1, shade)
        fillEllipse(Point(0.5, 0.46), width: 0.46, height: 0.48, skin)
        fill(
            [
                Point(0.27, 0.42), Point(0.29, 0.27), Point(0.4, 0.19), Point(0.56, 0.18), Point(0.7, 0.26),
                Point(0.73, 0.42),
                Point(0.66, 0.33), Point(0.55, 0.29), Point(0.42, 0.33), Point(0.33, 0.36),
            ], hair)
        for side in [-1.0, 1.0] {
            let x = 0.5 + side * 0.1
            fillEllipse(Point(x, 0.445), width: 0.1, height: 0.042, Colour(0, 0, 1))
            fillCircle(Point(x, 0.446), 0.036, Colour(0.57, 0.7, 0.5))
            fillCircle(Point(x, 0.446), 0.018, Colour(0, 0, 0.08))
            fillCircle(Point(x + 0.006, 0.441), 0.006, Colour(0, 0, 1))
            fill([Point(x - 0.06, 0.405), Point(x, 0.39), Point(x + 0.06, 0.405), Point(x, 0.4)], hair)
            fillEllipse(
                Point(0.5 + side * 0.14, 0.53), width: 0.09, height: 0.04, Colour(0, 0.5, 0.95), opacity: 0.35)
        }
        fill([Point(0.5, 0.45), Point(0.525, 0.54), Point(0.47, 0.54)], shade)
        let lips = Colour(0.98, 0.6, 0.75)
        fill(
            [
                Point(0.42, 0.598), Point(0.47, 0.59), Point(0.5, 0.596), Point(0.53, 0.59), Point(0.58, 0.598),
                Point(0.54, 0.625),
                Point(0.5, 0.632), Point(0.46, 0.625),
            ], lips)
    }
}
