/// Finds lines and columns in a source.
package struct LineIndex: Hashable, Sendable {
    package let source: Source
    /// UTF-8 offsets, ascending; the first is 0.
    private let lineStarts: [Int]

    package init(_ source: Source) {
        self.source = source
        var starts = [0]
        var offset = 0
        for byte in source.text.utf8 {
            offset += 1
            if byte == Byte.lineFeed { starts.append(offset) }
        }
        lineStarts = starts
    }

    /// Both count from 1; a column is a character as a reader sees it.
    package struct Position: Hashable, Sendable {
        package var line: Int
        package var column: Int
    }

    /// The number of lines, of which the last may be empty.
    package var lineCount: Int { lineStarts.count }

    /// The line, counted from 1, in which a UTF-8 offset stands. Offsets beyond the text are its end.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    package func position(at offset: Int) -> Position {
        let line = line(at: offset)
        let start = lineStarts[line - 1]
        let before = slice(start, clamped(offset))
        let column = before.utf8.allSatisfy { $0 < 0x80 } ? before.utf8.count : before.count
        return Position(line: line, column: column + 1)
    }

    /// The offsets of a line's text, without its end.
    package func span(ofLine line: Int) -> Span {
        guard lineStarts.indices.contains(line - 1) else { return Span(length, length) }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : length
        let text = source.text.utf8
        if end > start, line < lineStarts.count,
            text[text.index(text.startIndex, offsetBy: end - 1)] == Byte.carriageReturn
        {
            end -= 1
        }
        return Span(start, end)
    }

    /// The text between two offsets, which are moved to where a character of the text begins.
    package func slice(_ start: Int, _ end: Int) -> Substring {
        let text = source.text
        let from = text.utf8.index(text.startIndex, offsetBy: clamped(start))
        let to = text.utf8.index(text.startIndex, offsetBy: clamped(max(start, end)))
        return text[from..<to]
    }

    private var length: Int { source.text.utf8.count }

    private func clamped(_ offset: Int) -> Int { min(max(offset, 0), length) }
}
