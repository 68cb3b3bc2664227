/// Makes a text of the language from the bytes of a file or of a prompt. A BOM is skipped, and CRLF becomes LF. What is
/// not well-formed UTF-8 is reported where it stands, with U+FFFD in its place; so are control characters other than
/// tab and line feed, which stay. A text with errors is still parsed, for its other mistakes, but not run.
package func decode(_ bytes: [UInt8], name: String) -> (Source, [Diagnostic]) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        let diagnostic = Diagnostic(.error, "the text is UTF-16", at: Span(0, 0), hint: "save it as UTF-8")
        return (Source(name: name, text: ""), [diagnostic])
    }
    var decoder = Decoder(bytes: bytes)
    decoder.decode()
    return (Source(name: name, text: String(decoding: decoder.output, as: UTF8.self)), decoder.diagnostics)
}

private struct Decoder {
    /// A file that is no text is full of them.
    static let diagnosticsLimit = 20

    let bytes: [UInt8]
    var output: [UInt8] = []
    var diagnostics: [Diagnostic] = []

    mutating func decode() {
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        output.reserveCapacity(bytes.count)
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x20, byte < 0x7F {
                output.append(byte)
                position += 1
            } else if byte < 0x80 {
                decodeControl(byte, at: position)
                position += 1
            } else if let length = sequenceLength(at: position) {
                if byte == 0xC2, bytes[position + 1] < 0xA0 {
                    report(control: UInt32(bytes[position + 1]), length: 2)
                }
                output.append(contentsOf: bytes[position..<position + length])
                position += length
            } else {
                position = replaceIllFormed(from: position)
            }
        }
    }

    private mutating func decodeControl(_ byte: UInt8, at position: Int) {
        if byte == Byte.carriageReturn, position + 1 < bytes.count, bytes[position + 1] == Byte.lineFeed { return }
        if byte != Byte.lineFeed, byte != Byte.tab { report(control: UInt32(byte), length: 1) }
        output.append(byte)
    }

    private mutating func replaceIllFormed(from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] >= 0x80, sequenceLength(at: end) == nil { end += 1 }
        let digits = String(bytes[start], radix: 16, uppercase: true)
        report(
            "this is not UTF-8: byte 0x\(digits)" + (end - start > 1 ? " and \(end - start - 1) more" : ""),
            length: 3,
            hint: "save the text as UTF-8"
        )
        output.append(contentsOf: [0xEF, 0xBF, 0xBD])
        return end
    }

    private mutating func report(control: UInt32, length: Int) {
        guard let scalar = Unicode.Scalar(control) else { return }
        let name =
            switch control {
            case 0: "NUL"
            case 0x0D: "a carriage return without a line feed"
            case 0x1B: "the control character ESC"
            default: "the control character \(scalar.codePoint)"
            }
        report("\(name) stands in the text", length: length, hint: "take it out")
    }

    private mutating func report(_ message: String, length: Int, hint: String) {
        guard diagnostics.count < Self.diagnosticsLimit else { return }
        diagnostics.append(Diagnostic(.error, message, at: Span(output.count, output.count + length), hint: hint))
    }

    /// The length of the well-formed sequence of two to four bytes that begins at `position` (Unicode, table 3-7).
    private func sequenceLength(at position: Int) -> Int? {
        let first = bytes[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
        for offset in 2..<max(length, 2) where bytes[position + offset] & 0xC0 != 0x80 { return nil }
        return length
    }
}
