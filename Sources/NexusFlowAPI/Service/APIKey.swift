/// The secret that pays. It prints as a placeholder, whatever prints it.
package struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key itself, for the `Authorization` header alone.
    package let secret: String

    /// - Returns: `nil` for an empty text, or one with blanks, controls or characters beyond ASCII, which no HTTP header
    ///   can carry.
    package init?(_ secret: String) {
        guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.secret = secret
    }

    /// The prefix of every key of the API (sibling).
    package static let prefix = "sk-air-"

    /// The environment variable that holds the key.
    package static let variable = "NEXUSFLOW_API_KEY"
    /// The variable of the documented examples. Others use that name too, so only a key of this API counts in it.
    package static let generalVariable = "API_KEY"

    package var description: String { "\(Self.prefix)…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
