import ShellLanguage

/// A bar of eighths of a cell, such as `████▌   `; `####....` where the terminal knows ASCII only.
struct ProgressBar {
    /// Cells.
    let width: Int
    let isUnicode: Bool

    /// - Parameter fraction: 0 to 1; what is outside is brought in.
    func text(_ fraction: Double) -> String {
        let eighths = Int((min(max(fraction, 0), 1) * Double(width * 8)).rounded(.down))
        let filled = FilledCells.text(eighths: eighths, isUnicode: isUnicode)
        return filled + String(repeating: isUnicode ? " " : ".", count: width - filled.count)
    }

    /// A mark that goes to and fro: something goes on, and nobody knows how far it is.
    ///
    /// - Parameter seconds: how long it has been going on; the mark takes four steps a second.
    func moving(_ seconds: Double) -> String {
        let mark = isUnicode ? "▒▒▒" : "<=>"
        let span = width - mark.count
        guard span > 0 else { return String(mark.prefix(max(0, width))).padded(to: max(0, width)) }
        let step = Int(max(0, seconds) * 4) % (2 * span)
        let offset = step > span ? 2 * span - step : step
        return String(repeating: " ", count: offset) + mark + String(repeating: " ", count: span - offset)
    }
}
