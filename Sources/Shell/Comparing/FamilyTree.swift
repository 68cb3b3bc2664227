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
    struct Line: Hashable {
        let number: Int
        /// `nil` for the root.
        let parent: Int?
        /// How many generations after the root.
        let depth: Int
        /// What is drawn before its number.
        let branch: String
    }

    let lines: [Line]

    /// - Parameter tasks: the root and all that descends from it; what cannot be reached from there is left out, and
    ///   what is reached twice, which only a damaged ledger holds, stands there once.
    init(root: Int, tasks: [Kinship]) {
        let children = Dictionary(grouping: tasks.filter { $0.parent != nil }) { $0.parent ?? 0 }
        var seen: Set<Int> = []
        var lines: [Line] = []
        // Not recursive: a chain may be as long as the ledger.
        var open = tasks.filter { $0.number == root }.map {
            Open(number: $0.number, parent: nil, depth: 0, branch: "", below: "")
        }
        while let next = open.popLast() {
            guard seen.insert(next.number).inserted else { continue }
            lines.append(Line(number: next.number, parent: next.parent, depth: next.depth, branch: next.branch))
            let own = (children[next.number] ?? []).filter { !seen.contains($0.number) }
            for (index, child) in own.enumerated().reversed() {
                let isLast = index == own.count - 1
                // An only child stands in its parent's column: a chain of many does not walk off the screen.
                let (sign, below) = own.count == 1 ? ("↓ ", "") : isLast ? ("└─ ", "   ") : ("├─ ", "│  ")
                open.append(
                    Open(
                        number: child.number, parent: next.number, depth: next.depth + 1, branch: next.below + sign,
                        below: Self.drawn(next.below + below)))
            }
        }
        self.lines = lines
    }

    /// As much of a branch as is ever drawn, and a little more, which tells that it is cut: whole ones would grow with the
    /// square of the depth.
    private static func drawn(_ branch: String) -> String { String(branch.suffix(Line.longestBranch + 1)) }

    private struct Open {
        let number: Int
        let parent: Int?
        let depth: Int
        let branch: String
        let below: String
    }
}

extension FamilyTree.Line {
    /// The longest branch that is drawn whole.
    fileprivate static let longestBranch = 30

    /// The branch as far as there is room for it, and the number.
    fileprivate var label: String {
        let drawn = branch.count > Self.longestBranch ? "…" + branch.suffix(Self.longestBranch - 1) : branch
        return drawn + "@\(number)"
    }
}

extension ResultSet {
    /// Families as every format shows them.
    ///
    /// - Parameters:
    ///   - tasks: those of the lines and their parents, by number; a line whose task is not there is left out.
    ///   - asked: the task that stands out.
    init(families lines: [FamilyTree.Line], _ tasks: [Int: TaskRecord], asked: Int?) {
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
            rows: lines.compactMap { line in
                guard let task = tasks[line.number] else { return nil }
                let json = task.json
                let changes = line.parent.flatMap { tasks[$0] }
                    .map { FieldChange.between($0.request, task.request) }
                let value = { (field: TaskField) in json[field.name] ?? .null }
                let cost = value(.cost)
                let what = changes.map { FieldChange.sentence($0) } ?? task.request.prompt
                return [
                    .string(line.label), value(.number), value(.parent), JSONValue(line.depth), value(.status),
                    value(.rating), value(.estimate), cost, cost.isNull ? value(.estimate) : cost, value(.tag),
                    changes.map { .array($0.map(\.json)) } ?? .null, .string(what), value(.prompt),
                ]
            })
    }
}
