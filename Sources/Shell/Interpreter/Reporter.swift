import NexusFlowAPI
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

/// Tells the person what went wrong, on standard error, framed by the place; a key that stands there is masked, since
/// messages end up in logs.
struct Reporter {
    private let console: any Console
    private let palette: Palette
    private let keyGuard: KeyGuard

    init(_ environment: ShellEnvironment, palette: Palette) {
        console = environment.console
        keyGuard = environment.keyGuard
        self.palette = palette
    }

    func report(_ findings: [Finding]) {
        let renderer = DiagnosticRenderer(width: console.width, colour: palette.isColoured)
        var last: (source: Source, lines: LineIndex)?
        for finding in findings {
            let source = finding.source
            let lines =
                last.flatMap { $0.source == source ? $0.lines : nil }
                ?? LineIndex(Source(name: source.name, text: keyGuard.masked(source.text)))
            last = (source, lines)
            console.message(renderer.render(masked(finding.diagnostic), in: lines, includedFrom: finding.chain) + "\n")
        }
    }

    private func masked(_ diagnostic: Diagnostic) -> Diagnostic {
        Diagnostic(
            diagnostic.severity, keyGuard.masked(diagnostic.message), at: diagnostic.span,
            hint: diagnostic.hint.map(keyGuard.masked))
    }

    func report(_ error: ShellError, in source: Source, at span: Span, includedFrom chain: [Inclusion] = []) {
        let diagnostic = Diagnostic(.error, error.message, at: error.span ?? span, hint: error.remedy)
        report([Finding(source: source, diagnostic: diagnostic, chain: chain)])
    }
}
