/// How the client talks to the network.
package struct ClientConfiguration: Sendable {
    /// The `User-Agent` of every request.
    package var userAgent: String

    /// How long name, connection and TLS may take together.
    package var connectTimeout: Duration

    /// How long a call to the API may take from its start to the last byte of its answer.
    package var callTimeout: Duration

    /// How long a transfer may go without a byte.
    package var stallTimeout: Duration

    /// The most bytes that the body of an API answer may have.
    package var bodyLimit: Int

    /// How long a connection may have been idle and still carry a POST: a server or a router closes idle connections
    /// when it likes, and a POST that meets such a close has an unknown outcome.
    package var submissionIdleLimit: Duration

    /// A PEM file of trusted certificates in place of the system's (`SSL_CERT_FILE`).
    package var certificateFile: String?

    /// A folder of trusted certificates in place of the system's, named by their hashes as `openssl rehash` does
    /// (`SSL_CERT_DIR`). A file beside it is trusted too.
    package var certificateFolder: String?

    package var proxy: ProxySettings

    /// - Parameter version: the program's own version, sent as `nfsh/VERSION`.
    package init(version: String, certificateFile: String? = nil, proxy: ProxySettings = .none) {
        userAgent = "nfsh/\(version)"
        connectTimeout = .seconds(10)
        callTimeout = .seconds(60)
        stallTimeout = .seconds(30)
        bodyLimit = 16 * 1024 * 1024
        submissionIdleLimit = .seconds(1)
        self.certificateFile = certificateFile
        self.proxy = proxy
    }
}
