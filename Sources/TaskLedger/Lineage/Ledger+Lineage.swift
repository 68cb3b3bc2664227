import GRDB

/// A task's place in its family.
package struct Kinship: Hashable, Sendable {
    package let number: Int
    /// `nil` for a task that came from no other.
    package let parent: Int?

    package init(number: Int, parent: Int?) {
        self.number = number
        self.parent = parent
    }
}

/// Tasks that vary each other: a child names its parent.
///
/// A parent is always older, so that there is no circle; one that a damaged file holds ends no search here.
extension Ledger {
    /// The eldest ancestor of a task: itself, if it has no parent.
    package func root(of number: Int) throws(LedgerError) -> Int {
        try read { try Int.fetchOne($0, sql: Self.rootQuery, arguments: [number]) ?? number }
    }

    /// A task and all that descend from it, ascending by number: a family may be as large as the ledger, and who looks at
    /// it reads the tasks that are shown.
    package func descendants(of number: Int) throws(LedgerError) -> [Kinship] {
        try read { database in
            try Row.fetchAll(database, sql: Self.descendantQuery, arguments: [number])
                .map { Kinship(number: $0[0], parent: $0[1]) }
        }
    }

    /// The newest tasks that have children and no parent, the newest first.
    package func roots(limit: Int) throws(LedgerError) -> [Int] {
        try read { try Int.fetchAll($0, sql: Self.rootsQuery, arguments: [max(0, limit)]) }
    }

    static let rootQuery = """
        WITH RECURSIVE ancestor (number, parent) AS (
            SELECT number, parent FROM task WHERE number = ?
            UNION SELECT task.number, task.parent FROM ancestor JOIN task ON task.number = ancestor.parent
        )
        SELECT number FROM ancestor ORDER BY parent IS NOT NULL, number LIMIT 1
        """

    static let descendantQuery = """
        WITH RECURSIVE family (number) AS (
            SELECT number FROM task WHERE number = ?
            UNION SELECT task.number FROM family JOIN task ON task.parent = family.number
        )
        SELECT number, parent FROM task WHERE number IN (SELECT number FROM family) ORDER BY number
        """

    static let rootsQuery = """
        SELECT number FROM (SELECT DISTINCT parent FROM task WHERE parent IS NOT NULL) AS child
        CROSS JOIN task ON task.number = child.parent
        WHERE task.parent IS NULL ORDER BY number DESC LIMIT ?
        """
}
