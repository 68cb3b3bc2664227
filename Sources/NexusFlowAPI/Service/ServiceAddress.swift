/// Where a service is: scheme, host, port, and the path below which its calls stand, such as
/// `https://nexusflow.vip/v1`.
package struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    /// Scheme, host and port without a slash at its end: `https://nexusflow.vip`, lower case, a default port left out.
    package let origin: String
    /// The path of the base URL, without a slash at its end: `/v1`.
    package let basePath: String

    /// The documented service.
    package static let nexusFlow = ServiceAddress(origin: "https://nexusflow.vip", basePath: "/v1")

    private init(origin: String, basePath: String) {
        self.origin = origin
        self.basePath = basePath
    }

    /// Reads a base URL such as `http://127.0.0.1:8080/v1`.
    ///
    /// - Returns: `nil` unless it is an `http` or `https` URL with a host, and without user, query or fragment.
    package init?(_ text: String) {
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        let rest = text[schemeEnd.upperBound...]
        guard scheme == "http" || scheme == "https", !rest.contains(where: { "?#@\\".contains($0) || $0.isWhitespace }),
            rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        var authority = rest.prefix { $0 != "/" }.lowercased()
        let defaultPort = scheme == "http" ? ":80" : ":443"
        if authority.hasSuffix(defaultPort) { authority.removeLast(defaultPort.count) }
        guard Self.isHostAndPort(authority) else { return nil }
        var path = rest.drop { $0 != "/" }
        while path.hasSuffix("/") { path.removeLast() }
        self.init(origin: "\(scheme)://\(authority)", basePath: String(path))
    }

    /// `host`, `host:8080`, `[::1]` or `[::1]:8080` (RFC 3986, section 3.2), already lower case.
    private static func isHostAndPort(_ authority: String) -> Bool {
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return false }
            host = authority[..<close].dropFirst()
            rest = authority[close...].dropFirst()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return false }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                return false
            }
        }
        guard !rest.isEmpty else { return true }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.allSatisfy(\.isNumber), digits.first != "0", let port = Int(digits) else {
            return false
        }
        return (1...65535).contains(port)
    }

    /// The whole URL of a call: `path` begins with a slash and stands below ``basePath``.
    package func url(_ path: String) -> String { origin + basePath + path }

    package var description: String { origin + basePath }

    /// Whether it is on this machine, so that nothing sent to it leaves the machine.
    package var isLoopback: Bool {
        let authority = origin.drop { $0 != "/" }.drop { $0 == "/" }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "[::1"
            || (octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil })
    }
}
