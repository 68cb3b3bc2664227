import ShellLanguage

/// What may follow a line that is being typed: the operands and options that it does not have yet.
///
///     ArgumentHint(behind: "cost ").text   // [TASKS…] [by=model|day|tag|status|run] [since=SINCE]
package struct ArgumentHint: Hashable, Sendable {
    /// With the blank that separates it from what is typed; empty where nothing is to be said.
    package let text: String

    /// Behind a longer text nobody looks for its options. In UTF-8.
    private static let longest = 2_000

    /// - Parameter typed: everything up to the cursor.
    package init(behind typed: String) {
        text = typed.utf8.count > Self.longest ? "" : Self.hint(behind: TypedLine(typed))
    }

    private static func hint(behind line: TypedLine) -> String {
        guard !line.isOpaque else { return "" }
        let word = line.current
        switch line.position.0 {
        case .unknown: return ""
        case .command(let isFirst):
            guard !word.raw.isEmpty else { return isFirst ? "" : "COMMAND" }
            return CommandTable.command(word.raw).map { separated(rest(of: $0.spec, given: [])) } ?? ""
        case .arguments(let spec, let given):
            guard word.quote == nil else { return "" }
            if !spec.shape.expression, let sign = given.lastIndex(where: { $0.raw == ">" || $0.raw == ">>" }) {
                return word.raw.isEmpty && sign == given.endIndex - 1 ? "FILE" : ""
            }
            if word.raw.isEmpty { return rest(of: spec, given: Array(given)) }
            if let name = word.name, word.meaning.isEmpty { return spec.option(name)?.kind.placeholder ?? "" }
            return separated(rest(of: spec, given: given + [word]))
        }
    }

    private static func separated(_ text: String) -> String { text.isEmpty ? "" : " " + text }

    private static func rest(of spec: CommandSpec, given: [TypedLine.Word]) -> String {
        let operands = given.count { $0.name == nil }
        var used = Set(given.compactMap { word in word.name.flatMap { spec.option($0)?.name } })
        // A prompt is given once, as words or as an option.
        let prompt = spec.shape.prose ? spec.operands.first : nil
        let hasPrompt = prompt.map { operands > 0 || used.contains($0.name.lowercased()) } ?? false
        if let prompt, hasPrompt { used.insert(prompt.name.lowercased()) }
        var words = hasPrompt ? [] : spec.operands.dropFirst(operands).map(\.usage)
        if spec.shape.nestedAfter != nil { words.append("COMMAND") }
        let options = spec.options.filter { !used.contains($0.name) }
        if options.count > CommandSpec.spelledOptions {
            words.append("[" + options.map(\.nameUsage).joined(separator: " ") + "]")
        } else {
            words += options.map(\.usage)
        }
        return words.joined(separator: " ")
    }
}
