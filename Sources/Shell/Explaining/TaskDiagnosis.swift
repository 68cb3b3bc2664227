import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// Why a task stands as it does, and what to change.
struct TaskDiagnosis {
    let task: TaskRecord
    /// The code or HTTP status that the error names.
    let code: String?
    let meaning: String
    /// What in the request speaks against it, by the rules that are known.
    let doubts: [String]
    /// What to do, and a line that does it.
    let remedy: String?
    let line: String?
    let provenance: Provenance?

    init(_ task: TaskRecord, in catalogue: Catalogue) {
        self.task = task
        let error = task.error ?? ""
        let status = error.matches(of: #/HTTP ([1-5][0-9]{2})\b/#).first.map { String($0.output.1) }
        code = Glossary.code(of: error).flatMap { $0.hasPrefix("HTTP") ? nil : $0 } ?? status
        let state = Explanation(task.status)
        let found = code.flatMap { code in Glossary.term(code) ?? Self.statusClass(code) }
        let isOver = task.status == .failed || task.status == .rejected
        meaning =
            found?.meaning
            ?? (isOver && task.error != nil
                ? "\(task.status.meaning); nothing more is known of this error" : task.status.meaning)
        provenance = found.map(\.provenance) ?? state.provenance
        doubts = isOver ? task.request.issues(in: catalogue).map(\.description) : []
        remedy = found?.remedy ?? (isOver ? "read the message; change what it names, and send it again" : state.remedy)
        let name = "@\(task.number)"
        line =
            switch (task.status, code) {
            case (.failed, "DataInspectionFailed"), (.rejected, "DataInspectionFailed"):
                "again \(name) prompt=\"…\""
            case (.failed, "InvalidURL"): "again \(name) img_url=URL"
            case (.failed, _), (.rejected, _): doubts.isEmpty ? "again \(name)" : "again \(name) PARAM=VALUE"
            case (.expired, _), (.abandoned, _): "again \(name)"
            case (.unknown, _): "reconcile"
            case (.succeeded, _): task.file == nil ? "download \(name)" : nil
            default: "watch \(name)"
            }
    }

    /// What every status of that hundred means, for one that is not listed.
    private static func statusClass(_ code: String) -> Glossary.Term? {
        guard let number = Int(code), (400..<600).contains(number) else { return nil }
        return Glossary.term(number < 500 ? "400" : "500")
    }

    var result: ResultSet {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return ResultSet(
            columns: [
                TaskField.number.column, TaskField.status.column, ResultSet.Column("error"), ResultSet.Column("code"),
                ResultSet.Column("meaning"),
                ResultSet.Column("doubts") { value in
                    ResultSet.Cell((value.array ?? []).map(\.plainText).joined(separator: "; "))
                },
                ResultSet.Column("remedy"), ResultSet.Column("line") { ResultSet.Cell($0.string ?? "", .bold) },
                ResultSet.Column("provenance"),
            ],
            rows: [
                [
                    JSONValue(task.number), .string(task.status.word), text(task.error), text(code), .string(meaning),
                    doubts.isEmpty ? .null : .array(doubts.map { .string($0) }), text(remedy), text(line),
                    text(provenance?.rawValue),
                ]
            ], shape: .single)
    }
}
