/// Keeps keys where they belong: out of requests, files and messages.
///
/// It knows the key in use and the form of every key. The spellings that a text has inside JSON or a URL count as the
/// text itself: `\u002d`, `\/`, `%2D`.
package struct KeyGuard: Hashable, Sendable {
    /// Whether only what stands behind the prefix is looked for: a server may leave the prefix out.
    private let hasOwnPrefix: Bool
    /// What is looked for of the key in use.
    private let secret: [UInt8]?

    private static let prefix = Array(APIKey.prefix.utf8)
    /// The fewest characters that make a secret: a shorter text is found in too much that has nothing to do with it.
    private static let shortestSecret = 8
    /// The fewest characters behind the prefix that tell a key from somebody who speaks of keys.
    private static let shortestForm = 16
    /// What a key that is told in part is recognised by.
    private static let shortestPart = 6
    /// How many backslashes may stand before an escaped character: JSON within JSON doubles them.
    private static let deepestEscape = 8

    /// - Parameter key: the key in use, if there is one.
    package init(_ key: APIKey? = nil) {
        let hasOwnPrefix =
            key.map { $0.secret.hasPrefix(APIKey.prefix) && $0.secret.utf8.count >= Self.prefix.count + 12 } ?? false
        self.hasOwnPrefix = hasOwnPrefix
        secret = key.flatMap { key in
            guard key.secret.utf8.count >= Self.shortestSecret else { return nil }
            return Array(key.secret.utf8.dropFirst(hasOwnPrefix ? Self.prefix.count : 0))
        }
    }

    /// Whether the text holds the key in use, or anything of the form of a key: the prefix and 16 or more of the
    /// characters that keys are made of.
    package func holdsKey(_ text: String) -> Bool {
        // Most words of a script are too short to be worth a look.
        guard text.utf8.count >= Self.shortestPart else { return false }
        let bytes = Array(text.utf8)
        return !secrets(in: bytes).isEmpty || !forms(in: bytes, atLeast: Self.shortestForm).isEmpty
    }

    /// The text with an asterisk for each byte of a key behind its prefix, so that every other byte keeps its place.
    package func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let ranges = secrets(in: bytes) + forms(in: bytes, atLeast: 1)
        guard !ranges.isEmpty else { return text }
        for range in ranges {
            for index in range { bytes[index] = UInt8(ascii: "*") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes with `sk-air-…` in place of the key in use.
    package func redacted(_ bytes: [UInt8]) -> [UInt8] {
        let ranges = secrets(in: bytes)
        guard !ranges.isEmpty else { return bytes }
        let mark = Array((hasOwnPrefix ? "…" : "\(APIKey.prefix)…").utf8)
        var result: [UInt8] = []
        var start = 0
        for range in ranges {
            result += bytes[start..<range.lowerBound]
            result += mark
            start = range.upperBound
        }
        return result + bytes[start...]
    }

    /// An answer without the key in use, neither in its headers nor in its body.
    package func redacted(_ response: APIResponse) -> APIResponse {
        let headers = response.headers.map { header in
            APIResponse.Header(header.name, String(decoding: redacted(Array(header.value.utf8)), as: UTF8.self))
        }
        return APIResponse(status: response.status, headers: headers, body: redacted(response.body))
    }

    // MARK: What is looked for

    /// Where the key in use stands, in order; at the very end its beginning is enough, for an answer that broke off.
    private func secrets(in bytes: [UInt8]) -> [Range<Int>] {
        guard let secret else { return [] }
        return Self.search(bytes) { bytes, start in
            let (count, end) = Self.matched(secret, in: bytes, from: start)
            let isWhole = count == secret.count
            return isWhole || (end == bytes.count && count >= Self.shortestPart) ? start..<end : nil
        }
    }

    /// Where something of the form of a key stands: the ranges behind the prefix, in order.
    private func forms(in bytes: [UInt8], atLeast count: Int) -> [Range<Int>] {
        Self.search(bytes) { bytes, start in
            let (found, behind) = Self.matched(Self.prefix, in: bytes, from: start)
            guard found == Self.prefix.count else { return nil }
            var end = behind
            while end < bytes.count, Self.isKeyCharacter(bytes[end]) { end += 1 }
            return end - behind >= count ? behind..<end : nil
        }
    }

    private static func search(
        _ bytes: [UInt8], _ match: (UnsafeBufferPointer<UInt8>, Int) -> Range<Int>?
    ) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            var ranges: [Range<Int>] = []
            var index = 0
            while index < bytes.count {
                if let range = match(bytes, index) {
                    ranges.append(range)
                    index = max(range.upperBound, index + 1)
                } else {
                    index += 1
                }
            }
            return ranges
        }
    }

    /// How many bytes of `text` stand there, in any spelling, and where they end.
    private static func matched(
        _ text: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (count: Int, end: Int) {
        var index = start
        for (count, byte) in text.enumerated() {
            guard let next = behind(byte, in: bytes, at: index) else { return (count, index) }
            index = next
        }
        return (text.count, index)
    }

    /// Where a spelling of `byte` that begins at `index` ends; `nil` if there is none.
    private static func behind(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == byte { return index + 1 }
        switch bytes[index] {
        case UInt8(ascii: "%"): return hexadecimal(in: bytes, at: index + 1, digits: 2) == byte ? index + 3 : nil
        case UInt8(ascii: "\\"):
            var escaped = index + 1
            while escaped < bytes.count, escaped - index < deepestEscape, bytes[escaped] == UInt8(ascii: "\\") {
                escaped += 1
            }
            guard escaped < bytes.count else { return nil }
            if bytes[escaped] == byte { return escaped + 1 }
            guard bytes[escaped] == UInt8(ascii: "u") else { return nil }
            return hexadecimal(in: bytes, at: escaped + 1, digits: 4) == byte ? escaped + 5 : nil
        default: return nil
        }
    }

    /// The number that so many hexadecimal digits at `index` spell, if it is one byte.
    private static func hexadecimal(in bytes: UnsafeBufferPointer<UInt8>, at index: Int, digits: Int) -> UInt8? {
        guard index + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + digits] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | digit
        }
        return UInt8(exactly: value)
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
