import Media
import NexusFlowAPI
package import TaskLedger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What became of the file that a task's video was published as.
package struct FileReport: Hashable, Sendable {
    package enum Verdict: String, CaseIterable, Hashable, Sendable {
        /// It is, to the byte, what was published.
        case whole
        /// No file has its name.
        case missing
        /// It is a video, and another than was published.
        case changed
        /// It is no video that can be played to its end, or not one of the length that was asked for.
        case damaged
        /// The system does not let it be read.
        case unreadable
        /// Nothing was published.
        case notDownloaded = "not downloaded"

        /// Whether something was published, and is not there as it was.
        package var isLoss: Bool {
            switch self {
            case .whole, .notDownloaded: false
            case .missing, .changed, .damaged, .unreadable: true
            }
        }
    }

    package let verdict: Verdict
    /// Of the file as it is now, in bytes; `nil` where there is none, or it cannot be read.
    package let length: Int64?
    /// CRC-64/XZ of the file as it is now, in decimal.
    package let crc64: String?
    /// Why it is not whole: a clause without a full stop. May hold text of a path.
    package let reason: String?

    private init(_ verdict: Verdict, length: Int64? = nil, crc64: String? = nil, reason: String? = nil) {
        self.verdict = verdict
        self.length = length
        self.crc64 = crc64
        self.reason = reason
    }

    /// Reads the file of a task, every byte but never all at once, and holds it against what the ledger says of it.
    ///
    /// - Parameter progress: called with how many bytes of it were read, for every piece.
    package init(on record: TaskRecord, progress: (Int64) -> Void = { _ in }) {
        guard let file = record.file else {
            self.init(.notDownloaded)
            return
        }
        do {
            guard let proof = try PartFile.proof(of: file, progress: progress) else {
                let reason = FileSystem.exists(file) ? "what has its name is no file" : nil
                self.init(.missing, reason: reason)
                return
            }
            self.init(record, file, length: proof.length, crc64: String(proof.checksum.value))
        } catch {
            // A file where a folder of the path was.
            self.init(error.number == ENOTDIR ? .missing : .unreadable, reason: error.message)
        }
    }

    /// Judges a file of that length and checksum. One that is not what was published is looked into all the same, so that
    /// a broken copy can be told from another video.
    private init(_ record: TaskRecord, _ file: String, length: Int64, crc64: String) {
        let difference = Self.difference(record, length: length, crc64: crc64)
        // How long another video is does not matter.
        let fault =
            difference == nil ? VideoNaming.fault(inVideoAt: file, of: record) : VideoCheck(duration: nil).fault(file)
        self.init(
            fault != nil ? .damaged : difference != nil ? .changed : .whole,
            length: length, crc64: crc64, reason: fault ?? difference)
    }

    private static func difference(_ record: TaskRecord, length: Int64, crc64: String) -> String? {
        if let published = record.fileSize, published != length {
            return "it has \(length) bytes, and \(published) were published"
        }
        if let published = record.crc64, published != crc64 { return "its checksum is not the one that was published" }
        return nil
    }
}

extension VideoCheck {
    /// The first check that a file fails.
    fileprivate func fault(_ path: String) -> String? { failures(path: path).first }
}

extension TaskRecord {
    /// Whether its file has the very name that a download would choose, so that downloading it again replaces no other.
    package var fileHasChosenName: Bool {
        let target = DownloadTarget(folder: folder, template: template, exists: exists)
        return (try? VideoNaming.file(for: self, target)) == file
    }
}
