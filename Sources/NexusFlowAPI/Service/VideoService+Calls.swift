extension VideoService {
    /// Creates a task: **a paid call**, sent once and never again by itself.
    package func createTask(_ request: GenerationRequest) async throws(ServiceError) -> Reply<RemoteTask> {
        let body = Array(request.json.text().utf8)
        return try await call(APIRequest(.post, "/tasks", body: body), as: "a task") { RemoteTask($0) }
    }

    /// The task with this id.
    package func task(_ id: String) async throws(ServiceError) -> Reply<RemoteTask> {
        try await call(APIRequest(.get, "/tasks/\(Self.escaped(id))"), as: "a task") { json in
            RemoteTask(json).flatMap { $0.id == id ? $0 : nil }
        }
    }

    /// The key's most recent tasks (sibling).
    ///
    /// - Parameter limit: 1 to 100.
    package func tasks(limit: Int) async throws(ServiceError) -> Reply<[RemoteTask]> {
        try await call(APIRequest(.get, "/tasks?limit=\(limit)"), as: "a list of tasks") { RemoteTask.list($0) }
    }

    private func call<Value>(
        _ request: APIRequest, as expected: String, _ read: (JSONValue) -> Value?
    ) async throws(ServiceError) -> Reply<Value> {
        let response = try await send(request)
        if let error = ServiceError(response) { throw error }
        guard let json = try? JSONValue(parsing: response.body), let value = read(json) else {
            let found =
                ErrorBody(response.body)?.message ?? (response.body.isEmpty ? "it is empty" : "it has another shape")
            throw ServiceError(.unreadable, "the answer is not \(expected): \(found)", status: response.status)
        }
        let serverTime = response.header("date").flatMap(HTTPDate.parse)
        return Reply(value: value, serverTime: serverTime, response: response)
    }

    /// An id as one segment of a path: everything but unreserved characters is escaped (RFC 3986, section 2.3).
    private static func escaped(_ id: String) -> String {
        var escaped = ""
        for byte in id.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                escaped.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return escaped
    }
}

extension ServiceError {
    /// The error that an answer means; `nil` for 2xx.
    package init?(_ response: APIResponse) {
        let body = ErrorBody(response.body)
        let code: Code
        let fallback: String
        switch response.status {
        case 200..<300: return nil
        case 300..<400:
            code = .redirected
            fallback = "the service points elsewhere (\(response.header("location") ?? "no address"))"
        case 401: (code, fallback) = (.denied, "the API key is missing, wrong or expired")
        case 403: (code, fallback) = (.denied, "the account may not do this: no balance, no permission, or suspended")
        case 404: (code, fallback) = (.notFound, "no such task, model or path")
        case 429: (code, fallback) = (.rateLimited, "too many requests, or too many tasks at once")
        case 400..<500: (code, fallback) = (.refused, "the service refuses the request")
        default: (code, fallback) = (.serverError, "the service failed")
        }
        let isRedirect = code == .redirected
        self.init(
            code, isRedirect ? fallback : body?.message ?? fallback, status: response.status, serverCode: body?.code,
            retryAfter: response.header("retry-after").flatMap { RetryAfter.parse($0, now: response.header("date")) })
    }
}
