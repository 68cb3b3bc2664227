/// A picture in sixels, as DEC's VT340 and today's xterm, foot, mlterm and others show it (VT330/VT340 Programmer
/// Reference Manual, volume 2, chapter 14).
package enum Sixel {
    /// Steps of red, green and blue in the palette of 252 colours: the eye tells greens apart best.
    private static let steps = (red: 6, green: 7, blue: 6)

    /// The sequence that draws the picture where the cursor is.
    package static func sequence(of frame: RGBFrame) -> String {
        let indices = dithered(frame)
        // Pixels that no sixel sets stay as they are; a pixel is square.
        var text = "\u{1B}P0;1;0q\"1;1;\(frame.width);\(frame.height)"
        for index in Set(indices).sorted() { text += definition(of: index) }
        for top in stride(from: 0, to: frame.height, by: 6) {
            if top > 0 { text += "-" }
            text += band(indices, frame, top)
        }
        return text + "\u{1B}\\"
    }

    /// A colour of the palette in percent.
    private static func definition(of index: Int) -> String {
        let (red, green, blue) = levels(of: index)
        return "#\(index);2;\(red * 100 / (steps.red - 1));\(green * 100 / (steps.green - 1));"
            + "\(blue * 100 / (steps.blue - 1))"
    }

    private static func levels(of index: Int) -> (red: Int, green: Int, blue: Int) {
        (index / (steps.green * steps.blue), index / steps.blue % steps.green, index % steps.blue)
    }

    /// Six rows: for each colour in them the sixels that have it, from the left again for the next.
    private static func band(_ indices: [Int], _ frame: RGBFrame, _ top: Int) -> String {
        var columns: [Int: [UInt8]] = [:]
        for row in top..<min(top + 6, frame.height) {
            for column in 0..<frame.width {
                columns[indices[row * frame.width + column], default: [UInt8](repeating: 0, count: frame.width)][
                    column] |= 1 << UInt8(row - top)
            }
        }
        return columns.sorted { $0.key < $1.key }.map { "#\($0.key)\(runs($0.value))" }.joined(separator: "$")
    }

    /// Sixels as characters from `?` on, with a count before what comes more than three times. Empty ones at the end are
    /// left out.
    static func runs(_ sixels: [UInt8]) -> String {
        var text = ""
        var rest = sixels[...]
        while let sixel = rest.first {
            let run = rest.prefix { $0 == sixel }
            rest = rest.dropFirst(run.count)
            if sixel == 0, rest.isEmpty { break }
            let character = String(UnicodeScalar(0x3F + sixel))
            text += run.count > 3 ? "!\(run.count)\(character)" : String(repeating: character, count: run.count)
        }
        return text
    }

    /// The palette's index of each pixel, what is lost by it handed on to its neighbours (Floyd and Steinberg, 1976).
    private static func dithered(_ frame: RGBFrame) -> [Int] {
        var indices: [Int] = []
        indices.reserveCapacity(frame.width * frame.height)
        let limits = [steps.red - 1, steps.green - 1, steps.blue - 1]
        // Sixteenths, for the row itself and the one below, with a pixel of margin at both ends.
        var errors = [Int](repeating: 0, count: 3 * (frame.width + 2))
        for row in 0..<frame.height {
            var below = [Int](repeating: 0, count: errors.count)
            for column in 0..<frame.width {
                var index = 0
                for channel in 0..<3 {
                    let here = 3 * (column + 1) + channel
                    let wanted = Int(frame.bytes[frame.offset(column, row) + channel]) + errors[here] / 16
                    let value = min(max(wanted, 0), 255)
                    let level = (value * limits[channel] + 127) / 255
                    let error = value - level * 255 / limits[channel]
                    errors[here + 3] += error * 7
                    below[here - 3] += error * 3
                    below[here] += error * 5
                    below[here + 3] += error
                    index = index * (limits[channel] + 1) + level
                }
                indices.append(index)
            }
            errors = below
        }
        return indices
    }
}
