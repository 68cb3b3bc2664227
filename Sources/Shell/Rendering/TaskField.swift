package import FoundationEssentials
package import NexusFlowAPI
package import TaskLedger

/// A field of a task, as every format shows it and as `$name.field` reads it.
package enum TaskField: String, CaseIterable, Sendable {
    case number, id, status, model, prompt, resolution, ratio, duration, seed, watermark
    case imgURL = "img_url"
    case extra, progress
    case videoURL = "video_url"
    case error
    case createdAt = "created_at"
    case completedAt = "completed_at"
    case expiresAt = "expires_at"
    case estimate, cost, file, crc64, tag, note, rating, parent, run, files

    package var name: String { rawValue }

    package func value(of task: TaskRecord) -> JSONValue { task.json[name] ?? .null }

    /// The column of a result; the fields that tables of tasks show have a heading.
    var column: ResultSet.Column {
        switch self {
        case .number:
            ResultSet.Column(name, title: "TASK", isTrailing: true) { ResultSet.Cell("@" + $0.text(), .bold) }
        case .status: ResultSet.Column(name, title: "STATUS", cell: Self.statusCell)
        case .model: ResultSet.Column(name, title: "MODEL")
        case .resolution: ResultSet.Column(name, title: "SIZE")
        case .duration: ResultSet.Column(name, title: "SECONDS", isTrailing: true)
        case .seed: ResultSet.Column(name, title: "SEED", isTrailing: true)
        case .estimate: ResultSet.Column(name, title: "PRICE", isTrailing: true, cell: Self.priceCell)
        case .prompt: ResultSet.Column(name, title: "PROMPT", isFlexible: true)
        case .file: ResultSet.Column(name, title: "FILE", isFlexible: true)
        case .rating: ResultSet.Column(name, title: "RATED", isTrailing: true)
        case .tag: ResultSet.Column(name, title: "TAG", isFlexible: true)
        case .cost: ResultSet.Column(name, cell: Self.priceCell)
        default: ResultSet.Column(name)
        }
    }

    @Sendable
    static func priceCell(_ value: JSONValue) -> ResultSet.Cell {
        switch value {
        case .number(let text): ResultSet.Cell("$" + text)
        case .array(let bounds): ResultSet.Cell(bounds.map { "$" + $0.text() }.joined(separator: "–"))
        default: ResultSet.Cell("")
        }
    }

    @Sendable
    static func statusCell(_ value: JSONValue) -> ResultSet.Cell {
        let word = value.string ?? ""
        return ResultSet.Cell(word, style(of: TaskStatus(word)))
    }

    static func style(of status: TaskStatus) -> Palette.Style? {
        switch status {
        case .succeeded: .green
        case .failed, .rejected, .expired: .red
        case .unknown: .yellow
        case .pending, .running, .sending: .cyan
        case .intended, .abandoned: .dim
        case .other: nil
        }
    }
}

extension ResultSet {
    /// Tasks with all their fields, in the order of the documentation.
    ///
    /// - Parameters:
    ///   - now: with it people see how long each can still be fetched.
    ///   - history: with it they see too how much longer those that run will take as a rule.
    package init(
        tasks: [TaskRecord], at now: Date? = nil, history: TaskHistory? = nil, shape: Shape = .list,
        sentence: String? = nil
    ) {
        var result = ResultSet(
            columns: TaskField.allCases.map(\.column), rows: tasks.map { $0.json.members.map(\.value) }, shape: shape,
            sentence: sentence)
        if let now {
            if let history {
                let toGo = tasks.map {
                    $0.timeToGo(by: history, at: now)?.estimate.map { JSONValue.string($0) } ?? .null
                }
                result = result.adding(Self.toGoColumn, toGo)
            }
            let left = tasks.map { $0.timeLeft(at: now).map { JSONValue.number(String($0.seconds)) } ?? .null }
            result = result.adding(Self.leftColumn, left)
        }
        self = result
    }

    private static let toGoColumn = Column(
        "to_go", title: "TO GO", isTrailing: true, isForPeople: true, isExpendable: true
    ) { Cell($0.string ?? "", .dim) }

    private static let leftColumn = Column("left", title: "LEFT", isTrailing: true, isForPeople: true) { value in
        guard let seconds = value.double else { return Cell("") }
        let left = TimeLeft(seconds: seconds)
        return Cell(left.text, left.style)
    }
}
