/// What is wrong at one place, told so that it can be mended.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    package var severity: Severity
    /// One clause, small letter first, no full stop: `submit has no option 'resolutoin'`.
    package var message: String
    package var span: Span
    /// What to do, beside the underline: `did you mean 'resolution'?`
    package var hint: String?

    package init(_ severity: Severity = .error, _ message: String, at span: Span, hint: String? = nil) {
        self.severity = severity
        self.message = message
        self.span = span
        self.hint = hint
    }
}
