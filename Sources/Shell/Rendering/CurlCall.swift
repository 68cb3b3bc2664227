import NexusFlowAPI

/// A submit as a call of curl, for the system's shell.
struct CurlCall {
    let url: String
    let body: JSONValue
    /// What stands for the key.
    private let key: String

    /// - Parameter standInKey: what is sent where the variable with the key is not set; for a service that takes any.
    init(_ request: GenerationRequest, at address: ServiceAddress, standInKey: String?) {
        url = address.url(APIPath.creation)
        body = request.json
        key = standInKey.map { "${\(APIKey.variable):-\($0)}" } ?? "$\(APIKey.variable)"
    }

    /// Lines that run as they stand (POSIX.1-2024, XCU 2.2): only the key is expanded.
    var text: String {
        [
            "curl -X POST \(quotedForShell(url))",
            "-H \"Authorization: Bearer \(key)\"",
            "-H 'Content-Type: application/json'",
            "-d \(quotedForShell(body.text()))",
        ].joined(separator: " \\\n  ")
    }

    /// The calls as lines for people, and in their parts for programs.
    static func result(_ calls: [CurlCall]) -> ResultSet {
        ResultSet(
            columns: ["method", "url", "body", "command"].map { ResultSet.Column($0) },
            rows: calls.map { [.string("POST"), .string($0.url), $0.body, .string($0.text)] },
            shape: calls.count == 1 ? .single : .list, sentence: calls.map(\.text).joined(separator: "\n"))
    }
}
