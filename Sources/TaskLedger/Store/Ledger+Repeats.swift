import GRDB
package import NexusFlowAPI

/// What was asked for before. Prompts are found by their beginning, which alone is in the index: they are long. A plus
/// keeps SQLite from putting a value in for its column, so that it knows the index again.
extension Ledger {
    /// The newest task that succeeded with exactly this request.
    package func success(of request: GenerationRequest) throws(LedgerError) -> TaskRecord? {
        try read { database in
            try Self.records(
                database, Self.successQuery,
                ["prompt": request.prompt, "model": request.model, "request": request.json.text()]
            ).first
        }
    }

    /// Whether a task with exactly this prompt and resolution was taken by the service, and did not fail.
    package func hasRun(prompt: String, resolution: String) throws(LedgerError) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: Self.promptQuery, arguments: ["prompt": prompt, "resolution": resolution]) ?? false
        }
    }

    /// The URLs of first frames that were used, in their order from the first that is not before `first`, each once; at
    /// most `limit`.
    package func imageURLs(from first: String = "", limit: Int) throws(LedgerError) -> [String] {
        try read { database in
            try String.fetchAll(database, sql: Self.imageQuery, arguments: [first, max(limit, 0)])
        }
    }

    static let successQuery = """
        SELECT * FROM task WHERE substr(prompt, 1, 64) = substr(:prompt, 1, 64) AND +prompt = :prompt
            AND +model = :model AND request = :request AND +status = 'succeeded' ORDER BY number DESC LIMIT 1
        """

    static let promptQuery = """
        SELECT EXISTS (
            SELECT 1 FROM task WHERE substr(prompt, 1, 64) = substr(:prompt, 1, 64) AND +prompt = :prompt
                AND json_valid(request) AND json_extract(request, '$.resolution') = :resolution
                AND +status NOT IN ('intended', 'failed', 'abandoned', 'rejected')
        )
        """

    private static let image = "CASE WHEN json_valid(request) THEN json_extract(request, '$.img_url') END"

    /// One look into the index a URL, however many tasks begin with it.
    static let imageQuery = """
        WITH RECURSIVE found (url) AS (
            SELECT * FROM (
                SELECT \(image) FROM task WHERE \(image) IS NOT NULL AND \(image) >= ? ORDER BY \(image) LIMIT 1
            )
            UNION ALL
            SELECT (
                SELECT \(image) FROM task WHERE \(image) IS NOT NULL AND \(image) > found.url ORDER BY \(image) LIMIT 1
            ) FROM found WHERE found.url IS NOT NULL
        )
        SELECT url FROM found WHERE url IS NOT NULL LIMIT ?
        """
}
