/// What is wrong, or doubtful, with one parameter of a request.
package struct RequestIssue: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Severity: Sendable {
        /// A documented rule forbids it: nothing may be sent.
        case error
        /// Only a vendor's rule or a guess of ours speaks against it: the server decides.
        case warning
    }

    package let severity: Severity
    /// `nil` if it concerns the request as a whole, or an extra parameter.
    package let parameter: Parameter?
    /// A sentence without a full stop that names the parameter, the value and what is allowed.
    package let message: String
    /// Where the rule comes from.
    package let provenance: Provenance

    package init(_ severity: Severity, _ parameter: Parameter?, _ message: String, _ provenance: Provenance) {
        self.severity = severity
        self.parameter = parameter
        self.message = message
        self.provenance = provenance
    }

    package var description: String { "\(message) (\(provenance.rawValue))" }
}
