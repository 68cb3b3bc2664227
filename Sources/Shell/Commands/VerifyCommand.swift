import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// `verify [TASKS]`
enum VerifyCommand: ShellCommand {
    static let spec = CommandSpec(
        "verify", summary: "re-check files on disk against the ledger",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        isPaged: true,
        details: """
            Reads each file again, as many at once as jobs says: its length, its checksum and its structure. Without \
            TASKS, every file of this session, or of the ledger. Asks no service and changes nothing.

            whole           it is, to the byte, what was published
            missing         no file has its name
            changed         it is a video, and another than was published
            damaged         it is no video that can be played to its end
            unreadable      the system does not let it be read
            not downloaded  nothing was published

            A file that is not what was published is exit status 3. While the service keeps the video, download fetches it \
            again: for 24 hours.
            """,
        examples: ["verify", "verify @last", "verify $grid"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let tasks =
            call.operands.isEmpty
            ? try await session.tasksOfSession { _ in true }.filter { $0.file != nil }
            : try await session.tasks(call.operands)
        if tasks.isEmpty { session.note("no task has a file") }
        let reports = try await reports(on: tasks, session)
        let found = tasks.compactMap { task in reports[task.number].map { (task: task, report: $0) } }
        call.output.print(result(found))
        let lost = found.filter(\.report.verdict.isLoss)
        guard let first = lost.first else { return }
        let published = tasks.filter { $0.file != nil }.count
        let message =
            published == 1
            ? "the file of task @\(first.task.number) is \(first.report.verdict.rawValue)"
            : "\(lost.count) of \(published) files \(lost.count == 1 ? "is" : "are") not what was published"
        throw ShellError(.trouble, message, remedy: remedy(for: lost.map(\.task), session))
    }

    /// Reads the files, as many at once as `jobs` says.
    ///
    /// - Throws: `CancellationError`, after the files that are being read.
    private static func reports(on tasks: [TaskRecord], _ session: Session) async throws -> [Int: FileReport] {
        guard !tasks.isEmpty else { return [:] }
        let sizes = tasks.map { task in
            task.file == nil
                ? 0 : task.imageFiles.isEmpty ? task.fileSize ?? 0 : task.imageFiles.map(\.length).reduce(0, +)
        }
        let screen = VerifyScreen(session: session, total: tasks.count, bytes: sizes.reduce(0, +))
        defer { screen.clear() }
        let jobs = session.settings.jobs
        return try await withThrowingTaskGroup(of: (number: Int, report: FileReport).self) { group in
            var reports: [Int: FileReport] = [:]
            for (index, task) in tasks.enumerated() {
                if index >= jobs, let (number, report) = try await group.next() { reports[number] = report }
                try Task.checkCancellation()
                group.addTask {
                    var seen: Int64 = 0
                    let report = FileReport(on: task) { length in
                        screen.read(length - seen)
                        seen = length
                    }
                    screen.advance()
                    return (task.number, report)
                }
            }
            for try await (number, report) in group { reports[number] = report }
            try Task.checkCancellation()
            return reports
        }
    }

    // MARK: What it shows

    private static func result(_ found: [(task: TaskRecord, report: FileReport)]) -> ResultSet {
        ResultSet(
            columns: [
                TaskField.number.column,
                TaskField.file.column,
                ResultSet.Column("verdict", title: "VERDICT", cell: verdictCell),
                ResultSet.Column("length", title: "BYTES", isTrailing: true),
                TaskField.crc64.column,
                ResultSet.Column("why", title: "WHY", isFlexible: true, isForPeople: true),
            ],
            rows: found.map { task, report in
                [
                    TaskField.number.value(of: task), TaskField.file.value(of: task),
                    .string(report.verdict.rawValue), report.length.map { JSONValue($0) } ?? .null,
                    report.crc64.map { .string($0) } ?? .null, report.reason.map { .string($0) } ?? .null,
                ]
            })
    }

    @Sendable
    private static func verdictCell(_ value: JSONValue) -> ResultSet.Cell {
        let word = value.string ?? ""
        switch FileReport.Verdict(rawValue: word) {
        case .whole: return ResultSet.Cell(word, .green)
        case .changed: return ResultSet.Cell(word, .yellow)
        case .notDownloaded: return ResultSet.Cell(word, .dim)
        case .missing, .damaged, .unreadable, nil: return ResultSet.Cell(word, .red)
        }
    }

    /// The lines that fetch again what can be, and what cannot.
    private static func remedy(for lost: [TaskRecord], _ session: Session) -> String {
        let now = session.now
        let isKept = { (task: TaskRecord) in task.videoURL != nil && (task.expiresAt.map { $0 > now } ?? false) }
        let kept = lost.filter(isKept)
        let gone = lost.filter { !isKept($0) }
        let plain = kept.filter(\.fileHasChosenName)
        // Of several images only those that are lost are fetched, and whatever took their names keeps them.
        var lines = [(false, " exists=overwrite"), (true, "")].compactMap { ofImages, policy in
            let tasks = plain.filter { $0.imageFiles.isEmpty != ofImages }
            return tasks.isEmpty ? nil : "download \(numbers(tasks))\(policy)"
        }
        for task in kept where !task.fileHasChosenName {
            let policy = task.imageFiles.isEmpty ? " exists=overwrite" : ""
            lines.append("download @\(task.number) to=\(template(of: task.file ?? ""))\(policy)")
        }
        var clauses: [String] = []
        if !lines.isEmpty { clauses.append("fetch again what the service still has: \(lines.joined(separator: "; "))") }
        if !gone.isEmpty {
            clauses.append("what is past its 24 hours cannot be fetched any more; look for a copy of \(numbers(gone))")
        }
        return clauses.joined(separator: "; ")
    }

    private static func numbers(_ tasks: [TaskRecord]) -> String {
        tasks.map { "@\($0.number)" }.joined(separator: " ")
    }

    /// A path as a file name template that makes it, as it is typed.
    private static func template(of path: String) -> String {
        let escaped = path.map { $0 == "{" || $0 == "}" ? "\($0)\($0)" : String($0) }.joined()
        return sanitised(quotedWord(escaped, prose: false))
    }
}
