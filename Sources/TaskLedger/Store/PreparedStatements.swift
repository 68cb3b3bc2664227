import GRDB

/// What is asked for with every download is compiled once: that costs more than most of it takes to run, since whatever
/// changes a task has the index of the search with it.
extension Database {
    /// Executes one statement.
    func run(prepared sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The first row of what a query finds.
    func row(prepared sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }
}
