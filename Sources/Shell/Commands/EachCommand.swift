import NexusFlowAPI
import ShellLanguage

/// `each FILE.csv COMMAND`
enum EachCommand: ShellCommand {
    static let spec = CommandSpec(
        "each", summary: "run a command once for each row of a CSV file, with $row.COLUMN bound",
        operands: [CommandSpec.Operand("FILE", .path(extensions: ["csv"]))],
        shape: CommandShape(nestedAfter: 1), canBeCaptured: true,
        isPlanned: true,
        details: """
            The first line of the file names the columns. What the rows would submit is gathered first, priced together and \
            held against the ceilings, then sent; so is what api POST would create, with the JSON in a heredoc, where \
            $row.COLUMN expands. A name before `=`, and a redirect, take what all rows make.
            """,
        examples: [
            "each shots.csv submit prompt=$row.prompt seed=$row.seed",
            "batch = each shots.csv submit prompt=$row.prompt",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first, let nested = call.command.nested.first,
            let type = CommandTable.command(nested.name.text)
        else { return }
        let table = try table(operand, in: session)
        guard type.spec.submits || APICommand.submits(nested) else {
            for row in table.rows {
                try Task.checkCancellation()
                try await run(nested, call, row: row, in: session, output: call.output)
            }
            return
        }
        let collector = SubmitCollector(below: -1_000_000)
        let outer = session.collector
        session.collector = collector
        defer { session.collector = outer }
        let silence = Output(console: session.console, format: .table, palette: .plain, redirected: true)
        for row in table.rows { try await run(nested, call, row: row, in: session, output: silence) }
        session.collector = outer
        guard !collector.submits.isEmpty else { return session.note("\(operand.text) has no rows") }
        try call.deliver(try await session.send(collector.submits), in: session)
    }

    private static func table(_ operand: Expanded, in session: Session) throws -> CSVTable {
        let path = session.environment.absolutePath(operand.text, below: session.sourcing.last.map(Session.folder))
        let (source, diagnostics) = decode(try FileAccess.read(path), name: operand.text)
        if let diagnostic = diagnostics.first {
            throw ShellError(.trouble, "\(operand.text) cannot be read: \(diagnostic.message)", at: operand.span)
        }
        do {
            return try CSVTable(source.text)
        } catch {
            throw ShellError(.check, "\(operand.text), line \(error.line): \(error.message)", at: operand.span)
        }
    }

    private static func run(
        _ nested: Command, _ call: CommandCall, row: CSVTable.Row, in session: Session, output: Output
    ) async throws {
        session.row = row.fields
        defer { session.row = nil }
        do {
            try await CommandRunner(session: session, source: call.source, record: call.record)
                .run(nested, output: output)
        } catch {
            let error = ShellError(error, nothingSent: session.submitted.isEmpty)
            throw ShellError(
                error.status, "line \(row.line) of \(call.operands.first?.text ?? "the file"): \(error.message)",
                remedy: error.remedy, at: error.span)
        }
    }
}
