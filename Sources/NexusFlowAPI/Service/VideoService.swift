package import FoundationEssentials

/// One call to the API, below the service's base URL.
package struct APIRequest: Hashable, Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package var method: Method
    /// Begins with a slash; may carry a query: `/tasks?limit=100`.
    package var path: String
    /// A JSON text.
    package var body: [UInt8]?

    package init(_ method: Method, _ path: String, body: [UInt8]? = nil) {
        self.method = method
        self.path = path
        self.body = body
    }
}

/// The answer to a call, whatever its status.
package struct APIResponse: Hashable, Sendable {
    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]

    package init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// What an answer means, with the server's own time (`Date` header) where it gave it.
package struct Reply<Value: Sendable>: Sendable {
    package let value: Value
    package let serverTime: Date?
    package let response: APIResponse
}

/// The API, reached by whatever carries requests: HTTP in the program, a stand-in in tests.
package protocol VideoService: Sendable {
    var address: ServiceAddress { get }

    /// Sends one request, once, and gives the answer of any status.
    ///
    /// - Throws: ``ServiceError`` with a code that tells whether the request can have left.
    func send(_ request: APIRequest) async throws(ServiceError) -> APIResponse
}
