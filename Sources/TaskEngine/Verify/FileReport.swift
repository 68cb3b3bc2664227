import Media
import NexusFlowAPI
package import TaskLedger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What became of the files that a task's video or images were published as.
package struct FileReport: Hashable, Sendable {
    package enum Verdict: String, CaseIterable, Hashable, Sendable {
        /// It is, to the byte, what was published.
        case whole
        /// No file has its name.
        case missing
        /// It is a video or an image, and another than was published.
        case changed
        /// It is no whole image and no video that can be played to its end, or not one of the length that was asked for.
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

    /// Reads the files of a task, every byte but never all at once, and holds them against what the ledger says of them. Of
    /// several images the first that is lost is told.
    ///
    /// - Parameter progress: called with how many bytes were read so far, for every piece.
    package init(on record: TaskRecord, progress: (Int64) -> Void = { _ in }) {
        guard let file = record.file else {
            self.init(.notDownloaded)
            return
        }
        var read: Int64 = 0
        let count = { (length: Int64) in
            // Each file is counted anew.
            progress(read + length)
        }
        guard !record.imageFiles.isEmpty else {
            self.init(file, record, length: record.fileSize, crc64: record.crc64, count)
            return
        }
        var reports: [FileReport] = []
        for image in record.imageFiles where !reports.contains(where: \.verdict.isLoss) {
            let report = Self(image.file, record, length: image.length, crc64: image.crc64, count)
            read += report.length ?? 0
            reports.append(report.about("image \(image.position)"))
        }
        self = reports.first { $0.verdict.isLoss } ?? reports[0]
    }

    /// Judges one file of a task by what was published as it.
    private init(
        _ file: String, _ record: TaskRecord, length: Int64?, crc64: String?, _ progress: (Int64) -> Void
    ) {
        do {
            guard let proof = try PartFile.proof(of: file, progress: progress) else {
                let reason = FileSystem.exists(file) ? "what has its name is no file" : nil
                self.init(.missing, reason: reason)
                return
            }
            let found = String(proof.checksum.value)
            let difference = Self.difference(
                published: (length, crc64), found: (proof.length, found))
            // One that is not what was published is looked into all the same, so that a broken copy can be told from
            // another file; how long another video is does not matter.
            let fault =
                difference == nil
                ? VideoNaming.fault(inVideoAt: file, of: record)
                : record.product == "image" ? VideoNaming.fault(inImageAt: file) : VideoCheck(duration: nil).fault(file)
            self.init(
                fault != nil ? .damaged : difference != nil ? .changed : .whole,
                length: proof.length, crc64: found, reason: fault ?? difference)
        } catch {
            // A file where a folder of the path was.
            self.init(error.number == ENOTDIR ? .missing : .unreadable, reason: error.message)
        }
    }

    /// The same, saying which file it is about.
    private func about(_ name: String) -> FileReport {
        FileReport(
            verdict, length: length, crc64: crc64,
            reason: verdict.isLoss ? "\(name): \(reason ?? verdict.rawValue)" : nil)
    }

    private static func difference(
        published: (length: Int64?, crc64: String?), found: (length: Int64, crc64: String)
    ) -> String? {
        if let length = published.length, length != found.length {
            return "it has \(found.length) bytes, and \(length) were published"
        }
        if let crc64 = published.crc64, crc64 != found.crc64 { return "its checksum is not the one that was published" }
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
