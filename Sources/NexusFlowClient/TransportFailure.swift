import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NexusFlowAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What an error of the HTTP library means, in one sentence.
struct TransportFailure {
    enum Kind {
        /// There never was a connection: name, connection, proxy or TLS failed.
        case notConnected
        case timedOut
        /// The connection ended too early.
        case closed
        /// What came is not HTTP.
        case garbled
        case cancelled
    }

    let kind: Kind
    let sentence: String

    /// - Parameter authority: host and port of the URL that was asked for.
    init(_ error: any Error, authority: String) {
        switch error {
        case is CancellationError: (kind, sentence) = (.cancelled, "the request to \(authority) was cancelled")
        case let error as NIOConnectionError:
            kind = .notConnected
            sentence =
                switch error.connectionErrors.last?.error {
                case nil: "cannot find the host \(error.host)"
                case let error as NIOSSLError: Self.explain(error, authority).1
                case let error?: "cannot connect to \(authority): \(Self.reason(error))"
                }
        case let error as HTTPClientError: (kind, sentence) = Self.explain(error, authority)
        case let error as IOError:
            let reason = Self.reason(error)
            if [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EMFILE, ENFILE].contains(error.errnoCode) {
                (kind, sentence) = (.notConnected, "cannot connect to \(authority): \(reason)")
            } else {
                (kind, sentence) = (.closed, "the connection to \(authority) was lost: \(reason)")
            }
        case let error as NIOSSLError: (kind, sentence) = Self.explain(error, authority)
        case is NIOSSLExtraError:
            (kind, sentence) = (
                .notConnected, "no secure connection to \(authority): the certificate is not for this host"
            )
        case HTTPParserError.invalidEOFState:
            (kind, sentence) = (.closed, "the connection to \(authority) ended before the answer was whole")
        case is HTTPParserError, is NIOHTTPDecoderError:
            (kind, sentence) = (.garbled, "the answer of \(authority) is not HTTP")
        default: (kind, sentence) = (.closed, "the connection to \(authority) failed: \(error)")
        }
    }

    private static func explain(_ error: HTTPClientError, _ authority: String) -> (Kind, String) {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            (.notConnected, "cannot connect to \(authority): no answer in time")
        case .tlsHandshakeTimeout: (.notConnected, "no secure connection to \(authority): no answer in time")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            (.notConnected, "cannot connect to \(authority): the proxy does not answer")
        case .invalidProxyResponse: (.notConnected, "cannot connect to \(authority): the proxy refuses")
        case .proxyAuthenticationRequired:
            (.notConnected, "cannot connect to \(authority): the proxy wants a user and a password")
        case .alreadyShutdown: (.notConnected, "the connections are shut down")
        case .invalidURL, .emptyHost, .emptyScheme: (.notConnected, "\(authority) is not a usable address")
        case .readTimeout, .writeTimeout, .deadlineExceeded: (.timedOut, "no answer from \(authority) in time")
        case .cancelled: (.cancelled, "the request to \(authority) was cancelled")
        case .remoteConnectionClosed:
            (.closed, "the connection to \(authority) was closed before the answer was whole")
        default: (.closed, "the request to \(authority) failed: \(error.shortDescription)")
        }
    }

    private static func explain(_ error: NIOSSLError, _ authority: String) -> (Kind, String) {
        switch error {
        case .handshakeFailed(let cause):
            let cause = "\(cause)"
            let reason =
                cause.contains("CERTIFICATE_VERIFY_FAILED")
                ? "its certificate is not trusted" : "the TLS handshake failed (\(cause))"
            return (.notConnected, "no secure connection to \(authority): \(reason)")
        case .unableToValidateCertificate, .noCertificateToValidate:
            return (.notConnected, "no secure connection to \(authority): its certificate is not trusted")
        case .failedToLoadCertificate, .noSuchFilesystemObject:
            return (
                .notConnected, "no secure connection to \(authority): the file of trusted certificates cannot be read"
            )
        case .uncleanShutdown:
            return (.closed, "the connection to \(authority) was closed before the answer was whole")
        default: return (.closed, "the connection to \(authority) failed: \(error)")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError:
            let text = String(cString: strerror(error.errnoCode))
            return text.prefix(1).lowercased() + text.dropFirst()
        case ChannelError.connectTimeout: return "no answer in time"
        default: return "\(error)"
        }
    }
}

extension ServiceError {
    /// The error of a call that got no answer.
    ///
    /// - Parameter departure: of the call's body. Where it proves that the body never left, the call was never sent,
    ///   whatever the failure; where it may have left, the outcome is unknown, whatever the failure. A call without a
    ///   body counts as never sent only if there never was a connection.
    init(_ failure: TransportFailure, departure: Departure?) {
        let neverSent = departure?.withhold() ?? (failure.kind == .notConnected)
        if neverSent {
            let told = failure.kind == .notConnected ? failure.sentence : failure.sentence + "; nothing was sent"
            self.init(.unreachable, told)
            return
        }
        switch failure.kind {
        case .timedOut: self.init(.timeout, failure.sentence)
        case .notConnected, .closed, .cancelled: self.init(.disconnected, failure.sentence)
        case .garbled: self.init(.unreadable, failure.sentence)
        }
    }
}
