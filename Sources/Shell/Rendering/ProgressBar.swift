/// A bar of eighths of a cell, such as `████▌   `.
enum ProgressBar {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// - Parameters:
    ///   - fraction: 0 to 1; what is outside is brought in.
    ///   - width: cells.
    static func text(_ fraction: Double, width: Int) -> String {
        let filled = Int((min(max(fraction, 0), 1) * Double(width * 8)).rounded(.down))
        var bar = String(repeating: "█", count: filled / 8)
        if filled % 8 > 0 { bar.append(eighths[filled % 8 - 1]) }
        return bar + String(repeating: " ", count: width - bar.count)
    }
}
