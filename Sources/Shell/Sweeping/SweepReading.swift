import NexusFlowAPI
import ShellLanguage

/// Reads the line of a sweep: what varies, and what the prompt is made of.
struct SweepReading {
    let session: Session
    let expander: Expander
    private(set) var axes: [SweepAxis] = []
    /// The prompt in pieces; a number stands for the list of variants with that position.
    private var prompt: [PromptPart] = []

    private enum PromptPart {
        case text(String)
        case variant(Int)
    }

    /// Parameters whose value is never a list, since commas belong to it: the same for all.
    static let whole = ["note", "tag", Parameter.imgURL.name, ImageParameter.negativePrompt.name]

    /// Whether commas and ranges in the value of this option make a list.
    static func takesLists(_ name: String) -> Bool {
        !whole.contains(name) && ![Parameter.prompt.name, SweepCommand.zipName].contains(name)
    }

    init(_ command: Command, session: Session, expander: Expander) async throws {
        self.session = session
        self.expander = expander
        for argument in command.arguments {
            switch argument {
            case .operand(let word): try await addPrompt(word)
            case .option(let option) where SweepCommand.spec.option(option.name.text)?.name == Parameter.prompt.name:
                if option.value.form == .at {
                    try await addList(option, name: Parameter.prompt.name)
                } else {
                    try await addPrompt(option.value)
                }
            case .option(let option):
                let declared = SweepCommand.spec.option(option.name.text)
                let name = declared.map { $0.isFamily ? option.name.text : $0.name } ?? option.name.text
                if !Self.whole.contains(name), name != SweepCommand.zipName { try await addList(option, name: name) }
            }
        }
    }

    /// The prompt for one combination; `nil` if the line has none.
    func prompt(_ combination: [SweepAxis.Target: String]) -> String? {
        if let whole = combination[.parameter(Parameter.prompt.name)] { return whole }
        guard !prompt.isEmpty else { return nil }
        return prompt.map { part in
            switch part {
            case .text(let text): text
            case .variant(let index): combination[.variant(index)] ?? ""
            }
        }.joined()
    }

    private mutating func addPrompt(_ word: Word) async throws {
        if !prompt.isEmpty { prompt.append(.text(" ")) }
        for part in word.variants().parts {
            switch part {
            case .fixed(let pieces): prompt.append(.text(try await text(pieces, of: word)))
            case .list(let list):
                var values: [String] = []
                for alternative in list.alternatives { values.append(try await text(alternative, of: word)) }
                let index = axes.count
                axes.append(SweepAxis(target: .variant(index), values: values, span: list.span))
                prompt.append(.variant(index))
            }
        }
    }

    private func text(_ pieces: [Piece], of word: Word) async throws -> String {
        try await expander.expand(Word(form: .quoted, pieces: pieces, span: word.span)).text
    }

    private mutating func addList(_ option: ShellLanguage.Option, name: String) async throws {
        var values: [String] = []
        if option.value.form == .at {
            let file = try await expander.expand(option.value)
            values = try session.textFile(file).split(whereSeparator: \.isNewline).map(String.init)
        } else {
            for item in ListWord(word: option.value).items {
                if let range = try ListWord.range(item) {
                    values += range
                } else {
                    values.append(try await expander.expand(item).text)
                }
            }
        }
        let catalogue = try session.catalogue()
        let kind = SweepCommand.spec.option(name)?.kind ?? .text
        let canonical = try values.map { text in
            let value = Expanded(text: text, span: option.value.span, form: .quoted, capture: nil)
            return try session.canonical(value, name: name, kind: kind, in: catalogue)
        }
        guard !canonical.isEmpty else {
            throw ShellError(.check, "\(name) has no value", at: option.value.span)
        }
        axes.append(SweepAxis(target: .parameter(name), values: canonical, span: option.span))
    }
}
