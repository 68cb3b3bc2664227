import NexusFlowAPI
import ShellLanguage

/// Writes what was run into a script, line by line as it is run, so that it can be run again: what was drawn stands there
/// as it was drawn, what went wrong does not stand there at all.
struct Recorder {
    /// Absolute.
    let path: String
    /// How many sourced files deep the lines are that it keeps: those of deeper ones are told by the line that sources
    /// them. It was started at this depth, or has come back to it since.
    var depth: Int

    /// The lines that a statement becomes.
    ///
    /// - Parameters:
    ///   - submits: what it sent, as it was sent.
    /// - Returns: `nil` for what is not to be kept.
    static func lines(_ statement: Statement, of source: Source, submits: [PreparedSubmit]) -> String? {
        guard case .command(let command) = statement else { return formatted(statement, of: source) }
        guard CommandTable.command(command.name.text)?.spec.isRecorded ?? false else { return nil }
        if command.name.text == EditCommand.spec.name { return sent(submits, command) }
        let drawn = Set(submits.filter(\.hasDrawnSeed).compactMap(\.request.seed))
        if drawn.isEmpty { return formatted(statement, of: source) }
        if command.nested.isEmpty, drawn.count == 1, let seed = drawn.first {
            return withSeed(seed, command, of: source)
        }
        // Every row drew its own: the line as it was, and what it came to.
        let original = formatted(statement, of: source).split(separator: "\n").map { "# \($0)\n" }.joined()
        return original + submits.map { line(for: $0) + "\n" }.joined()
    }

    private static func formatted(_ statement: Statement, of source: Source) -> String {
        format(Script(statements: [statement], comments: []), of: source)
    }

    /// What was edited cannot be edited again without a person: what it came to is kept.
    private static func sent(_ submits: [PreparedSubmit], _ command: Command) -> String? {
        guard !submits.isEmpty else { return nil }
        let capture = command.capture.map { "\($0.text) = " } ?? ""
        return submits.map { capture + line(for: $0) + "\n" }.joined()
    }

    /// The same line with the seed among its options, which stand together.
    private static func withSeed(_ seed: Int, _ command: Command, of source: Source) -> String {
        let option = "\(Parameter.seed.name)=\(seed)"
        var bytes = Array(source.text.utf8)
        // What `again` was told of the seed is what was drawn.
        let said = command.arguments.lazy.compactMap { argument -> Option? in
            if case .option(let option) = argument, option.name.text == Parameter.seed.name { option } else { nil }
        }.first
        if let said {
            bytes.replaceSubrange(said.span.start..<said.span.end, with: Array(option.utf8))
        } else {
            var place = command.name.span.end
            if case .option(let last) = command.arguments.last { place = last.span.end }
            bytes.insert(contentsOf: Array(" \(option)".utf8), at: place)
        }
        let changed = Source(name: source.name, text: String(decoding: bytes, as: UTF8.self))
        let script = parse(changed, shapes: CommandTable.shape).script
        guard let statement = script.statements.first(where: { $0.span.start >= command.span.start }) else { return "" }
        return formatted(statement, of: changed)
    }

    /// A submit with everything that decides it.
    static func line(for submit: PreparedSubmit) -> String {
        var words = ["submit"]
        if case .object(let sent) = submit.request.json {
            for member in sent.members where member.name != Parameter.prompt.name {
                let isKnown = Parameter(rawValue: member.name) != nil
                let value = isKnown ? member.value.plainText : member.value.text()
                words.append("\(isKnown ? "" : Setting.extraPrefix)\(member.name)=\(quotedWord(value, prose: false))")
            }
        }
        for (name, value) in [("tag", submit.tag), ("note", submit.note)] {
            if let value { words.append("\(name)=\(quotedWord(value, prose: false))") }
        }
        words.insert(quotedWord(submit.request.prompt, prose: true), at: 1)
        return words.joined(separator: " ")
    }
}
