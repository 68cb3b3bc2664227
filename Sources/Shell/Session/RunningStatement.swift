import FoundationEssentials
import ShellLanguage

/// The statement that a session works on.
struct RunningStatement {
    let source: Source
    let span: Span
    /// Whether `try` stands before it.
    let isForgiven: Bool
    let began: Date
    /// What it sent.
    var submits: [PreparedSubmit] = []
}
