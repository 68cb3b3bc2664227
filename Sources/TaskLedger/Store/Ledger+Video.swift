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

    package init(file: String, length: Int64, crc64: String, entityTag: String? = nil) {
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
    /// What of it is known to be on the disk.
    package var checkpoint: PartCheckpoint?

    package init(path: String, entityTag: String?, checkpoint: PartCheckpoint? = nil) {
        self.path = path
        self.entityTag = entityTag
        self.checkpoint = checkpoint
    }
}

/// The beginning of a part that was on the disk when this was written down, and what proves that it still is.
package struct PartCheckpoint: Hashable, Sendable {
    /// In bytes.
    package var length: Int64
    /// CRC-64/XZ in decimal.
    package var crc64: String

    package init(length: Int64, crc64: String) {
        self.length = length
        self.crc64 = crc64
    }
}

extension Ledger {
    /// Takes the right to fetch a task's video: of all processes on a ledger, one at a time has it. It ends with its
    /// publication, with ``pauseDownload(_:of:by:)``, with its holder, or by itself.
    ///
    /// - Returns: whether this process has it now; `false` while another that lives does.
    package func beginDownload(
        of number: Int, by process: ProcessIdentity, for term: TimeInterval, at now: Date
    ) async throws(LedgerError) -> Bool {
        // A lease ends with its process, and so with the power: only other processes have to see it.
        try await commit(isDurable: false) {
            try Self.take(Self.downloadLease(number), process, for: term, at: now, in: $0)
        }
    }

    /// Keeps the right to fetch a task's video for longer.
    ///
    /// - Returns: `false` if it ran out and another process has it.
    package func goOnDownloading(
        _ number: Int, by process: ProcessIdentity, for term: TimeInterval, at now: Date
    ) throws(LedgerError) -> Bool {
        try takeLease(Self.downloadLease(number), by: process, for: term, at: now)
    }

    /// Gives the right to fetch a task's video back, and notes what of the part is on the disk.
    package func pauseDownload(
        _ checkpoint: PartCheckpoint?, of number: Int, by process: ProcessIdentity
    ) async throws(LedgerError) {
        try await commit { database in
            if let checkpoint {
                try database.run(
                    prepared: "UPDATE task SET part_length = ?, part_crc64 = ? WHERE number = ? AND part IS NOT NULL",
                    [checkpoint.length, checkpoint.crc64, number])
            }
            try Self.release(Self.downloadLease(number), process, in: database)
        }
    }

    /// The tasks whose video some process has the right to fetch, whether or not it still lives.
    package func tasksWithDownload() throws(LedgerError) -> [Int] {
        try read { database in
            try Int.fetchAll(
                database, sql: "SELECT number FROM task WHERE ? || number IN (SELECT name FROM lease)",
                arguments: [Self.downloadLease])
        }
    }

    private static let downloadLease = "download "

    private static func downloadLease(_ number: Int) -> String { "\(downloadLease)\(number)" }

    /// Notes that a task's video is at its place, whole and verified, and gives back the right to fetch it if that process
    /// has it.
    package func publish(
        _ video: PublishedVideo, of number: Int, by process: ProcessIdentity = .current, at time: Date
    ) async throws(LedgerError) -> TaskRecord {
        try await commit(.publication) { database in
            try database.run(
                prepared: """
                    UPDATE task SET file = ?, length = ?, crc64 = ?, etag = ?, part = NULL, part_length = NULL,
                        part_crc64 = NULL, downloaded_at = ?, download_error = NULL
                    WHERE number = ?
                    """,
                [video.file, video.length, video.crc64, video.entityTag, time.milliseconds, number])
            try Self.release(Self.downloadLease(number), process, in: database)
            return try self.existing(number, in: database)
        }
    }

    /// Notes where one image of several is, whole and verified. That all are there is said by ``publish(_:of:by:at:)`` of the
    /// first.
    package func publish(_ image: ImageFile, of number: Int) async throws(LedgerError) -> TaskRecord {
        try await commit(.publication) { database in
            let record = try self.existing(number, in: database)
            let files = record.imageFiles.filter { $0.position != image.position } + [image]
            try database.run(
                prepared: "UPDATE task SET image_files = ? WHERE number = ?",
                [files.sorted { $0.position < $1.position }.text, number])
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
    package func claim(_ part: VideoPart, for number: Int) async throws(LedgerError) {
        try await commit(.claim) { database in
            try database.run(
                prepared: """
                    UPDATE task SET part = NULL, etag = NULL, part_length = NULL, part_crc64 = NULL
                    WHERE part = ? AND number <> ?
                    """,
                [part.path, number])
            try database.run(
                prepared: "UPDATE task SET part = ?, etag = ?, part_length = ?, part_crc64 = ? WHERE number = ?",
                [part.path, part.entityTag, part.checkpoint?.length, part.checkpoint?.crc64, number])
        }
    }

    /// The part file that a task has begun, if it has not published its video since.
    package func part(of number: Int) throws(LedgerError) -> VideoPart? {
        try read { database in
            try database.row(
                prepared: "SELECT part, etag, part_length, part_crc64 FROM task WHERE number = ? AND part IS NOT NULL",
                [number]
            ).map { row in
                let (length, crc64): (Int64?, String?) = (row["part_length"], row["part_crc64"])
                let checkpoint = length.flatMap { length in crc64.map { PartCheckpoint(length: length, crc64: $0) } }
                return VideoPart(path: row["part"], entityTag: row["etag"], checkpoint: checkpoint)
            }
        }
    }

    /// The tasks whose video is published at that path.
    package func owners(ofFile path: String) throws(LedgerError) -> [Int] {
        try read { try Int.fetchAll($0, sql: "SELECT number FROM task WHERE file = ?", arguments: [path]) }
    }
}
