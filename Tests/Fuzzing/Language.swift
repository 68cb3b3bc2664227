@testable import ShellLanguage

/// What libFuzzer calls with every input that it thinks of: reads it as a script, and ends the process where a promise
/// of the language does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
package func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let (source, mistakes) = decode(bytes, name: "input.nfs")
    let result = parse(source, shapes: shape)
    checkPlaces(result, of: source)
    checkRendering(mistakes + result.diagnostics, of: source)
    for case .command(let command) in result.script.statements { checkVariants(of: command, in: source) }
    if mistakes.isEmpty, result.diagnostics.isEmpty {
        checkLayout(result.script, of: source)
        checkQuoting(of: source.text)
    }
    // Costs as much as many inputs, and most of them differ little from the one before.
    if bytes.reduce(UInt8(size & 0xFF), &+) == 0 { checkTime(bytes) }
    return 0
}

/// Every mistake has a place in the text, and a text that is not complete has a mistake.
private func checkPlaces(_ result: ParseResult, of source: Source) {
    let length = source.text.utf8.count
    for diagnostic in result.diagnostics {
        let span = diagnostic.span
        require(0 <= span.start && span.start <= span.end && span.end <= length, "a span is outside the text")
    }
    require(!result.isIncomplete || !result.diagnostics.isEmpty, "an incomplete text has no mistake")
}

/// Nothing of the text reaches the terminal as a control character.
private func checkRendering(_ diagnostics: [Diagnostic], of source: Source) {
    guard !diagnostics.isEmpty else { return }
    let text = DiagnosticRenderer(width: 40).render(Array(diagnostics.prefix(3)), in: source)
    require(!text.unicodeScalars.contains { $0.isControl && $0 != "\n" }, "a control character is shown")
}

/// The parts of a word are the whole word.
private func checkVariants(of command: Command, in source: Source) {
    for argument in command.arguments {
        let word =
            switch argument {
            case .operand(let word): word
            case .option(let option): option.value
            }
        for list in word.variants().lists {
            require(list.alternatives.count > 1, "a list of variants has one alternative")
            require(list.span.end <= source.text.utf8.count, "a list of variants is outside the text")
        }
    }
    for nested in command.nested { checkVariants(of: nested, in: source) }
}

/// The canonical layout says the same, and is its own canonical layout.
private func checkLayout(_ script: Script, of source: Source) {
    let formatted = Source(name: source.name, text: format(script, of: source))
    let again = parse(formatted, shapes: shape)
    require(again.diagnostics.isEmpty, "the formatted text has a mistake")
    require(again.script.normalised == script.normalised, "the formatted text says something else")
    require(format(again.script, of: formatted) == formatted.text, "the formatted text is not in canonical form")
}

/// Any text, quoted, reads back as itself.
private func checkQuoting(of text: String) {
    let line = Source(
        name: "quoted.nfs", text: "submit \(quotedWord(text, prose: true)) note=\(quotedWord(text, prose: false))")
    let result = parse(line, shapes: shape)
    require(result.diagnostics.isEmpty, "a quoted text has a mistake")
    guard case .command(let command)? = result.script.statements.first, command.arguments.count == 2,
        case .operand(let prompt) = command.arguments[0], case .option(let note) = command.arguments[1]
    else { return require(false, "a quoted text is no word") }
    require(prompt.literal == text && note.value.literal == text, "a quoted text reads back as another")
}

/// Reading takes time in proportion to the text: many copies of it are read at no less than 100 KB/s.
private func checkTime(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let copies = 50_000 / bytes.count
    let many = Array(repeatElement(bytes, count: max(1, copies)).joined())
    let start = processorSeconds()
    let (source, mistakes) = decode(many, name: "input.nfs")
    let result = parse(source, shapes: shape)
    if mistakes.isEmpty, result.diagnostics.isEmpty { _ = format(result.script, of: source) }
    let seconds = processorSeconds() - start
    require(seconds < 0.5 + Double(many.count) / 100_000, "\(many.count) bytes took \(seconds) s")
}
