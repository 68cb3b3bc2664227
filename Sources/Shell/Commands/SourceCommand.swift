/// `source FILE`
enum SourceCommand: ShellCommand {
    static let spec = CommandSpec(
        "source", summary: "run the lines of a file in this session",
        operands: [CommandSpec.Operand("FILE", .path(extensions: ["nfs"]))], prints: false,
        isPlanned: true,
        details: """
            The file is checked as a whole before its first line runs. A relative path stands beside the script that says \
            it; at the prompt, in the working folder.
            """,
        examples: ["source start.nfs"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        switch ScriptFile.load(operand.text, below: session.sourcing.last, in: session.environment) {
        case .failure(let error):
            throw ShellError(error.status, error.message, remedy: error.remedy, at: operand.span)
        case .success(let script):
            let path = script.path ?? operand.text
            guard !session.sourcing.contains(path) else {
                throw ShellError(.check, "\(operand.text) is already running: it would run for ever", at: operand.span)
            }
            session.sourcing.append(path)
            defer { session.sourcing.removeLast() }
            let reporter = Reporter(session.environment, palette: session.messagePalette)
            reporter.report(script.diagnostics.map { Finding(source: script.source, diagnostic: $0) })
            let isWell = script.diagnostics.isEmpty
            guard isWell, await SourceRunner(session: session, record: call.record).run(script.source) else {
                throw ShellError(
                    isWell ? .done : .check, "\(operand.text) did not run to its end", at: operand.span)
            }
        }
    }
}
