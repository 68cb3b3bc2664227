import ShellLanguage

/// Brings script files into canonical form.
package struct ScriptFormat {
    private let environment: ShellEnvironment

    package init(environment: ShellEnvironment) {
        self.environment = environment
    }

    /// Formats one file; `-` is standard input, and goes to standard output.
    ///
    /// - Parameter changes: whether the file is rewritten; otherwise it is only compared.
    /// - Returns: whether it could be parsed and, if it is only compared, is in canonical form.
    package func format(_ path: String, changes: Bool) -> Bool {
        let console = environment.console
        switch ScriptFile.load(path, workingDirectory: environment.workingDirectory) {
        case .failure(let error):
            console.message("error: \(error.message)\n")
            return false
        case .success(let script):
            let parsed = parse(script.source, shapes: CommandTable.shape)
            let diagnostics = script.diagnostics + parsed.diagnostics
            guard diagnostics.isEmpty else {
                let palette = Palette(
                    setting: nil, isTerminal: console.messageIsTerminal, environment: environment.variables)
                Reporter(environment, palette: palette)
                    .report(diagnostics.map { Finding(source: script.source, diagnostic: $0) })
                return false
            }
            let text = ShellLanguage.format(parsed.script, of: script.source)
            if path == "-" {
                console.result(text)
                return true
            }
            guard text != script.source.text else { return true }
            guard changes else {
                console.message("\(path) is not in canonical form; nfsh fmt writes it so\n")
                return false
            }
            return write(text, to: script.path ?? path, console)
        }
    }

    private func write(_ text: String, to path: String, _ console: any Console) -> Bool {
        do {
            try FileAccess.write(text, to: path, appending: false)
            return true
        } catch {
            console.message("error: \(ShellError.wrapping(error).message)\n")
            return false
        }
    }
}
