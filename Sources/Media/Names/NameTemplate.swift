/// How downloads are named: text with fields, such as `shots/{number}-{slug:40}.mp4`.
///
/// A width is in bytes of UTF-8: text is cut at a character, a number is filled up with zeros. `/` makes folders, `{{` and
/// `}}` are braces. A template that ends with `/` names a folder for the standard name, and one without an extension gets
/// `.mp4`. What a value holds can neither make a folder nor leave one.
package struct NameTemplate: Hashable, Sendable {
    private enum Piece: Hashable, Sendable {
        case text(String)
        case field(NameField, width: Int?)
    }

    /// The standard name.
    package static let standardText = "{number}-{model}-{slug}.mp4"

    /// As it was written.
    package let text: String
    /// The pieces of each part between slashes.
    private let components: [[Piece]]

    /// - Throws: ``MediaError`` (`badTemplate`) for an empty template, an unknown field, a brace or width that is none, and
    ///   control characters.
    package init(_ text: String) throws(MediaError) {
        self.text = text
        guard !text.isEmpty else { throw MediaError(.badTemplate, "the name template is empty") }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw MediaError(.badTemplate, "the name template holds a control character")
        }
        var components = try Self.parse(text.hasSuffix("/") ? text + Self.standardText : text)
        guard components.last != [.text("..")], components.last != [.text(".")] else {
            throw MediaError(
                .badTemplate, "the name template '\(text)' names a folder; end it with '/' for the standard name")
        }
        if let last = components.indices.last {
            switch components[last].last {
            case .text(let end) where end.dropFirst().contains(".") || components[last].count > 1 && end.contains("."):
                break
            default: components[last].append(.text(".mp4"))
            }
        }
        self.components = components
    }

    /// The path that these fields make; relative unless the template begins with a slash.
    package func path(for fields: NameFields) -> String {
        components.map { component in Self.name(component, fields) }.joined(separator: "/")
    }

    private static func name(_ component: [Piece], _ fields: NameFields) -> String {
        let parts = component.map { piece in
            switch piece {
            case .text(let text): text
            case .field(let field, let width): value(field, width, fields)
            }
        }
        return FileName.shortened(parts.joined())
    }

    private static func value(_ field: NameField, _ width: Int?, _ fields: NameFields) -> String {
        let value = FileName.sanitized(field.value(in: fields), isSlug: field == .slug)
        if field.isNumber {
            let missing = (width ?? 0) - value.utf8.count
            return missing > 0 && value.utf8.allSatisfy { $0 != UInt8(ascii: "-") }
                ? String(repeating: "0", count: missing) + value : value
        }
        guard let width = width ?? field.standardWidth else { return value }
        return FileName.trimmed(FileName.cut(value, to: width))
    }

    private static func parse(_ text: String) throws(MediaError) -> [[Piece]] {
        var components: [[Piece]] = []
        var pieces: [Piece] = []
        var plain = ""
        func flushed() -> [Piece] { plain.isEmpty ? pieces : pieces + [.text(plain)] }
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "/":
                components.append(flushed())
                (pieces, plain) = ([], "")
            case "{" where rest.first == "{", "}" where rest.first == "}": plain.append(rest.removeFirst())
            case "{":
                guard let close = rest.firstIndex(of: "}") else {
                    throw MediaError(
                        .badTemplate, "a '{' in the name template '\(text)' is not closed; '{{' is a brace")
                }
                pieces = flushed() + [try field(rest[..<close])]
                plain = ""
                rest = rest[close...].dropFirst()
            case "}":
                throw MediaError(.badTemplate, "a '}' in the name template '\(text)' closes nothing; '}}' is a brace")
            default: plain.append(character)
            }
        }
        return components + [flushed()]
    }

    private static func field(_ text: Substring) throws(MediaError) -> Piece {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let field = NameField(rawValue: String(parts[0])) else {
            let known = NameField.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
            throw MediaError(.badTemplate, "a name has no field '{\(parts[0])}'; it has \(known)")
        }
        guard parts.count == 2 else { return .field(field, width: nil) }
        guard let width = Int(parts[1]), (1...FileName.byteLimit).contains(width) else {
            throw MediaError(
                .badTemplate, "the width of '{\(text)}' is not a number of bytes from 1 to \(FileName.byteLimit)")
        }
        return .field(field, width: width)
    }
}
