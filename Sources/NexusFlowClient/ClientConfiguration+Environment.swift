#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ClientConfiguration {
    /// Proxy and certificates as the environment names them: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as curl reads them,
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` as OpenSSL does.
    ///
    /// - Parameter version: the program's own version.
    /// - Throws: ``ProxySettings/InvalidProxy`` that begins with the name of the variable.
    package init(version: String, environment: [String: String]) throws(ProxySettings.InvalidProxy) {
        self.init(version: version, proxy: try ProxySettings(environment: environment))
        certificateFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        // Of a list the first that is there: more than one cannot be handed on.
        let folders = (environment["SSL_CERT_DIR"] ?? "").split(separator: ":").map(String.init)
        certificateFolder = folders.first { access($0, R_OK) == 0 } ?? folders.first
    }
}

extension ProxySettings {
    /// The proxy of https requests: `https_proxy`, else `HTTPS_PROXY`, else `all_proxy`, else `ALL_PROXY`; what passes it
    /// by: `no_proxy`, else `NO_PROXY`. An empty variable counts as none (curl(1), section ENVIRONMENT).
    ///
    /// - Throws: ``InvalidProxy`` that begins with the name of the variable.
    package init(environment: [String: String]) throws(InvalidProxy) {
        func first(_ names: [String]) -> (name: String, value: String)? {
            for name in names {
                if let value = environment[name], !value.isEmpty { return (name, value) }
            }
            return nil
        }
        let proxy = first(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
        do {
            try self.init(httpsProxy: proxy?.value, noProxy: first(["no_proxy", "NO_PROXY"])?.value)
        } catch {
            throw InvalidProxy(description: "\(proxy?.name ?? ""): \(error)")
        }
    }
}
