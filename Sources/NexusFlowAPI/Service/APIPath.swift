/// The path of one call as a person writes it, below the service's base URL and nowhere else.
package struct APIPath: Hashable, Sendable {
    /// Why a text is no such path, and what to write.
    package struct Problem: Error, Hashable, Sendable {
        /// A clause without a full stop.
        package let message: String
        package let remedy: String?
    }

    /// Begins with a slash; may carry a query: `/tasks?limit=5`.
    package let text: String

    /// Where a task is created (documented).
    package static let creation = "/tasks"

    /// Reads `/tasks`, `tasks`, `/v1/tasks`, or the whole URL of a call to this very service.
    ///
    /// - Throws: ``Problem`` for another origin, a path that leaves the base URL, and characters that no URL may hold (RFC
    ///   3986, section 3.3).
    package init(_ text: String, at address: ServiceAddress) throws(Problem) {
        var path = text
        if path.contains("://") {
            guard path.hasPrefix(address.description) else {
                throw Problem(
                    message: "calls go to \(address) only, since the key goes with them", remedy: "write /tasks")
            }
            path.removeFirst(address.description.count)
            guard path.isEmpty || path.hasPrefix("/") || path.hasPrefix("?") else {
                throw Problem(message: "calls go to \(address) only", remedy: "write /tasks")
            }
        }
        if !path.hasPrefix("/") { path = "/" + path }
        if !address.basePath.isEmpty, path.hasPrefix(address.basePath + "/") {
            path.removeFirst(address.basePath.count)
        }
        try Self.requireCharacters(path)
        let segments = path.prefix { $0 != "?" }.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for segment in segments.dropLast() + segments.suffix(1) {
            let plain = segment.lowercased().replacing("%2e", with: ".")
            if plain == "." || plain == ".." || (segment.isEmpty && segments.count > 1) {
                throw Problem(message: "a path has neither empty parts nor '.' and '..'", remedy: "write /tasks")
            }
        }
        self.text = path
    }

    private static func requireCharacters(_ path: String) throws(Problem) {
        let bytes = Array(path.utf8)
        for (index, byte) in bytes.enumerated() {
            let isEscape =
                byte == UInt8(ascii: "%")
                && bytes.dropFirst(index + 1).prefix(2).count { Character(Unicode.Scalar($0)).isHexDigit } == 2
            guard isEscape || (0x21...0x7E).contains(byte) && !"\"#%<>\\^`{|}".utf8.contains(byte) else {
                throw Problem(
                    message: "a path has no blanks, no '#', and nothing beyond ASCII",
                    remedy: "write such a character as % and two hexadecimal digits")
            }
        }
    }
}
