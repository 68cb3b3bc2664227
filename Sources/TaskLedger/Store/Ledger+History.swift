import GRDB

/// A task that succeeded, as far as it tells how long another like it will take.
package struct FinishedTask: Hashable, Sendable {
    package let model: String
    /// As it was sent; `nil` where the request had none.
    package let resolution: String?
    /// Seconds of video, as they were sent.
    package let duration: Int?
    /// Scheme, host and port of the service.
    package let origin: String
    /// How long the service took from its creation to its end, in seconds by the service's clock; above 0.
    package let lasted: Double

    package init(model: String, resolution: String?, duration: Int?, origin: String, lasted: Double) {
        self.model = model
        self.resolution = resolution
        self.duration = duration
        self.origin = origin
        self.lasted = lasted
    }
}

extension Ledger {
    /// Tasks of a model that succeeded, the newest first, at most `limit`.
    package func finished(model: String, limit: Int) throws(LedgerError) -> [FinishedTask] {
        try read { database in
            let statement = try database.cachedStatement(sql: Self.finishedQuery)
            return try Row.fetchAll(statement, arguments: [model, max(limit, 0)]).map { row in
                FinishedTask(
                    model: model, resolution: row["resolution"], duration: row["duration"], origin: row["origin"],
                    lasted: Double(row["lasted"] as Int64) / 1000)
            }
        }
    }

    /// The sign before the status keeps SQLite in the index of models, which has its rows in the wanted order.
    static let finishedQuery = """
        SELECT json_extract(request, '$.resolution') AS resolution,
            CAST(json_extract(request, '$.duration') AS INTEGER) AS duration, origin,
            completed_at - created_at AS lasted
        FROM task WHERE model = ? AND +status = 'succeeded' AND completed_at > created_at
        ORDER BY number DESC LIMIT ?
        """
}
