import ShellLanguage

/// The lines at the bottom of a terminal that are drawn again in place: what is on the screen, and the bytes that bring
/// it up to date. The cursor stands at the left edge of the row below them.
package struct LiveRegion: Sendable {
    private let knowledge: TerminalKnowledge
    private var shown: [String] = []
    /// What is on the screen.
    package var lines: [String] { shown }
    /// The columns of the terminal when they were drawn.
    private var columns = 0

    package init(_ knowledge: TerminalKnowledge) { self.knowledge = knowledge }

    /// What replaces the lines on the screen by these; of more than fit between the top and the cursor the last stay.
    /// Lines must be narrower than `columns`.
    package mutating func draw(_ lines: [String], columns: Int, rows: Int) -> String {
        let lines = Array(lines.suffix(max(1, rows - 1)))
        defer { (shown, self.columns) = (lines, columns) }
        guard lines != shown || columns != self.columns else { return "" }
        if columns != self.columns && !shown.isEmpty || shown.count >= rows {
            return synchronized(eraseSequence(columns: columns) + lines.map(Self.row).joined())
        }
        // Only what changed is written.
        var frame = Self.up(shown.count)
        var skipped = 0
        for (index, line) in lines.enumerated() {
            if index < shown.count, shown[index] == line {
                skipped += 1
                continue
            }
            frame += Self.down(skipped) + Self.row(line)
            skipped = 0
        }
        frame += Self.down(skipped)
        if lines.count < shown.count { frame += "\u{1B}[J" }
        return synchronized(frame)
    }

    /// What takes the lines off the screen.
    package mutating func erase(columns: Int) -> String {
        guard !shown.isEmpty else { return "" }
        defer { forget() }
        return eraseSequence(columns: columns)
    }

    /// What puts a text, which ends its line, above the lines.
    package mutating func print(_ text: String, columns: Int, rows: Int) -> String {
        guard !shown.isEmpty, text.hasSuffix("\n") else { return erase(columns: columns) + text }
        let lines = shown
        let erasing = erase(columns: columns)
        return synchronized(erasing + text + draw(lines, columns: columns, rows: rows))
    }

    /// Leaves the lines on the screen as they are; the next ones are drawn below.
    package mutating func forget() { shown = [] }

    private func eraseSequence(columns: Int) -> String {
        guard !shown.isEmpty else { return "" }
        // A terminal that became narrower may have broken each line into several.
        let rows =
            knowledge.reflows && columns < self.columns
            ? shown.map { max(1, (Self.width(of: $0) + columns - 1) / max(1, columns)) }.reduce(0, +) : shown.count
        return Self.up(rows) + "\r\u{1B}[J"
    }

    private func synchronized(_ frame: String) -> String {
        knowledge.synchronizes && !frame.isEmpty ? "\u{1B}[?2026h\(frame)\u{1B}[?2026l" : frame
    }

    private static func row(_ line: String) -> String { "\r\(line)\u{1B}[K\n" }
    private static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }
    private static func down(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)B\r" : "" }

    /// Columns, renditions not counted.
    private static func width(of line: String) -> Int { displayWidth(of: sanitised(line)) }
}
