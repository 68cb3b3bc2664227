/// On which side of a column a text stands.
package enum ColumnAlignment: Hashable, Sendable {
    case left
    case right
}

extension String {
    /// The beginning of the text that takes at most `width` columns; if something is lost, `…` is its last character.
    package func truncated(to width: Int) -> String {
        guard utf8.count > width, displayWidth(of: self) > width else { return self }
        guard width > 0 else { return "" }
        var columns = 0
        var end = startIndex
        while end < endIndex {
            columns += displayWidth(of: self[end])
            if columns > width - 1 { break }
            end = index(after: end)
        }
        return String(self[..<end]) + "…"
    }

    /// The text with blanks, so that it takes at least `width` columns.
    package func padded(to width: Int, _ alignment: ColumnAlignment = .left) -> String {
        let blanks = String(repeating: " ", count: max(0, width - displayWidth(of: self)))
        return alignment == .left ? self + blanks : blanks + self
    }
}
