import NexusFlowAPI
import ShellLanguage
import Synchronization

/// Where the results of one command go: the console, or a redirect or a pager that takes them when the command has ended.
package final class Output: Sendable {
    private let console: any Console
    private let isCollected: Bool
    private let collected = Mutex("")
    private let format: OutputFormat
    /// Columns that a line may have.
    let width: Int
    /// Whether a terminal shows what is written here.
    package let isTerminal: Bool
    /// Whether it may hold what ASCII has not: always but on a terminal whose locale says otherwise.
    package let isUnicode: Bool
    /// The colours that what is written here may have.
    package let palette: Palette

    /// - Parameters:
    ///   - redirected: collects instead of printing, for no terminal; ``text`` has it all then.
    ///   - isCollected: collects all the same, for the terminal.
    init(
        console: any Console, format: OutputFormat, palette: Palette, redirected: Bool, isCollected: Bool = false
    ) {
        self.console = console
        self.format = format
        self.isCollected = redirected || isCollected
        isUnicode = redirected || !console.resultIsTerminal || console.terminal.isUnicode
        isTerminal = !redirected && console.resultIsTerminal
        width = redirected || !console.resultIsTerminal ? .max : console.width
        self.palette = redirected ? .plain : palette
    }

    /// Prints a result in the format of the session.
    package func print(_ result: ResultSet) {
        // These two give values as they are, which is right everywhere but on a terminal.
        let isRaw = isTerminal && (format == .csv || format == .tsv)
        let text = (isRaw ? result.withoutControls : result).text(format, width: width, palette: palette)
        // As wide as the mark that it stands for, so that columns stay where they are.
        write(isUnicode || format != .table ? text : text.replacing("…", with: "~"))
    }

    /// Prints text as it is, whatever the format: only for commands whose result is text.
    package func write(_ text: String) {
        guard !text.isEmpty else { return }
        if isCollected {
            collected.withLock { $0 += text }
        } else {
            console.result(text)
        }
    }

    /// What was collected.
    var text: String { collected.withLock { $0 } }
}

extension ResultSet {
    /// The same with nothing in its texts that a terminal would obey.
    fileprivate var withoutControls: ResultSet {
        let rows = rows.map { row in row.map { value in value.string.map { .string(sanitised($0)) } ?? value } }
        return ResultSet(columns: columns, rows: rows, shape: shape, sentence: sentence)
    }
}
