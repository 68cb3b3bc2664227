import NexusFlowAPI
import ShellLanguage

/// The words of the language that an editor can colour, taken from the tables that the shell itself works by.
struct Vocabulary {
    /// Commands with their aliases, sorted.
    let commands: [String]
    /// Those behind whose file another command stands.
    let nestingCommands: [String]
    /// Options and settings, sorted; those that end in a dot stand for a family.
    let names: [String]
    /// Values that can be listed, sorted.
    let values: [String]

    init() {
        let specs = CommandTable.all.map { $0.spec }
        let options = specs.flatMap(\.options)
        commands = Self.sorted(CommandTable.names.filter { $0.allSatisfy(\.isLetter) })
        nestingCommands = Self.sorted(specs.filter { $0.shape.nestedAfter == 1 }.map(\.name))
        names = Self.sorted(
            options.flatMap { [$0.name] + $0.aliases } + Setting.all.flatMap { [$0.name] + $0.aliases })
        values = Self.sorted(options.flatMap(\.kind.choices) + Setting.all.flatMap(\.kind.choices))
    }

    private static func sorted(_ words: [String]) -> [String] { Set(words).sorted() }

    /// Words that are kept for what the language does not have.
    static let reserved = ["end", "fn", "for", "if", "while"]
}
