import NexusFlowAPI
import ShellLanguage

/// Parses and checks whole scripts, and sends nothing.
package struct ScriptCheck {
    private let environment: ShellEnvironment

    package init(environment: ShellEnvironment) {
        self.environment = environment
    }

    /// Checks a script file and tells all that is wrong with it.
    ///
    /// - Parameter path: relative to the working folder; `-` is standard input.
    /// - Returns: whether nothing is wrong.
    package func report(_ path: String) -> Bool {
        let console = environment.console
        let palette = Palette(setting: nil, isTerminal: console.messageIsTerminal, environment: environment.variables)
        let reporter = Reporter(environment, palette: palette)
        switch ScriptFile.load(path, below: nil, in: environment) {
        case .failure(let error):
            console.message("error: \(error.message)\n")
            return false
        case .success(let script):
            let parsed = parse(script.source, shapes: CommandTable.shape)
            let bytes = script.diagnostics.map { Finding(source: script.source, diagnostic: $0) }
            let findings = bytes + check(parsed, of: script.source, in: .later(script: script.path)).findings
            reporter.report(findings)
            return !findings.contains(where: \.isError)
        }
    }

    /// Everything that is wrong with a parsed source, in its own order, and the scripts that it sources.
    func check(
        _ parsed: ParseResult, of source: Source, in context: CheckContext
    ) -> (findings: [Finding], sources: CheckedSources) {
        let syntax = parsed.diagnostics.map { Finding(source: source, diagnostic: $0) }
        let sources = CheckedSources()
        let catalogue: Catalogue
        do {
            catalogue = try environment.catalogue()
        } catch {
            let error = ShellError(error, nothingSent: true)
            let diagnostic = Diagnostic(.error, error.message, at: Span(0, 0), hint: error.remedy)
            return (syntax + [Finding(source: source, diagnostic: diagnostic)], sources)
        }
        var checker = Checker(catalogue: catalogue, environment: environment, context: context, sources: sources)
        checker.check(parsed.script, of: source)
        let findings = syntax + checker.findings
        guard !findings.isEmpty else { return ([], sources) }
        // What a sourced file has wrong stands where it is sourced.
        let lines = LineIndex(source)
        let places = findings.enumerated().map { index, finding in
            let position = finding.chain.last?.position ?? lines.position(at: finding.diagnostic.span.start)
            return (line: position.line, column: position.column, index: index, finding: finding)
        }
        let sorted = places.sorted { ($0.line, $0.column, $0.index) < ($1.line, $1.column, $1.index) }
        return (sorted.map(\.finding), sources)
    }
}
