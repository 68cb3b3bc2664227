/// What an error answer says, whatever its shape: no page documents it.
package struct ErrorBody: Hashable, Sendable {
    /// Text of at most 1000 characters, as the server wrote it: control characters are the reader's concern.
    package let message: String
    /// Such as `InvalidParameter`.
    package let code: String?

    /// Reads `{"error":{"message","type","code"}}`, `{"error":"…"}`, `{"message"}`, `{"code","message"}`, and the first
    /// line of anything else, HTML stripped of its tags.
    ///
    /// - Returns: `nil` if there is nothing to read.
    package init?(_ bytes: [UInt8]) {
        if let json = try? JSONValue(parsing: bytes) {
            let body = json["error"] ?? json
            guard let message = body["message"]?.string ?? body.string ?? json["message"]?.string else { return nil }
            self.message = String(message.prefix(1000))
            code = body["code"]?.string ?? body["type"]?.string ?? json["code"]?.string
        } else {
            let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
            guard let line = Self.firstLine(of: text) else { return nil }
            message = line
            code = nil
        }
    }

    /// The `error` of a failed task, a string as documented, or an object with `code` and `message`.
    static func sentence(_ json: JSONValue) -> String? {
        if let text = json.string { return text }
        guard let message = json["message"]?.string else { return nil }
        return (json["code"]?.string).map { "\($0): \(message)" } ?? message
    }

    private static func firstLine(of text: String) -> String? {
        var plain = ""
        var inTag = false
        for character in text {
            switch character {
            case "<": inTag = true
            case ">" where inTag:
                inTag = false
                plain.append("\n")
            default: if !inTag { plain.append(character) }
            }
        }
        let lines = plain.split(whereSeparator: \.isNewline).lazy
            .map { line in line.drop { $0.isWhitespace } }
        return lines.first { !$0.isEmpty }.map { String($0.prefix(200)) }
    }
}
