import CrashPoints
package import FoundationEssentials
import GRDB
import NexusFlowAPI

/// A video on disk, and what proves it.
package struct PublishedVideo: Hashable, Sendable {
    /// An absolute path.
    package var file: String
    /// In bytes.
    package var length: Int64
    /// CRC-64/XZ in decimal.
    package var crc64: String
    package var entityTag: String?

    package init(file: String, length: Int64, crc64: String, entityTag: String?) {
        self.file = file
        self.length = length
        self.crc64 = crc64
        self.entityTag = entityTag
    }
}

/// An unfinished file of a download: whose it is and of what it is a part.
package struct VideoPart: Hashable, Sendable {
    /// An absolute path.
    package var path: String
    /// The strong entity tag of the whole; without one the part cannot be gone on with.
    package var entityTag: String?

    package init(path: String, entityTag: String?) {
        self.path = path
        self.entityTag = entityTag
    }
}

extension Ledger {
    /// Notes that a task's video is at its place, whole and verified.
    package func publish(_ video: PublishedVideo, of number: Int, at time: Date) async throws(LedgerError) -> TaskRecord
    {
        try await commit(.publication) { database in
            try database.execute(
                sql: """
                    UPDATE task SET file = ?, length = ?, crc64 = ?, etag = ?, part = NULL, downloaded_at = ?,
                        download_error = NULL
                    WHERE number = ?
                    """,
                arguments: [video.file, video.length, video.crc64, video.entityTag, time.milliseconds, number])
            return try self.existing(number, in: database)
        }
    }

    /// Notes why a task's video could not be fetched, for other processes that wait for it.
    package func noteDownloadFailure(_ reason: String, of number: Int) async throws(LedgerError) -> TaskRecord {
        try await commit { database in
            try database.execute(
                sql: "UPDATE task SET download_error = ? WHERE number = ? AND file IS NULL",
                arguments: [reason.storable, number])
            return try self.existing(number, in: database)
        }
    }

    /// Gives a part file to a task, and takes it from every other: what was in it counts for none of them any more.
    package func claim(_ part: VideoPart, for number: Int) throws(LedgerError) {
        try write { database in
            try database.execute(
                sql: "UPDATE task SET part = NULL, etag = NULL WHERE part = ? AND number <> ?",
                arguments: [part.path, number])
            try database.execute(
                sql: "UPDATE task SET part = ?, etag = ? WHERE number = ?",
                arguments: [part.path, part.entityTag, number])
            CrashPoints.reach(.written(.claim))
        }
        CrashPoints.reach(.committed(.claim))
    }

    /// The part file that a task has begun, if it has not published its video since.
    package func part(of number: Int) throws(LedgerError) -> VideoPart? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT part, etag FROM task WHERE number = ? AND part IS NOT NULL", arguments: [number]
            ).map { VideoPart(path: $0["part"], entityTag: $0["etag"]) }
        }
    }

    /// The tasks whose video is published at that path.
    package func owners(ofFile path: String) throws(LedgerError) -> [Int] {
        try read { try Int.fetchAll($0, sql: "SELECT number FROM task WHERE file = ?", arguments: [path]) }
    }
}
