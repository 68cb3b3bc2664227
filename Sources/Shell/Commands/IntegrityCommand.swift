import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `integrity [search=rebuild]`
enum IntegrityCommand: ShellCommand {
    static let spec = CommandSpec(
        "integrity", summary: "check the ledger, and change nothing",
        options: [
            CommandSpec.Option("search", .choice(["rebuild"]), "first make the index of find anew from the tasks")
        ],
        isPaged: true,
        details: """
            Looks at every page, index, reference and row of the ledger, at its journal, and for copies beside it (one is \
            made before a newer nfsh changes an older ledger). A damaged ledger is exit status 3: what can be read of it \
            is saved by sqlite3 LEDGER .recover, or a copy is put in its place. The index of find is held against the tasks; \
            where it differs nothing is lost, and search=rebuild makes it anew.
            """,
        examples: ["integrity", "integrity search=rebuild", "set output=json", "integrity | grep damaged"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let ledger = try await session.ledger()
        if call.option("search") != nil { try await ledger.rebuildSearch() }
        let report = try ledger.integrity()
        call.output.print(
            ResultSet(
                columns: [
                    ResultSet.Column("check", title: "CHECK"),
                    ResultSet.Column("result", title: "RESULT", cell: cell),
                    ResultSet.Column("detail", title: "DETAIL", isFlexible: true),
                ],
                rows: report.findings.map { finding in
                    [.string(finding.subject), .string(finding.weight.rawValue), .string(finding.detail)]
                }))
        guard !report.isDamaged else {
            throw ShellError(
                .trouble, "the ledger \(sanitised(ledger.path)) is damaged",
                remedy: "keep it as it is, end every nfsh, and put a copy in its place, or save what can be read: "
                    + "sqlite3 LEDGER .recover | sqlite3 NEW, then nfsh --ledger NEW")
        }
    }

    @Sendable
    private static func cell(_ value: JSONValue) -> ResultSet.Cell {
        let word = value.string ?? ""
        switch LedgerReport.Weight(rawValue: word) {
        case .ok: return ResultSet.Cell(word, .green)
        case .doubtful: return ResultSet.Cell(word, .yellow)
        case .damaged, nil: return ResultSet.Cell(word, .red)
        }
    }
}
