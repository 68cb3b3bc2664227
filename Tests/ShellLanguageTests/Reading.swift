@testable import ShellLanguage

/// The commands that the tests know, one of each shape.
func shape(_ name: String) -> CommandShape? {
    switch name {
    case "submit", "sweep", "edit": CommandShape(prose: true)
    case "each": CommandShape(nestedAfter: 1)
    case "curl": CommandShape(nestedAfter: 0)
    case "api": CommandShape(rawTail: 2)
    case "expect": CommandShape(expression: true)
    case "echo", "set", "let", "list": CommandShape()
    default: nil
    }
}

func read(_ text: String) -> ParseResult {
    parse(Source(name: "test.nfs", text: text), shapes: shape)
}

/// What a text without mistakes says, one line a statement; a mistake shows instead.
func said(_ text: String) -> String {
    let result = read(text)
    guard result.diagnostics.isEmpty else { return "error: " + mistakes(text).joined(separator: "; ") }
    return result.script.statements.map(told).joined(separator: "\n")
}

/// Each mistake with the text it is about: `message [what is marked]`.
func mistakes(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return read(text).diagnostics.map {
        "\($0.message) [\(String(decoding: bytes[$0.span.start..<$0.span.end], as: UTF8.self))]"
    }
}

/// A statement in a notation of its own: `‹name.field:-default›` is a variable, `‹{›` an escaped brace, `<<TAG:text:` a
/// heredoc with its body, and quotes are those that the word has.
func told(_ statement: Statement) -> String {
    switch statement {
    case .shell(let text, _): "!" + text
    case .command(let command): told(command)
    }
}

func told(_ command: Command) -> String {
    var parts: [String] = []
    if command.tryKeyword != nil { parts.append("try") }
    if let capture = command.capture { parts.append(capture.text + " =") }
    parts.append(command.name.text)
    for argument in command.arguments {
        switch argument {
        case .operand(let word): parts.append(told(word))
        case .option(let option): parts.append(option.name.text + "=" + told(option.value))
        }
    }
    if let tail = command.rawTail { parts.append("⟦\(tail.text)⟧") }
    for nested in command.nested { parts.append("(\(told(nested)))") }
    switch command.redirect {
    case .write(let path, _): parts.append("> " + told(path))
    case .append(let path, _): parts.append(">> " + told(path))
    case .pipe(let text, _): parts.append("| " + text)
    case nil: break
    }
    return parts.joined(separator: " ")
}

func told(_ word: Word) -> String {
    let text = told(word.pieces)
    switch word.form {
    case .bare: return text
    case .rawQuoted: return "'\(text)'"
    case .quoted: return "\"\(text)\""
    case .heredoc(let tag, let raw): return raw ? "<<'\(tag)':\(text):" : "<<\(tag):\(text):"
    case .at: return "@" + text
    }
}

func told(_ pieces: [Piece]) -> String {
    pieces.map { piece in
        switch piece {
        case .text(let text, _): return text
        case .escapedBrace(let brace, _): return "‹\(brace)›"
        case .variable(let variable):
            let base =
                switch variable.base {
                case .named(let name): name
                case .argument(let number): String(number)
                case .allArguments: "@"
                }
            let path = ([base] + variable.fields).joined(separator: ".")
            return "‹" + path + (variable.fallback.map { ":-" + $0 } ?? "") + "›"
        }
    }.joined()
}

/// The same numbers on every run (SplitMix64, by Sebastiano Vigna).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
