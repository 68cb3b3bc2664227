import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What an edited text asks for.
enum DraftReading {
    /// Nothing: it is empty, or nothing but comments.
    case empty
    /// It cannot be sent as it is; that was told.
    case wrong
    case ready([PreparedSubmit], parents: [TaskRecord])

    /// Reads, checks and prices a text; tells what is wrong with it. Nothing is sent.
    ///
    /// - Parameter bytes: as the editor left them.
    init(_ bytes: [UInt8], named name: String, _ call: CommandCall, in session: Session) async throws {
        let reporter = Reporter(session.environment, palette: session.messagePalette)
        let (source, diagnostics) = decode(bytes, name: name)
        let parsed = parse(source, shapes: CommandTable.shape)
        let check = ScriptCheck(environment: session.environment).check(parsed, of: source, in: CheckContext(session))
        var findings = diagnostics.map { Finding(source: source, diagnostic: $0) } + check.findings
        findings += Self.objections(to: parsed.script).map { Finding(source: source, diagnostic: $0) }
        guard let statement = parsed.script.statements.first, !findings.contains(where: \.isError) else {
            if !findings.isEmpty { reporter.report(findings) }
            self = findings.contains(where: \.isError) ? .wrong : .empty
            return
        }
        if !findings.isEmpty { reporter.report(findings) }
        guard case .command(let command) = statement else {
            self = .wrong
            return
        }
        do {
            let runner = CommandRunner(session: session, source: source, record: call.record, sources: check.sources)
            if command.name.text == AgainCommand.spec.name {
                let edited = try await runner.call(AgainCommand.spec, command, output: call.output)
                let parents = try await session.tasks(edited.operands)
                self = .ready(
                    try parents.map { try AgainCommand.prepare(edited, parent: $0, in: session) }, parents: parents)
            } else {
                let edited = try await runner.call(SubmitCommand.spec, command, output: call.output)
                self = .ready([try SubmitCommand.prepare(edited, in: session)], parents: [])
            }
        } catch let error as ShellError {
            reporter.report(error, in: source, at: command.span)
            self = .wrong
        }
    }

    /// One line that submits, and nothing around it.
    private static func objections(to script: Script) -> [Diagnostic] {
        var objections = script.statements.dropFirst().prefix(1).map { statement in
            Diagnostic(.error, "an edited text sends one thing", at: statement.span, hint: "take this line away")
        }
        guard let first = script.statements.first else { return objections }
        guard case .command(let command) = first,
            [SubmitCommand.spec.name, AgainCommand.spec.name].contains(command.name.text)
        else {
            objections.append(Diagnostic(.error, "an edited text is a submit or an again", at: first.span, hint: nil))
            return objections
        }
        let rest = [command.tryKeyword, command.capture?.span, command.redirect?.span].compactMap(\.self)
        return objections
            + rest.map { Diagnostic(.error, "this belongs to the line that says edit", at: $0, hint: "take it away") }
    }
}
