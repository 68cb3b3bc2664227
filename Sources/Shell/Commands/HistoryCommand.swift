import NexusFlowAPI
import ShellLanguage

/// `history [N|TEXT]`
enum HistoryCommand: ShellCommand {
    /// How many entries are shown unless the line says otherwise.
    private static let defaultCount = 20

    static let spec = CommandSpec(
        "history", summary: "what was typed at the prompt, newest last",
        operands: [CommandSpec.Operand("N|TEXT", .text, .many)], isPaged: true, isRecorded: false,
        details: """
            Alone, the last \(defaultCount) entries; with a number, so many; with a text, those that hold it, in letters of \
            any size. Entries of other shells come first. What begins with a blank, or holds a key, is not kept. Ctrl-R \
            searches while typing, and Up goes through the entries that begin as the line does.
            """,
        examples: ["history", "history 50", "history paper boat", "history submit > shots.txt"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let history = session.history else {
            session.note("there is no history: nobody types here")
            return call.output.print(ResultSet(columns: columns, rows: []))
        }
        let entries = Array(await history.entries().enumerated())
        let shown: ArraySlice<(offset: Int, element: String)>
        switch call.joinedOperands {
        case nil: shown = entries.suffix(defaultCount)
        case let text? where call.operands.count == 1 && call.operands[0].form == .bare && text.allSatisfy(\.isNumber):
            guard let count = Int(text), count > 0 else {
                throw ShellError(
                    .check, "'\(sanitised(text))' is no number of entries", remedy: "write 1 or more",
                    at: call.operands[0].span)
            }
            shown = entries.suffix(count)
        case let text?:
            let wanted = text.lowercased()
            shown = entries.filter { $0.element.lowercased().contains(wanted) }[...]
        }
        if shown.isEmpty { session.note("no such entry") }
        let width = String(shown.last.map { $0.offset + 1 } ?? 0).count
        let lines = shown.map { number, entry in
            line("\(number + 1)", entry, width: width)
        }
        call.output.print(
            ResultSet(
                columns: columns, rows: shown.map { [JSONValue($0.offset + 1), .string($0.element)] },
                sentence: lines.joined(separator: "\n")))
    }

    private static let columns: [ResultSet.Column] = [
        ResultSet.Column("number", title: "NUMBER", isTrailing: true),
        ResultSet.Column("entry", title: "ENTRY"),
    ]

    /// An entry as people read it: whole, its further lines below its first.
    private static func line(_ number: String, _ entry: String, width: Int) -> String {
        let margin = String(repeating: " ", count: width + 2)
        let lines = entry.split(separator: "\n", omittingEmptySubsequences: false).map { sanitised(String($0)) }
        return String(repeating: " ", count: width - number.count) + number + "  "
            + lines.joined(separator: "\n" + margin)
    }
}
