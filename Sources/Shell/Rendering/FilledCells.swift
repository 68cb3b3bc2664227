/// The filled part of a bar, to an eighth of a cell: `███▌`; whole cells of `#` where the terminal knows ASCII only.
enum FilledCells {
    private static let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// - Parameter eighths: of a cell; 0 or more.
    static func text(eighths: Int, isUnicode: Bool) -> String {
        guard isUnicode else { return String(repeating: "#", count: eighths / 8) }
        let part = eighths % 8
        return String(repeating: "█", count: eighths / 8) + (part > 0 ? String(parts[part - 1]) : "")
    }
}
