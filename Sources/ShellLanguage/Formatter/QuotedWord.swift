/// Writes a text so that it reads back as exactly that text: as one operand or value, never as an option, a list, a
/// variant, a task or a path to expand.
///
/// It is bare if it is nothing but characters that mean nothing anywhere, else in single quotes, and in double quotes if
/// it holds a single quote, a line break or a tab, so that it is one line. Control characters beyond these two cannot
/// be written in the language: they come through ``parse(_:shapes:)``, but ``decode(_:name:)`` refuses them.
///
/// - Parameter prose: The word is a prompt, which is quoted always: bare it would run into the words beside it.
package func quotedWord(_ text: String, prose: Bool) -> String {
    if !prose, isSafeBare(text) { return text }
    let needsEscapes = text.utf8.contains { $0 == Byte.singleQuote || $0 < 0x20 }
    guard needsEscapes else { return "'\(text)'" }
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\", "$", "{", "}": result.unicodeScalars.append(contentsOf: ["\\", scalar])
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

private func isSafeBare(_ text: String) -> Bool {
    guard let first = text.utf8.first, first.continuesVariable || first == Byte.dot || first == UInt8(ascii: "/")
    else { return false }
    var last: UInt8 = 0
    var couldBeOption = true
    for byte in text.utf8 {
        switch byte {
        case Byte.equals:
            if couldBeOption { return false }
        case Byte.dot:
            // `1..4` is a list where lists are.
            if last == Byte.dot { return false }
        case Byte.hyphen, UInt8(ascii: "/"), Byte.colon, UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "%"),
            UInt8(ascii: "+"):
            break
        default:
            guard byte.continuesVariable else { return false }
        }
        if !byte.continuesName { couldBeOption = false }
        last = byte
    }
    return true
}
