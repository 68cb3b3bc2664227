import Media
import NexusFlowAPI
import TaskLedger

/// Several images of one task. Each is fetched whole, noted as soon as it is there, and stands alone: one that cannot be had
/// keeps no other from being stored. The task has its file once all are there.
extension Downloader {
    /// Fetches what is missing of them.
    ///
    /// - Throws: the first error of an image, after all the others were tried.
    func fetchImages(
        _ original: TaskRecord, _ lease: DownloadLease, as wanted: String, _ target: DownloadTarget,
        _ progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> DownloadOutcome {
        var record = original
        var failure: EngineError?
        var position = 1
        while position <= record.imageURLs.count {
            do {
                try await fetchImage(position, of: record, lease, as: wanted, target, progress)
            } catch let error as EngineError {
                guard case .download = error.code, !error.isBusyElsewhere else { throw error }
                failure = failure ?? error
            }
            record = try context.row(record.number)
            position += 1
        }
        if let failure { throw failure }
        guard let first = record.imageFile(1) else { throw EngineError.noVideo(record) }
        let video = PublishedVideo(file: first.file, length: first.length, crc64: first.crc64)
        return .downloaded(try await note(video, record, nil))
    }

    private func fetchImage(
        _ position: Int, of record: TaskRecord, _ lease: DownloadLease, as wanted: String, _ target: DownloadTarget,
        _ progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws {
        let name = Self.name(position, of: record, wanted)
        var target = target
        if target.exists != .overwrite {
            guard try !isThere(position, of: record, wanted) else { return }
        } else if position > 1, record.imageFile(position)?.file != name {
            // Nobody named this file: only the image that it was published as is replaced.
            target.exists = .rename
        }
        let placement = try await place(record, as: name, target, image: position)
        _ = try await fetch(record, lease, placement, target, nil, progress)
    }

    /// The name of an image: `clip.png`, `clip-2.png` and so on, by the name that the first one got.
    private static func name(_ position: Int, of record: TaskRecord, _ wanted: String) -> String {
        let first = record.imageFile(1)?.file
        let base = first.flatMap { VideoNaming.isVariant($0, of: wanted) ? $0 : nil } ?? wanted
        return position == 1 ? wanted : FileName.numbered(base, position)
    }

    /// Whether an image is where this download would put it, and still what was published.
    private func isThere(_ position: Int, of record: TaskRecord, _ wanted: String) throws -> Bool {
        guard let image = record.imageFile(position),
            VideoNaming.isVariant(image.file, of: Self.name(position, of: record, wanted)),
            let proof = try PartFile.proof(of: image.file)
        else { return false }
        return proof.length == image.length && String(proof.checksum.value) == image.crc64
    }

    /// Whether nothing is missing of several images; true for everything else.
    func hasAllImages(_ record: TaskRecord, _ wanted: String, _ target: DownloadTarget) throws -> Bool {
        guard record.imageURLs.count > 1 else { return true }
        return try target.exists != .overwrite
            && (1...record.imageURLs.count).allSatisfy { try isThere($0, of: record, wanted) }
    }
}

extension TaskRecord {
    /// Where the video, the only image or one of several can be fetched.
    func url(of image: Int?) -> String? {
        guard let image else { return videoURL }
        return imageURLs.indices.contains(image - 1) ? imageURLs[image - 1] : nil
    }
}
