import ShellLanguage

/// The program in which long results are read: which one, with what in its environment, and for which results.
struct Pager: Hashable, Sendable {
    /// A command of the system's shell.
    let command: String
    /// What its environment holds beside this program's own.
    let variables: [String: String]
    /// Whether short results are read in it too.
    let takesAll: Bool

    /// - Parameters:
    ///   - setting: `auto`, `on`, `off`, or a command.
    ///   - environment: the variables of the process.
    /// - Returns: `nil` where none is wanted.
    init?(setting: String, environment: [String: String]) {
        let own = ["auto", "on", "off"].contains(setting) ? nil : setting
        guard setting != "off" else { return nil }
        let command = own ?? environment["PAGER"] ?? Self.usual
        // An empty PAGER, and `cat`, are how people say that they want none.
        guard command.contains(where: { !$0.isWhitespace }), own != nil || command != "cat" else { return nil }
        self.command = command
        takesAll = setting == "on"
        // Renditions are shown as such, the text stays on the screen, and of what fits it nothing is paged.
        variables = environment["LESS"] == nil ? ["LESS": (takesAll ? "RX" : "FRX") + Self.prompt] : [:]
    }

    /// Whether a text is to be read in it.
    ///
    /// - Parameters:
    ///   - columns: of the terminal.
    ///   - rows: of the terminal; one is the prompt's.
    func takes(_ text: String, columns: Int, rows: Int) -> Bool {
        guard !text.isEmpty else { return false }
        return takesAll || Self.rows(of: text, columns: columns) >= rows
    }

    /// The program, as far as it can be told without running the shell; `nil` where only the shell can.
    var program: String? {
        let word = command.drop { $0 == " " }.prefix { $0 != " " }
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
        return isPlain && !word.isEmpty ? String(word) : nil
    }

    private static let usual = "less"
    /// What stands below a page, for those who never met `less` (less(1), PROMPTS).
    private static let prompt = "Ps?e(END) q leaves:space goes on, q leaves.$"

    /// How many rows a text takes on a terminal.
    static func rows(of text: String, columns: Int) -> Int {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.reduce(0) { rows, line in
            rows + max(1, (displayWidth(of: sanitised(String(line))) + columns - 1) / max(1, columns))
        }
    }
}
