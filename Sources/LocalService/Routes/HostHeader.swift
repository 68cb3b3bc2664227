/// What a client calls the service: the `Host` header, which anybody can write anything into.
enum HostHeader {
    private static let longest = 255

    /// Host and port if they can stand in a URL as they are (RFC 3986, section 3.2.2: a name, an IPv4 address, or an IPv6
    /// address in brackets), else `nil`.
    static func authority(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= longest else { return nil }
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            host = text[...bracket]
            rest = text[bracket...].dropFirst()
            let address = host.dropFirst().dropLast()
            guard !address.isEmpty, address.allSatisfy({ $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") })
            else {
                return nil
            }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text.dropFirst(host.count)
            guard !host.isEmpty, host.allSatisfy(isNameCharacter) else { return nil }
        }
        if rest.isEmpty { return text }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port),
            rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return text
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-._".contains(character))
    }
}
