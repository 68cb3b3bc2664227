import ShellLanguage

/// A diagnostic with the source that it is about.
struct Finding: Sendable {
    let source: Source
    let diagnostic: Diagnostic
    /// The places that sourced it, innermost first.
    let chain: [Inclusion]
    /// What an error means for the process, if nothing was sent yet.
    let status: ExitStatus

    init(source: Source, diagnostic: Diagnostic, chain: [Inclusion] = [], status: ExitStatus = .check) {
        self.source = source
        self.diagnostic = diagnostic
        self.chain = chain
        self.status = status
    }

    var isError: Bool { diagnostic.severity == .error }

    /// The same, of a source that was itself sourced.
    func included(from outer: [Inclusion]) -> Finding {
        Finding(source: source, diagnostic: diagnostic, chain: chain + outer, status: status)
    }
}

/// Tells the person what went wrong, on standard error, framed by the place.
struct Reporter {
    let console: any Console
    let palette: Palette

    func report(_ findings: [Finding]) {
        let renderer = DiagnosticRenderer(width: console.width, colour: palette.isColoured)
        var lines: LineIndex?
        for finding in findings {
            let index = lines?.source == finding.source ? lines : nil
            let current = index ?? LineIndex(finding.source)
            lines = current
            console.message(renderer.render(finding.diagnostic, in: current, includedFrom: finding.chain) + "\n")
        }
    }

    func report(_ error: ShellError, in source: Source, at span: Span, includedFrom chain: [Inclusion] = []) {
        let diagnostic = Diagnostic(.error, error.message, at: error.span ?? span, hint: error.remedy)
        report([Finding(source: source, diagnostic: diagnostic, chain: chain)])
    }
}
