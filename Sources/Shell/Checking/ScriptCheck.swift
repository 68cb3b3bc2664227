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
            let findings = bytes + findings(parsed, of: script.source, at: script.path, known: [], arguments: nil)
            reporter.report(findings)
            return !findings.contains { $0.diagnostic.severity == .error }
        }
    }

    /// Everything that is wrong with a parsed source, in its own order.
    ///
    /// - Parameters:
    ///   - script: the absolute path of the file that it is, if it is one.
    ///   - known: names that are bound before its first line.
    ///   - arguments: how many arguments it was given; `nil` if that is not known yet.
    func findings(
        _ parsed: ParseResult, of source: Source, at script: String?, known: Set<String>, arguments: Int?
    ) -> [Finding] {
        let syntax = parsed.diagnostics.map { Finding(source: source, diagnostic: $0) }
        let catalogue: Catalogue
        do {
            catalogue = try environment.catalogue()
        } catch {
            let error = ShellError(error, nothingSent: true)
            return syntax + [
                Finding(
                    source: source, diagnostic: Diagnostic(.error, error.message, at: Span(0, 0), hint: error.remedy))
            ]
        }
        var checker = Checker(catalogue: catalogue, known: known, script: script) { [environment] path, parent in
            ScriptFile.load(path, below: parent, in: environment)
        }
        checker.arguments = arguments
        checker.keys = KeyCheck(environment)
        checker.check(parsed.script, of: source)
        // What a sourced file has wrong stands where it is sourced.
        let lines = LineIndex(source)
        let places = (syntax + checker.findings).enumerated().map { index, finding in
            let position = finding.chain.last?.position ?? lines.position(at: finding.diagnostic.span.start)
            return (line: position.line, column: position.column, index: index, finding: finding)
        }
        return places.sorted { ($0.line, $0.column, $0.index) < ($1.line, $1.column, $1.index) }.map(\.finding)
    }
}
