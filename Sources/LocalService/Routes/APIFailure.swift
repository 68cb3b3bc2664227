import HTTPTypes
import HummingbirdCore
import NIOCore
import NexusFlowAPI

/// An answer that says what is wrong with an API call.
struct APIFailure: Error, Hashable, Sendable {
    /// The `type` and `code` of the error object. Their words are assumed; no page gives them.
    enum Kind: Hashable, Sendable {
        case request(code: String)
        case authentication
        case notFound(code: String)
        case rateLimit
        case server

        fileprivate var words: (type: String, code: String) {
            switch self {
            case .request(let code): ("invalid_request_error", code)
            case .authentication: ("authentication_error", "InvalidApiKey")
            case .notFound(let code): ("not_found_error", code)
            case .rateLimit: ("rate_limit_error", "Throttling.RateQuota")
            case .server: ("server_error", "InternalError")
            }
        }
    }

    let status: HTTPResponse.Status
    let kind: Kind
    /// A sentence with its full stop.
    let message: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ kind: Kind, _ message: String, retryAfter seconds: Int? = nil) {
        self.status = status
        self.kind = kind
        self.message = message
        if let seconds { headers[.retryAfter] = String(seconds) }
        if kind == .authentication { headers[.wwwAuthenticate] = "Bearer" }
    }

    var json: JSONValue {
        let words = kind.words
        return [
            "error": ["message": .string(message), "type": .string(words.type), "code": .string(words.code)]
        ]
    }
}

extension Response {
    static let jsonType = "application/json"

    static func json(_ json: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: jsonType], body: .text(json.text()))
    }

    static func api(_ failure: APIFailure) -> Response {
        var response = json(failure.json, status: failure.status)
        for field in failure.headers { response.headers[field.name] = field.value }
        return response
    }
}

extension ResponseBody {
    static func text(_ text: String) -> ResponseBody {
        ResponseBody(byteBuffer: ByteBuffer(string: text))
    }
}
