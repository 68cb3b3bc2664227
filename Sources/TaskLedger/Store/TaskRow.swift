import FoundationEssentials
import GRDB
import NexusFlowAPI

extension TaskRecord {
    /// Reads a row with all columns.
    ///
    /// - Throws: a ``RequestIssue`` or ``JSONError`` if the stored request is none, an error of GRDB's for a wrong type.
    init(row: Row) throws {
        let request = try GenerationRequest(json: JSONValue(parsing: try row.decode(String.self, forColumn: "request")))
        self.init(
            number: try row.decode(forColumn: "number"),
            status: TaskStatus(try row.decode(String.self, forColumn: "status")),
            request: request,
            intendedAt: Date(milliseconds: try row.decode(forColumn: "intended_at")),
            origin: try row.decode(forColumn: "origin"),
            account: try row.decode(forColumn: "account"),
            folder: try row.decode(forColumn: "folder"),
            template: try row.decode(forColumn: "template"),
            exists: ExistingFilePolicy(rawValue: try row.decode(forColumn: "if_exists")) ?? .rename,
            autodownload: try row.decode(forColumn: "autodownload"))
        id = try row.decode(forColumn: "id")
        progress = try row.decode(forColumn: "progress")
        videoURL = try row.decode(forColumn: "video_url")
        error = try row.decode(forColumn: "error")
        createdAt = try row.date("created_at")
        completedAt = try row.date("completed_at")
        expiresAt = try row.date("expires_at")
        sentAt = try row.date("sent_at")
        let low: Int64? = try row.decode(forColumn: "estimate_low")
        let high: Int64? = try row.decode(forColumn: "estimate_high")
        if let low, let high, low <= high {
            estimate = PriceRange(low: Money(microdollars: low), high: Money(microdollars: high))
        }
        cost = try (row.decode(Int64?.self, forColumn: "cost")).map { Money(microdollars: $0) }
        file = try row.decode(forColumn: "file")
        fileSize = try row.decode(forColumn: "length")
        crc64 = try row.decode(forColumn: "crc64")
        let addresses: String? = try row.decode(forColumn: "image_urls")
        imageURLs = addresses.flatMap { try? JSONValue(parsing: $0) }?.array?.compactMap(\.string) ?? []
        imageFiles = [ImageFile](text: try row.decode(forColumn: "image_files"))
        tag = try row.decode(forColumn: "tag")
        note = try row.decode(forColumn: "note")
        rating = try row.decode(forColumn: "rating")
        parent = try row.decode(forColumn: "parent")
        run = try row.decode(forColumn: "run")
        downloadError = try row.decode(forColumn: "download_error")
        raw = try row.decode(forColumn: "raw")
    }

    /// Writes what the server decides: status, result and the times that come with them.
    func updateAnswer(in database: Database, answeredAt: Date) throws {
        let arguments: StatementArguments = [
            "number": number, "id": id, "status": status.word, "progress": progress, "video_url": videoURL,
            "error": error, "created_at": createdAt?.milliseconds, "completed_at": completedAt?.milliseconds,
            "expires_at": expiresAt?.milliseconds, "cost": cost?.microdollars, "raw": raw,
            "answered_at": answeredAt.milliseconds,
            "image_urls": imageURLs.isEmpty ? nil : JSONValue.array(imageURLs.map { .string($0) }).text(),
        ]
        try database.execute(
            sql: """
                UPDATE task SET id = :id, status = :status, progress = :progress, video_url = :video_url,
                    error = :error, created_at = :created_at, completed_at = :completed_at, expires_at = :expires_at,
                    cost = :cost, raw = :raw, image_urls = :image_urls, answered_at = coalesce(answered_at, :answered_at)
                WHERE number = :number
                """,
            arguments: arguments)
    }
}

extension TaskIntent {
    /// Inserts it as `intended`; gives its number.
    func insert(in database: Database, by process: ProcessIdentity, at time: Date) throws -> Int {
        let arguments: StatementArguments = [
            "status": TaskStatus.intended.word, "model": request.model, "prompt": request.prompt.storable,
            "request": request.json.text(), "intended_at": time.milliseconds, "process_id": process.id,
            "process_start": process.started, "estimate_low": estimate?.low.microdollars,
            "estimate_high": estimate?.high.microdollars, "tag": tag?.storable, "note": note?.storable,
            "parent": parent, "run": run, "resume_key": step?.key, "occurrence": step?.occurrence, "origin": origin,
            "account": account, "folder": folder, "template": template, "if_exists": exists.rawValue,
            "autodownload": autodownload,
        ]
        try database.execute(
            sql: """
                INSERT INTO task (status, model, prompt, request, intended_at, process_id, process_start, estimate_low,
                    estimate_high, tag, note, parent, run, resume_key, occurrence, origin, account, folder, template,
                    if_exists, autodownload)
                VALUES (:status, :model, :prompt, :request, :intended_at, :process_id, :process_start, :estimate_low,
                    :estimate_high, :tag, :note, :parent, :run, :resume_key, :occurrence, :origin, :account, :folder,
                    :template, :if_exists, :autodownload)
                """,
            arguments: arguments)
        return Int(database.lastInsertedRowID)
    }
}

extension Row {
    fileprivate func date(_ column: String) throws -> Date? {
        try decode(Int64?.self, forColumn: column).map { Date(milliseconds: $0) }
    }
}

extension String {
    /// As a column can hold it: SQLite's own interface ends a text at NUL, and would drop what stands behind it in silence.
    var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }
}
