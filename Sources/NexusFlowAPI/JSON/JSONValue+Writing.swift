extension JSONValue {
    /// How a JSON text is laid out.
    package enum Layout: Sendable {
        /// On one line, without blanks.
        case compact
        /// A member a line, indented by two blanks a level.
        case indented
    }

    /// The JSON text of this value, without a newline at its end. What a terminal could obey is escaped (RFC
    /// 8259, section 7): control characters, separators of lines, and what turns the direction of writing. The rest of
    /// Unicode stands as it is.
    package func text(_ layout: Layout = .compact) -> String {
        var output = ""
        write(to: &output, layout, level: 0)
        return output
    }

    private func write(to output: inout String, _ layout: Layout, level: Int) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .number(let text): output += text
        case .string(let text): Self.write(text, to: &output)
        case .array(let elements):
            Self.write(elements, "[", "]", to: &output, layout, level) { element, output in
                element.write(to: &output, layout, level: level + 1)
            }
        case .object(let object):
            Self.write(object.members, "{", "}", to: &output, layout, level) { member, output in
                Self.write(member.name, to: &output)
                output += layout == .compact ? ":" : ": "
                member.value.write(to: &output, layout, level: level + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, to output: inout String, _ layout: Layout, _ level: Int,
        each: (Element, inout String) -> Void
    ) {
        output += open
        for (position, element) in elements.enumerated() {
            if position > 0 { output += "," }
            if layout == .indented { output += "\n" + String(repeating: "  ", count: level + 1) }
            each(element, &output)
        }
        if layout == .indented, !elements.isEmpty { output += "\n" + String(repeating: "  ", count: level) }
        output += close
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
