package import ShellLanguage

/// One command as it is declared, once: parsing, checking, completion, hints and help are all made from it.
///
/// A class, since every line of a script looks at one, and there is one of each.
package final class CommandSpec: Sendable {
    /// A positional argument.
    package struct Operand: Sendable {
        package enum Arity: Sendable {
            case one
            case optional
            /// Any number, none included.
            case many
            /// One at least.
            case some
        }

        package let name: String
        package let kind: ValueKind
        package let arity: Arity
        /// Words of their own meaning that may stand in its place, such as `off`.
        package let words: [String]

        package var takesSeveral: Bool { arity == .many || arity == .some }

        package init(_ name: String, _ kind: ValueKind, _ arity: Arity = .one, words: [String] = []) {
            self.name = name
            self.kind = kind
            self.arity = arity
            self.words = words
        }

        /// As usage lines write it: `TASK`, `[FILE|off]`, `[TASKS…]`.
        var usage: String {
            let name = ([name] + words).joined(separator: "|")
            return switch arity {
            case .one: name
            case .optional: "[\(name)]"
            case .many: "[\(name)…]"
            case .some: "\(name)…"
            }
        }
    }

    /// A `NAME=value` argument.
    package struct Option: Sendable {
        /// Ends in a dot where it stands for a family, such as `extra.`.
        package let name: String
        package let aliases: [String]
        package let kind: ValueKind
        package let summary: String
        /// Whether the command does nothing without it.
        package let isNeeded: Bool

        package init(
            _ name: String, _ kind: ValueKind, aliases: [String] = [], isNeeded: Bool = false, _ summary: String
        ) {
            self.name = name
            self.aliases = aliases
            self.kind = kind
            self.isNeeded = isNeeded
            self.summary = summary
        }

        package var isFamily: Bool { name.hasSuffix(".") }

        /// Its name and sign as usage lines write them: `seed=`, `extra.NAME=`.
        var nameUsage: String { isFamily ? "\(name)NAME=" : "\(name)=" }

        /// As usage lines write it: `[seed=N]`, `to=FILE` where it is needed.
        var usage: String {
            let usage = nameUsage + kind.placeholder
            return isNeeded ? usage : "[\(usage)]"
        }

        package func matches(_ text: String) -> Bool {
            name == text || aliases.contains(text) || (isFamily && text.hasPrefix(name) && text.count > name.count)
        }
    }

    package let name: String
    package let aliases: [String]
    package let summary: String
    package let operands: [Operand]
    package let options: [Option]
    package let shape: CommandShape
    /// Whether `NAME = COMMAND` may bind what it makes.
    package let canBeCaptured: Bool
    /// Whether what it makes are submitted tasks.
    package let submits: Bool
    /// Whether lists in its options and variants in its prompt multiply.
    package let multiplies: Bool
    /// Whether it prints results, so that a redirect makes sense.
    package let prints: Bool
    /// Whether what it prints is to be read, and may be longer than the screen: at the prompt it goes through the pager.
    package let isPaged: Bool
    /// Whether it runs while a plan is made: it changes nothing outside the session, and waits for nothing.
    package let isPlanned: Bool
    /// Whether `record` keeps it.
    package let isRecorded: Bool
    /// Paragraphs for `help NAME`, between the usage and the options.
    package let details: String
    /// Where each option stands, by name and alias.
    private let optionIndex: [String: Int]
    /// Lines that can be run as they stand.
    package let examples: [String]

    package init(
        _ name: String, aliases: [String] = [], summary: String, operands: [Operand] = [], options: [Option] = [],
        shape: CommandShape = CommandShape(), canBeCaptured: Bool = false, submits: Bool = false,
        multiplies: Bool = false, prints: Bool = true, isPaged: Bool = false, isPlanned: Bool = false,
        isRecorded: Bool = true,
        details: String = "", examples: [String] = []
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.operands = operands
        self.options = options
        self.shape = shape
        self.canBeCaptured = canBeCaptured
        self.submits = submits
        self.multiplies = multiplies
        self.prints = prints
        self.isPaged = isPaged
        self.isPlanned = isPlanned
        self.isRecorded = isRecorded
        self.details = details
        optionIndex = Dictionary(
            options.enumerated().flatMap { index, option in ([option.name] + option.aliases).map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        self.examples = examples
    }

    /// The declared option that `text` names, directly, by alias, or as a member of a family.
    package func option(_ text: String) -> Option? {
        if let index = optionIndex[text] { return options[index] }
        return options.first { $0.isFamily && $0.matches(text) }
    }

    /// So many options at most are spelt out in one line, each with its values.
    static let spelledOptions = 4

    /// The operand that a word stands for, one of `count`: those behind one that takes several are counted from the end.
    ///
    /// - Returns: `nil` for a word too many.
    package func operand(at index: Int, of count: Int) -> Operand? {
        guard let open = operands.firstIndex(where: \.takesSeveral), index >= open else {
            return index < operands.count ? operands[index] : nil
        }
        let fromEnd = count - index
        return fromEnd < operands.count - open ? operands[operands.count - fromEnd] : operands[open]
    }

    /// What the next word may stand for, behind `count` of them.
    package func operands(behind count: Int) -> [Operand] {
        guard let open = operands.firstIndex(where: \.takesSeveral), count >= open else {
            return count < operands.count ? [operands[count]] : []
        }
        return count == open ? [operands[open]] : Array(operands[open...])
    }

    /// The line of `help` that shows how it is written: `submit [PROMPT] [PARAM=VALUE…]`.
    package var usage: String {
        var words = [name]
        words += operands.map(\.usage)
        if options.count > Self.spelledOptions {
            words.append("[PARAM=VALUE…]")
        } else {
            words += options.map(\.usage)
        }
        if shape.nestedAfter != nil { words.append("COMMAND") }
        return words.joined(separator: " ")
    }
}

/// A command of the shell: its declaration, and what it does.
///
/// A run parses nothing and prints nothing by itself: it takes expanded arguments, acts through the session, and hands
/// results to ``CommandCall/output``.
package protocol ShellCommand: Sendable {
    static var spec: CommandSpec { get }

    /// - Throws: ``ShellError``, or an error of the engine, the ledger or the service, which the interpreter frames.
    static func run(_ call: CommandCall, in session: Session) async throws
}
