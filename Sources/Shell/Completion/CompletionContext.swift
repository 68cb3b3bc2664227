import ShellLanguage
package import TaskLedger

/// What completion may look at: the names of a session, the ledger, and folders.
///
/// It is a value that whoever runs the session hands over between two lines, so that a key never waits for a command.
package struct CompletionContext: Sendable {
    /// Which tasks are wanted.
    package enum TaskQuery: Hashable, Sendable {
        case newest
        /// Those whose number begins with these digits.
        case number(prefix: Int)
        /// Those whose id begins so.
        case id(prefix: String)
    }

    /// One entry of a folder.
    package struct FolderEntry: Hashable, Sendable {
        package let name: String
        package let isFolder: Bool

        package init(name: String, isFolder: Bool) {
            self.name = name
            self.isFolder = isFolder
        }
    }

    /// What names are bound to.
    package var variables: [String: Value] = [:]
    /// The names behind `$env.` that a line may use.
    package var environmentNames: [String] = []
    /// The tasks that fit, the newest first, at most so many.
    package var tasks: @Sendable (TaskQuery, _ limit: Int) -> [TaskRecord] = { _, _ in [] }
    /// Tags of the ledger, from the first that is not before the given one, at most so many.
    package var tags: @Sendable (_ first: String, _ limit: Int) -> [String] = { _, _ in [] }
    /// URLs of first frames of the ledger, from the first that is not before the given one, at most so many.
    package var imageURLs: @Sendable (_ first: String, _ limit: Int) -> [String] = { _, _ in [] }
    /// The names of profiles.
    package var profiles: @Sendable () -> [String] = { [] }
    /// What is in a folder, as a line names it: empty for the working folder, else ending in `/`.
    package var entries: @Sendable (_ folder: String) -> [FolderEntry] = { _ in [] }

    /// The columns of a CSV file, as a line names it.
    package var columns: @Sendable (_ file: String) -> [String] = { _ in [] }
    /// Images that the service has to offer, as a line names them.
    package var images: [String] = []

    /// The most of a CSV file that is looked at for its columns, in bytes.
    static let headerLimit = 65_536

    /// Knows nothing.
    package init() {}
}

extension Interpreter {
    /// The names as they are now, and the ledger and the folders as they will be when they are looked at.
    package func completionContext() async -> CompletionContext {
        let environment = session.environment
        var context = CompletionContext()
        context.variables = session.variables
        context.environmentNames = environment.variables.keys.filter { !environment.withholds(variable: $0) }.sorted()
        context.profiles = { environment.profiles.names() }
        context.entries = { folder in
            FileAccess.entries(environment.absolutePath(folder.isEmpty ? "." : folder), limit: 10_000)
        }
        context.columns = { file in
            let head = FileAccess.head(environment.absolutePath(file), limit: CompletionContext.headerLimit)
            return CSVTable.columns(of: decode(head, name: file).0.text)
        }
        context.images = environment.backend.sampleImages
        // A ledger that cannot be opened is told of by the commands that need it.
        guard let ledger = try? await environment.backend.ledger() else { return context }
        context.tasks = { query, limit in
            var filter = TaskFilter()
            filter.limit = limit
            let tasks: [TaskRecord]? =
                switch query {
                case .newest: try? ledger.tasks(filter).reversed()
                case .number(let prefix): try? ledger.tasks(numberPrefix: prefix, limit: limit)
                case .id(let prefix): try? ledger.tasks(idPrefix: prefix, limit: limit)
                }
            return tasks ?? []
        }
        context.imageURLs = { first, limit in (try? ledger.imageURLs(from: first, limit: limit)) ?? [] }
        context.tags = { first, limit in (try? ledger.tags(from: first, limit: limit)) ?? [] }
        return context
    }
}
