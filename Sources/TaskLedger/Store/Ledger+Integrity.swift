import GRDB
import NexusFlowAPI

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Looks at everything in a ledger, and changes nothing.
extension Ledger {
    /// Checks pages, indexes, references and rows, holds the index of the search against the texts, and looks for copies
    /// beside the file.
    ///
    /// - Throws: ``LedgerError`` if not even that can be done.
    package func integrity() throws(LedgerError) -> LedgerReport {
        var report = LedgerReport()
        report.add("file", path)
        try examineFile(&report)
        examine("structure", &report) { try Self.structure($0) }
        examine("references", &report) { try Self.references($0) }
        examineTasks(&report)
        examineSearch(&report)
        for copy in LedgerBackup(of: path).found() {
            if let version = copy.version {
                report.add("copy", "\(copy.path), version \(version)")
            } else {
                report.add("copy", .doubtful, "\(copy.path) cannot be read")
            }
        }
        return report
    }

    private func examineFile(_ report: inout LedgerReport) throws(LedgerError) {
        let (version, pages, size, free, mode) = try read { database in
            let number = { (name: String) in try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0 }
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
            return (
                try number("user_version"), try number("page_count"), try number("page_size"),
                try number("freelist_count"), mode
            )
        }
        report.add("version", "\(version); this nfsh knows versions up to \(Schema.current.version)")
        report.add("pages", "\(pages) of \(size) bytes, \(free) of them free")
        guard mode == "wal" else {
            return report.add("journal", .doubtful, "mode \(mode) in place of wal: readers wait for writers")
        }
        var info = stat()
        let length = stat(path + "-wal", &info) == 0 ? Int(info.st_size) : 0
        // SQLite takes a journal back into the file at 1,000 pages, unless a reader never lets go of it.
        let isLong = length > 64 * 1024 * 1024
        report.add(
            "journal", isLong ? .doubtful : .ok,
            "wal of \(length) bytes" + (isLong ? ": another process keeps it from being taken into the file" : ""))
    }

    /// Adds what a check found to be damaged; an error while checking is damage too.
    private func examine(
        _ subject: String, _ report: inout LedgerReport, _ check: (Database) throws -> [String]
    ) {
        do throws(LedgerError) {
            let problems = try read(check)
            if problems.isEmpty { report.add(subject, "whole") }
            report.add(subject, .damaged, each: problems)
        } catch {
            report.add(subject, .damaged, error.message)
        }
    }

    private static func structure(_ database: Database) throws -> [String] {
        // SQLite 3.44 and later look at the index of the search too, which is judged apart.
        try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" && !$0.contains("FTS5 table") }
    }

    private static func references(_ database: Database) throws -> [String] {
        try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
            let (table, number, parent): (String, Int?, String) = (row[0], row[1], row[2])
            return "\(table) \(number.map(String.init) ?? "?") names a \(parent) that is not there"
        }
    }

    private func examineTasks(_ report: inout LedgerReport) {
        do throws(LedgerError) {
            let counts = try read { database in
                try Row.fetchAll(
                    database, sql: "SELECT status, count(*) FROM task GROUP BY status ORDER BY min(number)"
                )
                .map { row -> (word: String, count: Int) in (row[0], row[1]) }
            }
            let sum = counts.reduce(0) { $0 + $1.count }
            let parts = counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
            report.add("tasks", sum == 0 ? "none" : "\(sum): \(parts)")
            let (unreadable, contradictions) = try read { try Self.problems(in: $0) }
            for (number, problem) in unreadable { report.add("task @\(number)", .damaged, problem) }
            for (number, problem) in contradictions { report.add("task @\(number)", .doubtful, problem) }
        } catch {
            report.add("tasks", .damaged, error.message)
        }
    }

    /// Rows that cannot be read, and rows that contradict themselves or the disk.
    private static func problems(
        in database: Database
    ) throws -> (unreadable: [(Int, String)], contradictions: [(Int, String)]) {
        var unreadable: [(Int, String)] = []
        var contradictions: [(Int, String)] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM task ORDER BY number")
        while let row = try rows.next() {
            let number: Int = row["number"]
            do {
                contradictions += try TaskRecord(row: row).contradictions.map { (number, $0) }
            } catch {
                unreadable.append((number, "the row holds what cannot be read: \(error)"))
            }
        }
        return (unreadable, contradictions)
    }
}

extension TaskRecord {
    /// What cannot be true of one task, each as a clause.
    var contradictions: [String] {
        var found: [String] = []
        switch status {
        case .pending, .running, .succeeded, .failed, .other:
            if id == nil { found.append("\(status.word), but the server's id is missing") }
        case .intended, .rejected, .abandoned:
            if id != nil { found.append("\(status.word), but it has the id of a task of the server's") }
        case .sending, .unknown:
            if sentAt == nil { found.append("\(status.word), but when it was sent is missing") }
        case .expired: break
        }
        if let cost {
            switch status {
            case .failed, .abandoned, .rejected:
                if cost != .zero { found.append("\(status.word), but it costs \(cost)") }
            case .intended, .sending, .pending, .running, .unknown:
                found.append("\(status.word), but what it costs is said to be certain: \(cost)")
            case .succeeded, .expired, .other: break
            }
        }
        if let file {
            if crc64 == nil || fileSize == nil { found.append("its file has no checksum or no length: \(file)") }
            for file in Set([file] + files).sorted() where access(file, F_OK) != 0 {
                found.append("its file is no longer there: \(file)")
            }
        }
        return found
    }
}
