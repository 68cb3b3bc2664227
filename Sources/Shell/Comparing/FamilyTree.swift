import NexusFlowAPI
import TaskLedger

/// A task and what came from it, in the order in which it is drawn.
///
/// ```
/// @1
/// ↓ @2            the only child of @1
/// ├─ @3           children of @2
/// │  ↓ @5
/// └─ @4
/// ```
struct FamilyTree {
    struct Line {
        let task: TaskRecord
        /// How many generations after the root.
        let depth: Int
        /// What is drawn before its number.
        let branch: String
        /// What differs from its parent; `nil` for the root.
        let changes: [FieldChange]?
    }

    let lines: [Line]

    /// - Parameter tasks: the root and all that descends from it; what cannot be reached from there is left out, and
    ///   what is reached twice, which only a damaged ledger holds, stands there once.
    init(root: Int, tasks: [TaskRecord]) {
        let children = Dictionary(grouping: tasks.filter { $0.parent != nil }) { $0.parent ?? 0 }
        var seen: Set<Int> = []
        var lines: [Line] = []
        // Not recursive: a chain may be as long as the ledger.
        var open = tasks.filter { $0.number == root }.map {
            Open(task: $0, parent: nil, depth: 0, branch: "", below: "")
        }
        while let next = open.popLast() {
            guard seen.insert(next.task.number).inserted else { continue }
            lines.append(
                Line(
                    task: next.task, depth: next.depth, branch: next.branch,
                    changes: next.parent.map { FieldChange.between($0.request, next.task.request) }))
            let own = (children[next.task.number] ?? []).filter { !seen.contains($0.number) }
            for (index, child) in own.enumerated().reversed() {
                let isLast = index == own.count - 1
                // An only child stands in its parent's column: a chain of many does not walk off the screen.
                let (sign, below) = own.count == 1 ? ("↓ ", "") : isLast ? ("└─ ", "   ") : ("├─ ", "│  ")
                open.append(
                    Open(
                        task: child, parent: next.task, depth: next.depth + 1, branch: next.below + sign,
                        below: next.below + below))
            }
        }
        self.lines = lines
    }

    private struct Open {
        let task: TaskRecord
        let parent: TaskRecord?
        let depth: Int
        let branch: String
        let below: String
    }
}

extension FamilyTree.Line {
    /// The longest branch that is drawn whole.
    private static let longestBranch = 30

    /// The branch as far as there is room for it, and the number.
    fileprivate var label: String {
        let drawn = branch.count > Self.longestBranch ? "…" + branch.suffix(Self.longestBranch - 1) : branch
        return drawn + "@\(task.number)"
    }
}

extension ResultSet {
    /// Families as every format shows them.
    ///
    /// - Parameter asked: the task that stands out.
    init(families lines: [FamilyTree.Line], asked: Int?) {
        let number = asked.map { "@\($0)" }
        let columns: [Column] = [
            Column("tree", title: "TREE", isForPeople: true) { value in
                let text = value.string ?? ""
                let isAsked = number.map { text.hasSuffix($0) } ?? false
                return Cell(text, isAsked ? .bold : nil)
            },
            Column("number"), Column("parent"), Column("depth"),
            Column("status", title: "STATUS", cell: TaskField.statusCell),
            Column("rating", title: "RATED", isTrailing: true),
            Column("estimate"), Column("cost"),
            Column("price", title: "PRICE", isTrailing: true, isForPeople: true, cell: TaskField.priceCell),
            Column("tag", title: "TAG"),
            Column("changes"),
            Column("what", title: "CHANGE", isFlexible: true, isForPeople: true),
            Column("prompt"),
        ]
        self.init(
            columns: columns,
            rows: lines.map { line in
                let json = line.task.json
                let value = { (field: TaskField) in json[field.name] ?? .null }
                let cost = value(.cost)
                let what = line.changes.map { FieldChange.sentence($0) } ?? line.task.request.prompt
                return [
                    .string(line.label), value(.number), value(.parent), JSONValue(line.depth), value(.status),
                    value(.rating), value(.estimate), cost, cost.isNull ? value(.estimate) : cost, value(.tag),
                    line.changes.map { .array($0.map(\.json)) } ?? .null, .string(what), value(.prompt),
                ]
            })
    }
}
