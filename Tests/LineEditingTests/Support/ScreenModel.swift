import CEditline

/// What a person would see: a VT100 as far as the editor may use it. Anything else is kept in `unknown`, which tests
/// expect to stay empty.
struct ScreenModel {
    private struct Cell {
        var text = " "
        /// The right half of a wide character.
        var isFill = false
    }

    private(set) var columns: Int
    private(set) var height: Int
    /// A terminal that breaks long lines anew when its width changes.
    var reflows = true
    /// A terminal that shows emoji joined by U+200D as one, two columns wide.
    var joinsEmoji = false
    private(set) var unknown: [String] = []
    private(set) var bells = 0
    private(set) var row = 0
    private(set) var column = 0
    private(set) var marksPastes = false
    private var isWrapPending = false
    private var cells: [[Cell]]
    private var wraps: [Bool]
    /// What has left the screen at the top.
    private(set) var history: [String] = []
    private var pending: [UInt8] = []

    init(columns: Int, height: Int) {
        self.columns = columns
        self.height = height
        cells = Array(repeating: Array(repeating: Cell(), count: columns), count: height)
        wraps = Array(repeating: false, count: height)
    }

    /// The rows down to the last that is not blank, without blanks at their ends.
    var text: String { Self.trimmed(cells.map(Self.string)) }

    /// The same, with what has scrolled away above it.
    var allText: String { Self.trimmed(history + cells.map(Self.string)) }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        while let length = step() { pending.removeFirst(length) }
    }

    mutating func resize(columns newColumns: Int, height newHeight: Int) {
        var lines: [(cells: [Cell], wraps: Bool)] = []
        var cursor = (line: 0, offset: 0)
        for index in 0..<height {
            if index == row { cursor = (lines.count, column) }
            if reflows && index > 0 && wraps[index - 1] {
                if index == row { cursor = (lines.count - 1, lines[lines.count - 1].cells.count + column) }
                lines[lines.count - 1].cells += cells[index]
            } else {
                lines.append((cells[index], false))
            }
        }
        columns = newColumns
        var newCells: [[Cell]] = []
        var newWraps: [Bool] = []
        for (index, line) in lines.enumerated() {
            var kept = line.cells
            while let last = kept.last, last.text == " ", !last.isFill { kept.removeLast() }
            if index == cursor.line {
                row = newCells.count + (reflows ? cursor.offset / newColumns : 0)
                column = reflows ? cursor.offset % newColumns : min(cursor.offset, newColumns - 1)
                while reflows && kept.count < cursor.offset { kept.append(Cell()) }
            }
            repeat {
                let part = Array(kept.prefix(newColumns))
                kept.removeFirst(part.count)
                if !reflows { kept = [] }
                newCells.append(part + Array(repeating: Cell(), count: newColumns - part.count))
                newWraps.append(!kept.isEmpty)
            } while !kept.isEmpty
        }
        while newCells.count > newHeight && newCells.last.map(Self.string) == "" && row < newCells.count - 1 {
            newCells.removeLast()
            newWraps.removeLast()
        }
        while newCells.count > newHeight {
            history.append(Self.string(newCells.removeFirst()))
            newWraps.removeFirst()
            row -= 1
        }
        while newCells.count < newHeight {
            newCells.append(Array(repeating: Cell(), count: newColumns))
            newWraps.append(false)
        }
        height = newHeight
        cells = newCells
        wraps = newWraps
        row = min(max(0, row), newHeight - 1)
        isWrapPending = false
    }

    /// Takes one character or sequence; returns its length, `nil` when more bytes are needed.
    private mutating func step() -> Int? {
        guard let first = pending.first else { return nil }
        switch first {
        case 0x07: bells += 1
        case 0x08: moveTo(column: column - 1)
        case 0x0A: lineFeed()
        case 0x0D: moveTo(column: 0)
        case 0x1B: return escape()
        case 0..<0x20, 0x7F: unknown.append("control \(first)")
        default:
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard pending.count >= length else { return nil }
            for scalar in String(decoding: pending[..<length], as: UTF8.self).unicodeScalars { put(scalar) }
            return length
        }
        return 1
    }

    private mutating func escape() -> Int? {
        guard pending.count > 2 else { return nil }
        guard pending[1] == UInt8(ascii: "[") else {
            unknown.append("ESC \(pending[1])")
            return 2
        }
        guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        let parameters = String(decoding: pending[2..<end], as: UTF8.self)
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        let number = (numbers.first ?? nil) ?? 0
        switch Character(Unicode.Scalar(pending[end])) {
        case "A": move(row: row - max(1, number))
        case "B": move(row: row + max(1, number))
        case "C": moveTo(column: column + max(1, number))
        case "D": moveTo(column: column - max(1, number))
        case "H":
            move(row: number == 0 ? 0 : number - 1)
            moveTo(column: numbers.count > 1 ? (numbers[1] ?? 1) - 1 : 0)
        case "J" where number == 0:
            eraseLine(from: column)
            for index in (row + 1)..<max(row + 1, height) { erase(index) }
        case "J" where number == 2: for index in 0..<height { erase(index) }
        case "K" where number == 0: eraseLine(from: column)
        case "m": break
        case "h" where parameters == "?2004": marksPastes = true
        case "l" where parameters == "?2004": marksPastes = false
        default: unknown.append("ESC [ \(parameters) \(pending[end])")
        }
        return end + 1
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = Int(wcwidth(wchar_t(bitPattern: scalar.value)))
        let before = previousCell
        if let before,
            width <= 0 || (joinsEmoji && cells[before.row][before.column].text.unicodeScalars.last == "\u{200D}")
        {
            cells[before.row][before.column].text.unicodeScalars.append(scalar)
            return
        }
        guard width > 0 else { return }
        if isWrapPending || column + width > columns {
            wraps[row] = true
            lineFeed()
            column = 0
        }
        isWrapPending = false
        for offset in 0..<width {
            cells[row][column + offset] = Cell(text: offset == 0 ? String(scalar) : "", isFill: offset > 0)
        }
        column += width
        if column == columns {
            column -= 1
            isWrapPending = true
        }
    }

    private var previousCell: (row: Int, column: Int)? {
        var index = isWrapPending ? column : column - 1
        while index > 0 && cells[row][index].isFill { index -= 1 }
        return index >= 0 ? (row, index) : nil
    }

    private mutating func lineFeed() {
        isWrapPending = false
        if row + 1 < height {
            row += 1
        } else {
            history.append(Self.string(cells.removeFirst()))
            cells.append(Array(repeating: Cell(), count: columns))
            wraps.removeFirst()
            wraps.append(false)
        }
    }

    private mutating func move(row newRow: Int) {
        row = min(max(0, newRow), height - 1)
        isWrapPending = false
    }

    private mutating func moveTo(column newColumn: Int) {
        column = min(max(0, newColumn), columns - 1)
        isWrapPending = false
    }

    private mutating func eraseLine(from start: Int) {
        for index in start..<columns { cells[row][index] = Cell() }
        wraps[row] = false
    }

    private mutating func erase(_ index: Int) {
        cells[index] = Array(repeating: Cell(), count: columns)
        wraps[index] = false
    }

    private static func string(_ cells: [Cell]) -> String {
        var text = cells.map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func trimmed(_ lines: [String]) -> String {
        var lines = lines
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
