import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A picture that shapes are painted on, one over the other, with smooth edges. Coordinates are parts of its width and
/// height, from the upper left corner.
struct Canvas: Hashable, Sendable {
    struct Point: Hashable, Sendable {
        var x: Double
        var y: Double

        init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Three bytes a pixel: red, green, blue.
    private(set) var pixels: [UInt8]
    private let width: Int
    private let height: Int

    /// Black.
    init(_ size: FrameSize) {
        width = size.width
        height = size.height
        pixels = [UInt8](repeating: 0, count: width * height * 3)
    }

    /// How much wider than high it is.
    var aspect: Double { Double(width) / Double(height) }

    /// A band over the whole width that changes its colour from top to bottom.
    mutating func fill(from top: Double, to bottom: Double, _ first: Colour, _ last: Colour) {
        let rows = Int(top * Double(height))..<Int(bottom * Double(height))
        let (start, end) = (first.rgb, last.rgb)
        for row in rows {
            let share = Double(row - rows.lowerBound) / Double(max(rows.count - 1, 1))
            let colour = zip(start, end).map { UInt8(Double($0) + (Double($1) - Double($0)) * share) }
            var line = colour
            while line.count < width * 3 { line += line }
            pixels.replaceSubrange(row * width * 3..<(row + 1) * width * 3, with: line.prefix(width * 3))
        }
    }

    mutating func fill(_ corners: [Point], _ colour: Colour, opacity: Double = 1) {
        let samples = 4
        let rgb = colour.rgb
        let points = corners.map { Point($0.x * Double(width), $0.y * Double(height)) }
        guard let top = points.map(\.y).min(), let bottom = points.map(\.y).max(),
            let left = points.map(\.x).min(), let right = points.map(\.x).max()
        else { return }
        let columns = max(Int(left), 0)..<max(min(Int(right) + 1, width), max(Int(left), 0))
        for row in max(Int(top), 0)..<max(min(Int(bottom) + 1, height), max(Int(top), 0)) {
            var coverage = [Double](repeating: 0, count: width)
            for sample in 0..<samples {
                let y = Double(row) + (Double(sample) + 0.5) / Double(samples)
                for span in Self.spans(points, at: y) {
                    cover(&coverage, span, 1 / Double(samples))
                }
            }
            for column in columns where coverage[column] > 0 {
                blend(row * width + column, rgb, opacity * min(coverage[column], 1))
            }
        }
    }

    /// An ellipse; `height` is a part of the picture's height, `width` of its width.
    mutating func fillEllipse(_ centre: Point, width: Double, height: Double, _ colour: Colour, opacity: Double = 1) {
        let corners = (0..<96).map { step in
            let angle = Double(step) / 96 * 2 * .pi
            return Point(centre.x + cos(angle) * width / 2, centre.y + sin(angle) * height / 2)
        }
        fill(corners, colour, opacity: opacity)
    }

    /// A circle, whose diameter is a part of the height.
    mutating func fillCircle(_ centre: Point, _ diameter: Double, _ colour: Colour, opacity: Double = 1) {
        fillEllipse(centre, width: diameter / aspect, height: diameter, colour, opacity: opacity)
    }

    mutating func fillRectangle(_ corner: Point, width: Double, height: Double, _ colour: Colour, opacity: Double = 1) {
        fill(
            [
                corner, Point(corner.x + width, corner.y), Point(corner.x + width, corner.y + height),
                Point(corner.x, corner.y + height),
            ], colour, opacity: opacity)
    }

    /// Where a horizontal line runs inside a polygon.
    private static func spans(_ points: [Point], at y: Double) -> [Range<Double>] {
        var crossings: [Double] = []
        for (index, end) in points.enumerated() {
            let start = points[index == 0 ? points.count - 1 : index - 1]
            guard (start.y <= y) != (end.y <= y) else { continue }
            crossings.append(start.x + (y - start.y) / (end.y - start.y) * (end.x - start.x))
        }
        crossings.sort()
        return stride(from: 0, to: crossings.count - 1, by: 2).map { crossings[$0]..<crossings[$0 + 1] }
    }

    private func cover(_ coverage: inout [Double], _ span: Range<Double>, _ weight: Double) {
        let left = max(span.lowerBound, 0)
        let right = min(span.upperBound, Double(width))
        guard left < right else { return }
        for column in Int(left)..<min(Int(right.rounded(.up)), width) {
            coverage[column] += weight * (min(right, Double(column + 1)) - max(left, Double(column)))
        }
    }

    private mutating func blend(_ index: Int, _ colour: [UInt8], _ opacity: Double) {
        for channel in 0..<3 {
            let old = Double(pixels[index * 3 + channel])
            pixels[index * 3 + channel] = UInt8(old + (Double(colour[channel]) - old) * opacity)
        }
    }
}
