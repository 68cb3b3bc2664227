import Glibc

/// What the user sees.
extension EditSession {
    private static let fallback = (rows: 24, columns: 80)

    private var size: (rows: Int, columns: Int) { modes?.size ?? Self.fallback }

    /// Brings the screen up to date.
    func draw() { writeAll(painter.paint(image()), to: configuration.output) }

    /// The last picture of a read: the whole line without what helps to type it, and the cursor below.
    func finishDrawing() {
        list = nil
        searching = nil
        // Where the terminal is gone there is nobody to draw for.
        if case .failed = outcome { return painter.forget() }
        leaveScreen(mark: outcome == .interrupted ? "^C" : "")
    }

    /// Leaves the line as it is on the screen, without what helps to type it, and the cursor below.
    func leaveScreen(mark: String = "") {
        writeAll(painter.paint(image(isLast: true, mark: mark)), to: configuration.output)
        writeAll(painter.leave(), to: configuration.output)
    }

    /// Prints texts where the prompt stood, and the prompt below them.
    func drawAbove(_ notices: [String]) {
        let text = notices.map { Notice.printable($0) + "\n" }.joined().split(
            separator: "\n", omittingEmptySubsequences: false)
        writeAll(painter.erase() + Array(text.joined(separator: "\r\n").utf8), to: configuration.output)
        draw()
    }

    /// Prints what was queued while nobody types.
    func printNotices() {
        let notices = mailbox.takeNotices()
        guard !notices.isEmpty else { return }
        let isTerminal = isatty(configuration.output) == 1
        if plainPrompt != nil { writeAll([0x0A], to: configuration.output) }
        let text = notices.map { Notice.printable($0) + "\n" }.joined()
        writeAll(Array(text.utf8), to: isTerminal ? configuration.output : configuration.error)
        if let plainPrompt { writeAll(Array(plainPrompt.utf8), to: configuration.output) }
    }

    /// Begins at the left edge even if what was printed last did not end its line: a mark and a row of blanks wrap
    /// to the next row only then.
    func startOnNewRow() {
        painter.forget()
        guard let columns = modes?.size?.columns else { return }
        let mark = painter.usesColor ? "\u{1B}[2m~\u{1B}[0m" : "~"
        let text = mark + String(repeating: " ", count: columns - 1) + "\r\u{1B}[K"
        writeAll(Array(text.utf8), to: configuration.output)
    }

    /// Follows a change of the terminal's size; `true` when there was one.
    func noticeNewSize() -> Bool {
        let columns = size.columns
        guard painter.isShowing, let shown = painter.columns, shown != columns else { return painter.isShowing }
        painter.resized(toColumns: columns, reflows: configuration.terminalReflows)
        writeAll(painter.erase(), to: configuration.output)
        return true
    }

    /// - Parameter isLast: whether it stays on the screen when something else follows below.
    private func image(isLast: Bool = false, mark: String = "") -> ScreenImage {
        let size = size
        var image = ScreenImage(columns: size.columns)
        if let searching {
            searching.draw(into: &image)
        } else {
            for run in prompt.text { image.append(run.text, run.style) }
            let cursor = mark.isEmpty ? engine?.cursor : nil
            image.append(engine?.scalars ?? [], .plain, cursor: cursor, continuation: prompt.continuation)
            if !mark.isEmpty { image.append(Array(mark.unicodeScalars), .dim, cursor: mark.unicodeScalars.count) }
            ghost = nil
            if !isLast { addAdvice(to: &image) }
        }
        let listed = list.map { list in
            list.candidates.rows(page: list.page, columns: size.columns, height: max(1, size.rows - 2))
        }
        let inputHeight = max(1, size.rows - (listed?.count ?? 0))
        topRow = image.clip(to: inputHeight, top: topRow)
        if let listed { image.appendBelow(listed) }
        return image
    }

    private func addAdvice(to image: inout ScreenImage) {
        guard let engine else { return }
        let scalars = engine.scalars
        let text = String(scalars)
        let isAtEnd = engine.cursor == scalars.count
        let cursor = isAtEnd ? text.utf8.count : String(scalars[..<engine.cursor]).utf8.count
        let advice = configuration.advise(CompletionRequest(buffer: text, cursor: cursor))
        let figures = image.fitting(advice.figures)
        if isAtEnd, painter.showsGhosts, list == nil {
            let width = figures.reduce(0) { $0 + TextWidth.of($1.text) }
            if advice.suggestsEntries, let rest = suggestion.rest(behind: text, in: history) {
                ghost = (rest, text)
                let lines = rest.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
                image.appendAside(
                    String(lines[0]) + (lines.count > 1 ? configuration.cutMark : ""), .ghost, reserving: width,
                    cutMark: configuration.cutMark)
            } else {
                image.appendAside(advice.hint, .ghost, reserving: width, cutMark: configuration.cutMark)
            }
        }
        image.appendAtEdge(figures)
    }
}
