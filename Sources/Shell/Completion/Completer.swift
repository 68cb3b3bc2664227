package import NexusFlowAPI
import ShellLanguage

/// What can stand at a place of a line, from the command table.
package struct Completer: Sendable {
    /// One thing that could be typed, with what it means.
    package struct Candidate: Hashable, Sendable {
        package let text: String
        package let summary: String
        /// What follows it: a blank, or nothing where the word goes on.
        package let suffix: String
    }

    private let catalogue: Catalogue

    package init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// The candidates for the word that ends at `cursor`, and where that word begins.
    ///
    /// - Parameter cursor: a UTF-8 offset into `line`.
    package func candidates(for line: String, cursor: Int) -> (start: Int, candidates: [Candidate]) {
        let typed = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
        let lastLine = typed.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let wordStart = lastLine.lastIndex(of: " ").map { lastLine.index(after: $0) } ?? lastLine.startIndex
        let word = String(lastLine[wordStart...])
        let start = typed.utf8.count - word.utf8.count
        var before = lastLine[..<wordStart].split(separator: " ").map(String.init)
        if before.first == "try" { before.removeFirst() }
        if before.count >= 2, before[1] == "=" { before.removeFirst(2) }
        guard let name = before.first else { return (start, commands()) }
        guard let spec = CommandTable.command(name)?.spec else { return (start, []) }
        if let sign = word.firstIndex(of: "="), let option = spec.option(String(word[..<sign])) {
            let valueStart = start + word[...sign].utf8.count
            return (valueStart, values(of: option.kind, suffix: " "))
        }
        return (start, arguments(of: spec, given: before.dropFirst()))
    }

    private func commands() -> [Candidate] {
        CommandTable.all.map { Candidate(text: $0.spec.name, summary: $0.spec.summary, suffix: " ") }
    }

    private func arguments(of spec: CommandSpec, given: ArraySlice<String>) -> [Candidate] {
        let used = Set(given.compactMap { word in word.firstIndex(of: "=").map { String(word[..<$0]) } })
        let options = spec.options.filter { !used.contains($0.name) }.map { option in
            Candidate(text: option.isFamily ? option.name : option.name + "=", summary: option.summary, suffix: "")
        }
        let position = given.count { !$0.contains("=") }
        let operand = position < spec.operands.count ? spec.operands[position] : spec.operands.last
        return (operand.map { values(of: $0.kind, suffix: " ") } ?? []) + options
    }

    private func values(of kind: ValueKind, suffix: String) -> [Candidate] {
        switch kind {
        case .parameter(.model):
            catalogue.models.map {
                Candidate(text: $0.id, summary: "\($0.mode.rawValue), \($0.provider)", suffix: suffix)
            }
        case .setting: Setting.all.map { Candidate(text: $0.name, summary: $0.summary, suffix: suffix) }
        case .topic:
            commands() + Setting.all.map { Candidate(text: $0.name, summary: $0.summary, suffix: suffix) }
        case .task, .tasks:
            TaskReference.words.map { Candidate(text: "@" + $0, summary: "", suffix: suffix) }
        default: kind.choices.map { Candidate(text: $0, summary: "", suffix: suffix) }
        }
    }
}
