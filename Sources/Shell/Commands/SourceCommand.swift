import ShellLanguage

/// `source FILE`
enum SourceCommand: ShellCommand {
    static let spec = CommandSpec(
        "source", summary: "run the lines of a file in this session",
        operands: [CommandSpec.Operand("FILE", .path(extensions: ["nfs"]))], prints: false,
        isPlanned: true,
        details: """
            The file is read and checked with the script that says it, before the first line of either runs, and runs as \
            it was then; one that the script itself may have written is read when its line comes. A relative path stands \
            beside the script that says it; at the prompt, in the working folder.
            """,
        examples: ["source start.nfs"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        let place = session.environment.absolutePath(operand.text, below: session.sourcing.last.map(Session.folder))
        let path = operand.text == "-" ? operand.text : FileAccess.canonical(place)
        guard !session.sourcing.contains(path) else {
            throw ShellError(.check, "\(operand.text) is already running: it would run for ever", at: operand.span)
        }
        guard session.sourcing.count < Checker.maximumDepth else {
            throw ShellError(
                .check, "files source each other more than \(Checker.maximumDepth) deep", at: operand.span)
        }
        var runner = SourceRunner(session: session, record: call.record)
        runner.chain =
            [Inclusion(name: call.source.name, position: LineIndex(call.source).position(at: operand.span.start))]
            + call.chain
        guard try await run(operand, at: path, runner, call, session) else {
            throw ShellError(.done, "\(operand.text) did not run to its end", at: operand.span)
        }
    }

    private static func run(
        _ operand: Expanded, at path: String, _ runner: SourceRunner, _ call: CommandCall, _ session: Session
    ) async throws -> Bool {
        if let script = call.sources.script(at: path) {
            session.sourcing.append(path)
            defer { session.sourcing.removeLast() }
            return await runner.run(script, sources: call.sources)
        }
        switch ScriptFile.load(operand.text, below: session.sourcing.last, in: session.environment) {
        case .failure(let error):
            throw ShellError(error.status, error.message, remedy: error.remedy, at: operand.span)
        case .success(let script):
            session.sourcing.append(path)
            defer { session.sourcing.removeLast() }
            guard script.diagnostics.isEmpty else {
                Reporter(session.environment, palette: session.messagePalette)
                    .report(
                        script.diagnostics.map {
                            Finding(source: script.source, diagnostic: $0, chain: runner.chain)
                        })
                throw ShellError(.check, "\(operand.text) did not run to its end", at: operand.span)
            }
            return await runner.run(script.source)
        }
    }
}
