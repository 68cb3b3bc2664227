package import ShellLanguage

/// Why a command did not do what it was told, told so that it can be mended.
package struct ShellError: Error, Sendable {
    /// What it means for the process.
    package let status: ExitStatus
    /// One clause, small letter first, no full stop. Text from outside is already sanitised in it.
    package let message: String
    /// What to do.
    package let remedy: String?
    /// Where in the source; `nil` stands for the whole command.
    package let span: Span?

    package init(_ status: ExitStatus, _ message: String, remedy: String? = nil, at span: Span? = nil) {
        self.status = status
        self.message = message
        self.remedy = remedy
        self.span = span
    }
}
