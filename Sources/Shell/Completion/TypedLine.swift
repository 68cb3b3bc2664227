import ShellLanguage

/// What stands before the cursor, as far as completion has to know it: the words of the line that are finished, and
/// the one that is being typed.
///
/// Unlike the parser it takes a text that is not finished; it knows words, quotes, continued lines and heredocs.
struct TypedLine {
    /// A word as it was written, with its place.
    struct Word {
        /// Where it begins: a UTF-8 offset into the text.
        var start: Int
        /// As it stands there, quotes and escapes too.
        var raw = ""
        /// What it means, variables left as they are.
        var meaning = ""
        /// The quote that is open at its end.
        var quote: Character?
        /// How much of it, in UTF-8, is the `NAME=` before a value; 0 in a word that is none.
        var nameLength = 0

        /// The name of the option, if it is one.
        var name: String? { nameLength > 0 ? String(decoding: raw.utf8.prefix(nameLength - 1), as: UTF8.self) : nil }
    }

    /// The words before the one that is being typed.
    private(set) var finished: [Word] = []
    /// The word at the cursor; empty behind a blank.
    private(set) var current: Word
    /// Whether the text is none of the language: a comment, the text of a heredoc, a line for the system's shell.
    private(set) var isOpaque = false

    private let characters: [Character]
    private var index = 0
    private var offset = 0
    private var heredocs: [String] = []

    init(_ text: String) {
        characters = Array(text)
        current = Word(start: 0)
        while index < characters.count { step() }
        if current.raw.hasPrefix("!") && finished.isEmpty { isOpaque = true }
    }

    private mutating func step() {
        let character = characters[index]
        if let quote = current.quote { return insideQuotes(character, quote) }
        switch character {
        case " ", "\t":
            endWord()
            advance()
            current = Word(start: offset)
        case "\n", "\r\n":
            endWord()
            advance()
            beginLine()
        case "\\" where index + 1 < characters.count && characters[index + 1].isNewline && current.raw.isEmpty:
            advance()
            advance()
            current = Word(start: offset)
        case "\"", "'":
            // A quote opens where a word or a value begins, and behind `@tag:`.
            let isFirst =
                current.raw.utf8.count == current.nameLength || current.raw == "@" + tagSelectorPrefix
            current.raw.append(character)
            if isFirst { current.quote = character } else { current.meaning.append(character) }
            advance()
        case "=" where current.nameLength == 0 && Self.isName(current.raw):
            current.raw.append(character)
            current.nameLength = current.raw.utf8.count
            current.meaning = ""
            advance()
        default:
            current.raw.append(character)
            current.meaning.append(character)
            advance()
        }
    }

    private mutating func insideQuotes(_ character: Character, _ quote: Character) {
        current.raw.append(character)
        advance()
        if character == quote {
            current.quote = nil
        } else if quote == "\"", character == "\\", index < characters.count {
            let escaped = characters[index]
            current.raw.append(escaped)
            current.meaning.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
            advance()
        } else {
            current.meaning.append(character)
        }
    }

    private mutating func advance() {
        offset += characters[index].utf8.count
        index += 1
    }

    private mutating func endWord() {
        guard !current.raw.isEmpty else { return }
        let value = current.raw.utf8.dropFirst(current.nameLength)
        if value.starts(with: "<<".utf8) {
            let tag = String(decoding: value.dropFirst(2), as: UTF8.self)
            heredocs.append(tag.filter { $0 != "'" })
        }
        if (finished.isEmpty && current.raw.hasPrefix("!")) || current.raw == "|" || current.raw == "#" {
            isOpaque = true
        }
        finished.append(current)
    }

    /// Begins a line, behind the texts of the heredocs of the one before.
    private mutating func beginLine() {
        finished = []
        isOpaque = false
        for tag in heredocs {
            var line = ""
            repeat {
                line = ""
                while index < characters.count, !characters[index].isNewline {
                    line.append(characters[index])
                    advance()
                }
                if index == characters.count {
                    isOpaque = true
                    break
                }
                advance()
            } while line != tag
        }
        heredocs = []
        current = Word(start: offset)
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || (0x30...0x39).contains(byte) || "_.-".utf8.contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
