/// Why a call to the service did not give what was asked for.
package struct ServiceError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// No connection: the name, the connection or the TLS handshake failed. Nothing was sent.
        case unreachable
        /// No answer in time, after the request may have left.
        case timeout
        /// The connection ended before the answer was whole.
        case disconnected
        /// HTTP 401 or 403: key missing, wrong or expired, no permission, no balance.
        case denied
        /// HTTP 404.
        case notFound
        /// HTTP 429: too many requests, or too many tasks at once.
        case rateLimited
        /// Any other HTTP 4xx: the server will not take this request.
        case refused
        /// HTTP 5xx.
        case serverError
        /// A redirect, which is never followed for a request that carries the key.
        case redirected
        /// A successful answer that cannot be understood, or is larger than the limit.
        case unreadable
    }

    /// What is known of the request's fate; it decides whether it may be sent again.
    package enum Delivery: Sendable {
        /// It provably never reached the service.
        case neverSent
        /// The service answered that it will not do it.
        case refused
        /// It may have been carried out.
        case unknown
    }

    package let code: Code
    /// A sentence without a full stop. May hold text of the server's: sanitise it before a terminal sees it.
    package let message: String
    /// The HTTP status, where there was an answer.
    package let status: Int?
    /// The server's own code, such as `InvalidParameter`.
    package let serverCode: String?
    /// How long the server asks to wait (`Retry-After`, RFC 9110, section 10.2.3).
    package let retryAfter: Duration?

    package init(
        _ code: Code, _ message: String, status: Int? = nil, serverCode: String? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.serverCode = serverCode
        self.retryAfter = retryAfter
    }

    package var delivery: Delivery {
        switch code {
        case .unreachable: .neverSent
        case .denied, .notFound, .rateLimited, .refused: .refused
        case .timeout, .disconnected, .serverError, .redirected, .unreadable: .unknown
        }
    }
}

extension ServiceError: CustomStringConvertible {
    package var description: String {
        guard let status else { return message }
        return "HTTP \(status): \(message)"
    }
}
