import NexusFlowAPI
import Shell

/// Which service a run talks to, decided from options, environment and key.
enum ServiceChoice {
    case embedded
    case remote(ServiceAddress, APIKey)

    /// - Parameters:
    ///   - isLocal: `--local`.
    ///   - baseURL: `--base-url`, already known to be a URL.
    ///   - keyFile: what `login` wrote, looked into only where no variable holds a key.
    ///   - isInteractive: with no key, a person gets the embedded service, an unattended run a refusal.
    /// - Throws: ``ShellError`` if there is no key, or it cannot be one.
    init(
        isLocal: Bool, baseURL: String?, isInteractive: Bool, environment: [String: String], keyFile: KeyFile
    ) throws(ShellError) {
        if isLocal {
            self = .embedded
            return
        }
        let url = Self.url(baseURL, environment)
        let address = try Self.address(baseURL, environment)
        if let key = try Self.key(environment, keyFile) {
            self = .remote(address, key)
        } else if isInteractive, url == nil {
            self = .embedded
        } else {
            throw ShellError(
                .trouble, "there is no API key, and an unattended run must not pretend",
                remedy: "set \(APIKey.variable) or run nfsh login, or use --local for the embedded service")
        }
    }

    private static func url(_ baseURL: String?, _ environment: [String: String]) -> String? {
        baseURL ?? environment["NEXUSFLOW_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where the service is that is not the embedded one.
    ///
    /// - Throws: ``ShellError`` if the environment names none.
    static func address(_ baseURL: String?, _ environment: [String: String]) throws(ShellError) -> ServiceAddress {
        guard let address = url(baseURL, environment).map({ ServiceAddress($0) }) ?? .nexusFlow else {
            throw ShellError(
                .trouble, "NEXUSFLOW_BASE_URL is no http or https URL", remedy: "such as https://nexusflow.vip/v1")
        }
        return address
    }

    /// The key in use; `nil` for the embedded service, which takes any.
    var key: APIKey? {
        switch self {
        case .embedded: nil
        case .remote(_, let key): key
        }
    }

    private static func key(
        _ environment: [String: String], _ keyFile: KeyFile
    ) throws(ShellError) -> APIKey? {
        let own = environment[APIKey.variable].flatMap { $0.isEmpty ? nil : $0 }
        let general = environment[APIKey.generalVariable].flatMap { $0.hasPrefix(APIKey.prefix) ? $0 : nil }
        guard let text = own ?? general else { return try keyFile.read() }
        guard let key = APIKey(text) else {
            throw ShellError(
                .trouble, "the API key holds characters that no key has", remedy: "copy it again, without blanks")
        }
        return key
    }
}
