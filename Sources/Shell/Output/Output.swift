import NexusFlowAPI
import ShellLanguage
import Synchronization

/// Where the results of one command go: the console, or a redirect that takes them when the command has ended.
package final class Output: Sendable {
    private let console: any Console
    private let isRedirected: Bool
    private let collected = Mutex("")
    private let format: OutputFormat
    /// Columns that a line may have.
    let width: Int
    /// Whether a terminal shows what is written here.
    package let isTerminal: Bool
    /// The colours that what is written here may have.
    package let palette: Palette

    /// - Parameter redirected: collects instead of printing; ``text`` has it all then.
    init(console: any Console, format: OutputFormat, palette: Palette, redirected: Bool) {
        self.console = console
        self.format = format
        isRedirected = redirected
        isTerminal = !redirected && console.resultIsTerminal
        width = redirected || !console.resultIsTerminal ? .max : console.width
        self.palette = redirected ? .plain : palette
    }

    /// Prints a result in the format of the session.
    package func print(_ result: ResultSet) {
        // These two give values as they are, which is right everywhere but on a terminal.
        let isRaw = isTerminal && (format == .csv || format == .tsv)
        write((isRaw ? result.withoutControls : result).text(format, width: width, palette: palette))
    }

    /// Prints text as it is, whatever the format: only for commands whose result is text.
    package func write(_ text: String) {
        guard !text.isEmpty else { return }
        if isRedirected {
            collected.withLock { $0 += text }
        } else {
            console.result(text)
        }
    }

    /// What was collected for the redirect.
    var text: String { collected.withLock { $0 } }
}

extension ResultSet {
    /// The same with nothing in its texts that a terminal would obey.
    fileprivate var withoutControls: ResultSet {
        let rows = rows.map { row in row.map { value in value.string.map { .string(sanitised($0)) } ?? value } }
        return ResultSet(columns: columns, rows: rows, shape: shape, sentence: sentence)
    }
}
