import FoundationEssentials

/// An `http` or `https` URL with a host that a connection can be made to.
///
/// Video URLs and redirects are written by strangers, so that everything that the HTTP library would take for something
/// else (a socket file, a port beyond 65535) is refused here.
struct WebURL: Hashable, Sendable {
    /// The whole URL, without a fragment.
    let text: String
    let isSecure: Bool
    /// Lower case; an IPv6 address without brackets.
    let host: String
    let port: Int

    /// Host and port as people write them: `nexusflow.vip`, `127.0.0.1:9`.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? host : "\(host):\(port)"
    }

    init?(_ text: String) {
        guard let url = URL(string: text) else { return nil }
        self.init(url)
    }

    /// The URL that a `Location` header names, seen from this one.
    func resolving(_ location: String) -> WebURL? {
        guard let base = URL(string: text), let url = URL(string: location, relativeTo: base) else { return nil }
        return WebURL(url.absoluteURL)
    }

    private init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            url.user(percentEncoded: true) == nil, url.password(percentEncoded: true) == nil,
            var host = url.host(percentEncoded: true)?.lowercased()
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        isSecure = scheme == "https"
        port = url.port ?? (isSecure ? 443 : 80)
        guard (1...65535).contains(port), !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy(Self.isHostByte)
        else { return nil }
        self.host = host
        let whole = url.absoluteString
        text = String(whole.prefix { $0 != "#" })
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
