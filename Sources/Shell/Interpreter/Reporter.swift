import ShellLanguage

/// A diagnostic with the source that it is about.
struct Finding: Sendable {
    let source: Source
    let diagnostic: Diagnostic
    /// The places that sourced it, innermost first.
    let chain: [Inclusion]

    init(source: Source, diagnostic: Diagnostic, chain: [Inclusion] = []) {
        self.source = source
        self.diagnostic = diagnostic
        self.chain = chain
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

    func report(_ error: ShellError, in source: Source, at span: Span) {
        let diagnostic = Diagnostic(.error, error.message, at: error.span ?? span, hint: error.remedy)
        report([Finding(source: source, diagnostic: diagnostic)])
    }
}
