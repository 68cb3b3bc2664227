/// Which https requests go through a proxy, by the rules of `HTTPS_PROXY` and `NO_PROXY` as curl reads them.
///
/// Plain http is never proxied: nothing but a service on this machine or in its network speaks it.
package struct ProxySettings: Hashable, Sendable {
    /// A value of `HTTPS_PROXY` that cannot be used.
    package struct InvalidProxy: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The server that carries the connections.
    package struct Server: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// `http://`: asked with `CONNECT`.
            case http
            /// `socks5://` or `socks5h://`.
            case socks5
        }

        package let kind: Kind
        package let host: String
        package let port: Int
        /// `user:password`, percent decoded, for an http proxy that wants it. A secret.
        package let credentials: String?
    }

    /// No proxy at all.
    package static let none = ProxySettings(server: nil, exceptions: [])

    package let server: Server?
    private let exceptions: [Exception]

    private struct Exception: Hashable, Sendable {
        /// Lower case, without a dot at its beginning; `*` for every host.
        let host: String
        let port: Int?
    }

    private init(server: Server?, exceptions: [Exception]) {
        self.server = server
        self.exceptions = exceptions
    }

    /// - Parameters:
    ///   - httpsProxy: such as `http://user:password@proxy:3128`, `proxy:3128` or `socks5://proxy`; empty is none.
    ///   - noProxy: hosts with all their subdomains, parted by commas or blanks, each perhaps with a port; `*` is all.
    package init(httpsProxy: String?, noProxy: String?) throws(InvalidProxy) {
        guard let httpsProxy, !httpsProxy.isEmpty else {
            self = .none
            return
        }
        server = try Self.server(httpsProxy)
        exceptions = (noProxy ?? "").lowercased().split { $0 == "," || $0.isWhitespace }.map { entry in
            let (host, port) = Self.hostAndPort(entry)
            return Exception(host: String(host.drop { $0 == "." }), port: port.flatMap { Int($0) })
        }
    }

    /// The proxy for a connection to this host, if there is one.
    package func server(forHost host: String, port: Int) -> Server? {
        let host = host.lowercased()
        let isExcepted = exceptions.contains { exception in
            (exception.port == nil || exception.port == port)
                && (exception.host == "*" || host == exception.host || host.hasSuffix("." + exception.host))
        }
        return isExcepted ? nil : server
    }

    private static func server(_ text: String) throws(InvalidProxy) -> Server {
        // The value may hold a password, so that no message shows it.
        let schemeEnd = text.firstRange(of: "://")
        let scheme = schemeEnd.map { text[..<$0.lowerBound].lowercased() } ?? "http"
        let kind: Server.Kind
        switch scheme {
        case "http": kind = .http
        case "socks5", "socks5h": kind = .socks5
        default: throw InvalidProxy(description: "a proxy is reached by http:// or socks5://, not by \(scheme)://")
        }
        let authority = text[(schemeEnd?.upperBound ?? text.startIndex)...].prefix { $0 != "/" }
        let userEnd = authority.lastIndex(of: "@")
        let hostStart = userEnd.map { authority.index(after: $0) } ?? authority.startIndex
        let (host, portText) = hostAndPort(authority[hostStart...])
        let port = portText.map { Int($0) } ?? (kind == .http ? 3128 : 1080)
        guard !host.isEmpty, let port, (1...65535).contains(port) else {
            throw InvalidProxy(description: "the proxy is not of the form http://HOST:PORT")
        }
        let credentials = userEnd.flatMap { percentDecoded(authority[..<$0]) }
        guard userEnd == nil || (kind == .http && credentials != nil) else {
            throw InvalidProxy(description: "user and password of the proxy cannot be used")
        }
        return Server(kind: kind, host: String(host), port: port, credentials: credentials)
    }

    /// `host`, `host:port` or `[::1]:port`; the brackets are left out.
    private static func hostAndPort(_ text: Substring) -> (host: Substring, port: Substring?) {
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            let rest = text[close...].dropFirst()
            return (text[..<close].dropFirst(), rest.hasPrefix(":") ? rest.dropFirst() : nil)
        }
        let colons = text.count { $0 == ":" }
        guard colons == 1, let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[colon...].dropFirst())
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var decoded: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            rest = rest.dropFirst(2)
            decoded.append(value)
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
