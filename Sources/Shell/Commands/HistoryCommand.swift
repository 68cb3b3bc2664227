import NexusFlowAPI
import ShellLanguage

/// `history [N|TEXT] [run=NUMBER]`
enum HistoryCommand: ShellCommand {
    /// How many entries are shown unless the line says otherwise.
    private static let defaultCount = 20

    static let spec = CommandSpec(
        "history", summary: "what was typed at the prompt, newest last; or run one of it again",
        operands: [CommandSpec.Operand("N|TEXT", .text, .many)],
        options: [CommandSpec.Option("run", .count(1...1_000_000), "run the entry of that number again")],
        isPaged: true, isRecorded: false,
        details: """
            Alone, the last \(defaultCount) entries; with a number, so many; with a text, those that hold it, in letters of \
            any size. Entries of other shells come first. What begins with a blank, or holds a key, is not kept. run= \
            takes a number that the list shows, tells what it runs, and asks where the entry would have asked. Ctrl-R \
            searches while typing, and Up goes through the entries that begin as the line does.
            """,
        examples: ["history", "history 50", "history paper boat", "history run=12", "history submit > shots.txt"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let history = session.history else {
            session.note("there is no history: nobody types here")
            return call.output.print(ResultSet(columns: columns, rows: []))
        }
        if let number = call.option("run") {
            return try await runAgain(number, of: await history.entries(), call, session)
        }
        let entries = Array(await history.entries().enumerated())
        session.listedHistory = [:]
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
        for (offset, entry) in shown { session.listedHistory[offset + 1] = entry }
        let width = String(shown.last.map { $0.offset + 1 } ?? 0).count
        let lines = shown.map { number, entry in
            line("\(number + 1)", entry, width: width)
        }
        call.output.print(
            ResultSet(
                columns: columns, rows: shown.map { [JSONValue($0.offset + 1), .string($0.element)] },
                sentence: lines.joined(separator: "\n")))
    }

    /// Runs an entry as if it were typed now, but does not keep it once more.
    private static func runAgain(
        _ number: Expanded, of entries: [String], _ call: CommandCall, _ session: Session
    ) async throws {
        guard call.operands.isEmpty else {
            throw ShellError(
                .check, "run= takes no other words", remedy: "write: history run=12", at: call.operands[0].span)
        }
        // Another shell may have added some meanwhile: the number is that of the list that was seen.
        let index = Int(number.text) ?? 0
        guard
            let entry = session.listedHistory[index] ?? (entries.indices.contains(index - 1) ? entries[index - 1] : nil)
        else {
            throw ShellError(
                .check, "there is no entry \(sanitised(number.text))", remedy: "history shows their numbers",
                at: number.span)
        }
        guard !session.sourcing.contains(place) else {
            throw ShellError(.check, "an entry that runs entries is not run again", at: number.span)
        }
        session.note(entry.split(separator: "\n").map { sanitised(String($0)) }.joined(separator: "\n"))
        session.sourcing.append(place)
        defer { session.sourcing.removeLast() }
        let runner = SourceRunner(session: session, record: call.record)
        guard await runner.run(Source(name: "\(place) \(index)", text: entry)) else {
            throw ShellError(.done, "entry \(index) did not run to its end", at: number.span)
        }
    }

    /// Stands for the history where files that run are named.
    private static let place = "<history>"

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
