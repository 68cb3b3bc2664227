import ShellLanguage

extension Session {
    /// Whether what the line that runs prints may be read in a pager: somebody typed it, at a terminal that can do it.
    var mayPage: Bool {
        options.isInteractive && depth == 1 && sourcing.isEmpty && !isPlanning && console.canAsk
            && console.resultIsTerminal && console.terminal.movesCursor && pager != nil
    }

    private var pager: Pager? {
        Pager(setting: settings["pager"] ?? "auto", environment: environment.variables)
    }

    /// Shows what a command printed: in the pager if it is longer than the screen.
    func show(_ text: String) async {
        guard let pager, pager.takes(text, columns: console.width, rows: console.height) else {
            if !text.isEmpty { console.result(text) }
            return
        }
        if let program = pager.program, !environment.hasProgram(program) { return showPlainly(text, without: program) }
        // Whatever else it ends with, somebody has read enough.
        let end = try? await child(pager.command, input: text, variables: pager.variables)
        if end == nil || end == .notFound { showPlainly(text, without: pager.command) }
    }

    private func showPlainly(_ text: String, without pager: String) {
        console.result(text)
        warn("there is no pager '\(pager)'; set pager=off, or pager=COMMAND, says what to do instead")
    }
}

extension ShellEnvironment {
    /// Whether there is a program of that name.
    func hasProgram(_ name: String) -> Bool {
        if name.contains("/") { return FileAccess.isExecutable(absolutePath(name)) }
        return (variables["PATH"] ?? "/usr/bin:/bin").split(separator: ":").contains {
            FileAccess.isExecutable("\($0)/\(name)")
        }
    }
}
