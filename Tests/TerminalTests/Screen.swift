import CVTerm

/// What a person would see: the screen of a real terminal emulator (libvterm), in place of eyes.
///
/// To what libvterm 0.1.4 does come a faint rendition, the breaking of long lines at a new width, and a record of what
/// not every terminal knows.
package final class Screen {
    package private(set) var columns: Int
    package private(set) var height: Int
    /// Whether long lines are broken anew when the width changes, as most terminals do.
    package var reflows = true
    /// Whether emoji joined by U+200D are as wide as one. The emulator shows the first of them only.
    package var joinsEmoji = false
    /// What was written that a VT100 does not know, but for the marks of pastes.
    package private(set) var unknown: [String] = []
    /// The renditions asked for (ECMA-48, 8.3.117), each as it was written.
    package private(set) var renditions: [String] = []
    package private(set) var bells = 0
    /// Whether pastes are to be marked.
    package private(set) var marksPastes = false
    /// What has left the screen at the top.
    package private(set) var history: [String] = []

    private var terminal: OpaquePointer
    private let callbacks = Screen.makeCallbacks()
    private var pending: [UInt8] = []
    private var isAfterJoiner = false
    /// The rows whose line runs on in the next one.
    private var wraps: [Bool]
    private var renderedText: String?

    package init(columns: Int, height: Int) {
        self.columns = columns
        self.height = height
        wraps = Array(repeating: false, count: height)
        terminal = vterm_new(Int32(height), Int32(columns))
        setUp()
    }

    deinit {
        vterm_free(terminal)
        callbacks.deallocate()
    }

    private static func makeCallbacks() -> UnsafeMutablePointer<VTermScreenCallbacks> {
        let callbacks = UnsafeMutablePointer<VTermScreenCallbacks>.allocate(capacity: 1)
        callbacks.initialize(to: VTermScreenCallbacks())
        callbacks.pointee.bell = { screen in
            Screen.of(screen)?.bells += 1
            return 1
        }
        callbacks.pointee.sb_pushline = { count, cells, screen in
            Screen.of(screen)?.scrolled(Array(UnsafeBufferPointer(start: cells, count: Int(count))))
            return 1
        }
        return callbacks
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> Screen? {
        pointer.map { Unmanaged<Screen>.fromOpaque($0).takeUnretainedValue() }
    }

    private func setUp() {
        vterm_set_utf8(terminal, 1)
        let screen = vterm_obtain_screen(terminal)
        vterm_screen_set_callbacks(screen, callbacks, Unmanaged.passUnretained(self).toOpaque())
        vterm_screen_reset(screen, 1)
    }

    private func scrolled(_ cells: [VTermScreenCell]) {
        history.append(Self.trimmed(Self.string(cells.map(ScreenCell.init))))
        wraps.removeFirst()
        wraps.append(false)
    }

    // MARK: What is to be seen

    /// The cursor's row, counted from 0 at the top.
    package var row: Int { Int(position.row) }

    /// The cursor's column, counted from 0 at the left.
    package var column: Int { Int(position.col) }

    private var position: VTermPos {
        var position = VTermPos()
        vterm_state_get_cursorpos(vterm_obtain_state(terminal), &position)
        return position
    }

    /// The rows down to the last that is not blank, without blanks at their ends.
    package var text: String {
        if let renderedText { return renderedText }
        let text = Self.joined(rows)
        renderedText = text
        return text
    }

    /// The same, with what has scrolled away above it.
    package var allText: String { Self.joined(history + rows) }

    /// The same as `text` without what is faint or grey: hints, which nobody typed.
    package var textWithoutHints: String {
        Self.joined((0..<height).map { Self.string(cells(inRow: $0).map { $0.isFaint ? ScreenCell() : $0 }) })
    }

    /// Every row of the screen, without blanks at its end.
    package var rows: [String] { (0..<height).map { Self.trimmed(Self.string(cells(inRow: $0))) } }

    /// What stands before the cursor in its row, with the blanks there.
    package var textBeforeCursor: String { Self.string(Array(cells(inRow: row).prefix(column))) }

    /// The rows from the last one that holds `mark` on, and the cursor's place among them: what belongs to a prompt.
    package func area(from mark: String) -> ScreenArea? {
        let rows = rows
        guard let top = rows.lastIndex(where: { $0.contains(mark) }) else { return nil }
        return ScreenArea(text: Self.joined(Array(rows[top...])), row: row - top, column: column)
    }

    /// The cells of a row.
    package func cells(inRow row: Int) -> [ScreenCell] {
        let screen = vterm_obtain_screen(terminal)
        return (0..<columns).map { column in
            var cell = VTermScreenCell()
            vterm_screen_get_cell(screen, VTermPos(row: Int32(row), col: Int32(column)), &cell)
            return ScreenCell(cell)
        }
    }

    private static func string(_ cells: [ScreenCell]) -> String { cells.map(\.text).joined() }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func joined(_ lines: [String]) -> String {
        var lines = lines.map(trimmed)
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    // MARK: What changes it

    /// Takes in what a program wrote.
    package func feed(_ bytes: some Sequence<UInt8>) {
        renderedText = nil
        pending += bytes
        var rest = pending[...]
        while let token = TerminalToken(first: rest) {
            take(token)
            rest = rest.dropFirst(token.bytes.count)
        }
        pending = Array(rest)
    }

    /// Gives it another size, as somebody does who drags a window's corner.
    package func resize(columns newColumns: Int, height newHeight: Int) {
        renderedText = nil
        let lines = reflows && newColumns != columns ? wholeLines() : nil
        columns = newColumns
        height = newHeight
        guard let lines else {
            vterm_set_size(terminal, Int32(height), Int32(columns))
            wraps = Array((wraps + Array(repeating: false, count: height)).prefix(height))
            return
        }
        vterm_free(terminal)
        terminal = vterm_new(Int32(height), Int32(columns))
        wraps = Array(repeating: false, count: height)
        setUp()
        let before = history.count
        var cursor = (row: 0, column: 0, scrolled: 0)
        for (index, line) in lines.enumerated() {
            if index > 0 { feed("\r\n".utf8) }
            for (offset, cell) in line.cells.enumerated() {
                feed(cell.escaped.utf8)
                if offset + 1 == line.cursor { cursor = (row, column, history.count - before) }
            }
            if line.cursor == 0 { cursor = (row, column, history.count - before) }
        }
        let scrolled = history.count - before - cursor.scrolled
        feed("\u{1B}[\(max(0, cursor.row - scrolled) + 1);\(cursor.column + 1)H".utf8)
    }

    /// The lines down to the last that holds something or the cursor; the cursor as the number of cells before it.
    private func wholeLines() -> [(cells: [ScreenCell], cursor: Int?)] {
        var lines: [(cells: [ScreenCell], cursor: Int?)] = []
        let last = max(row, (0..<height).last { cells(inRow: $0).contains { !$0.isEmpty } } ?? 0)
        for index in 0...last {
            var row = cells(inRow: index)
            let isContinued = index < last && wraps[index]
            let cursor = index == self.row ? column : nil
            if !isContinued {
                while let cell = row.last, cell.isEmpty, row.count > cursor ?? 0 { row.removeLast() }
            }
            if index > 0, wraps[index - 1] {
                let length = lines[lines.count - 1].cells.count
                if let cursor { lines[lines.count - 1].cursor = length + cursor }
                lines[lines.count - 1].cells += row
            } else {
                lines.append((row, cursor))
            }
        }
        return lines
    }

    private func take(_ token: TerminalToken) {
        if !token.isKnownToVT100 { unknown.append(token.description) }
        switch token.kind {
        case .character(let scalar):
            defer { isAfterJoiner = scalar == "\u{200D}" }
            if joinsEmoji && isAfterJoiner { return }
            let before = position
            write(token.bytes)
            if position.row != before.row || position.col < before.col { wraps[row - 1] = true }
        case .sequence("K", _): wraps[row] = false
        case .sequence("J", "2"): wraps = Array(repeating: false, count: height)
        case .sequence("J", _): for index in row..<height { wraps[index] = false }
        case .sequence("h", "?2004"): marksPastes = true
        case .sequence("l", "?2004"): marksPastes = false
        case .sequence("m", let parameters):
            renditions.append(parameters)
            // Version 0.1.4 knows no faint rendition: a font of its own stands for it.
            let kept = parameters.split(separator: ";", omittingEmptySubsequences: false).map {
                $0 == "2" ? "11" : $0 == "22" ? "22;10" : $0
            }
            return write(Array("\u{1B}[\(kept.joined(separator: ";"))m".utf8)[...])
        default: break
        }
        if case .character = token.kind { return }
        write(token.bytes)
    }

    private func write(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            _ = vterm_input_write(terminal, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }
}

/// Some rows of a ``Screen``, with the cursor's place counted from the first of them.
package struct ScreenArea: Equatable {
    package var text: String
    package var row: Int
    package var column: Int
}

/// A place for one character on a ``Screen``.
package struct ScreenCell: Hashable {
    /// What stands there: a blank where nothing does, and no text at all in the right half of a wide character.
    package var text = " "
    /// Whether nothing was ever written there.
    package var isEmpty = true
    package var isBold = false
    /// Faint, or in the grey that many terminals have for it.
    package var isFaint = false
    package var isReversed = false
    /// The colour of the text among the terminal's own, `nil` for the usual one.
    package var color: Int?

    fileprivate init() {}

    fileprivate init(_ cell: VTermScreenCell) {
        let scalars = withUnsafeBytes(of: cell.chars) { Array($0.bindMemory(to: UInt32.self)) }
        isEmpty = scalars[0] == 0
        isBold = cell.attrs.bold != 0
        isReversed = cell.attrs.reverse != 0
        if cell.fg.type & UInt8(VTERM_COLOR_DEFAULT_FG.rawValue) == 0 { color = Int(cell.fg.indexed.idx) }
        isFaint = cell.attrs.font == 1 || color == 8
        if scalars[0] == UInt32.max {
            text = ""
        } else if !isEmpty {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars.prefix { $0 != 0 }.compactMap { Unicode.Scalar($0) })
            text = String(view)
        }
    }

    /// The text with its rendition, as a program would write it.
    fileprivate var escaped: String {
        guard !text.isEmpty else { return "" }
        var parameters = ["0"]
        if isBold { parameters.append("1") }
        if isFaint && color == nil { parameters.append("2") }
        if isReversed { parameters.append("7") }
        if let color { parameters += ["38", "5", "\(color)"] }
        return parameters == ["0"] ? text : "\u{1B}[\(parameters.joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
