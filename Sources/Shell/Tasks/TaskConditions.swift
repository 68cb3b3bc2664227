import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What a person said of tasks, as a choice among them: the options of every command that has them.
struct TaskConditions: Hashable {
    static let options = [
        CommandSpec.Option("tag", .text, "only this tag"),
        CommandSpec.Option("rated", .count(TaskReference.ratings), "only what is rated so or better"),
    ]

    private let tag: String?
    private let rated: Int?

    init(_ call: CommandCall, in session: Session) throws {
        tag = call.option("tag")?.text
        let catalogue = try session.catalogue()
        rated = try call.option("rated").flatMap {
            Int(try session.canonical($0, option: "rated", of: call.spec, in: catalogue))
        }
    }

    /// Whether any task fits.
    var isEmpty: Bool { tag == nil && rated == nil }

    func add(to filter: inout TaskFilter) {
        filter.tag = tag
        filter.rated = rated
    }

    func fits(_ task: TaskRecord) -> Bool {
        (tag == nil || task.tag == tag) && rated.map { (task.rating ?? 0) >= $0 } ?? true
    }
}
