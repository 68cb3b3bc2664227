import Media
import NexusFlowAPI
import TaskLedger

/// A name that one download has to itself, with the part file that will get it.
struct Placement {
    /// Which of a task's several images it is for, from 1; `nil` for the video or the only image.
    let image: Int?
    /// The absolute final path.
    let file: String
    let part: PartFile
    /// A file of that name that is there already and may be this very video.
    let present: (length: Int64, checksum: CRC64)?
    /// How many bytes at the part's beginning are provably what was fetched.
    let provenLength: Int64
}

extension Downloader {
    /// Chooses the name, reserves it within this process and locks its part against other processes.
    ///
    /// One of several images is small, and has neither a part that is gone on with nor a sidecar. A file of its name may be
    /// it.
    func place(
        _ record: TaskRecord, as wanted: String, _ target: DownloadTarget, image: Int? = nil
    ) async throws -> Placement {
        let begun = image == nil ? try context.ledger.part(of: record.number) : nil
        for count in 1...10_000 {
            let file = FileName.numbered(wanted, count)
            let path = FileName.partial(for: file)
            guard names.take(file) else { continue }
            var isPlaced = false
            defer { if !isPlaced { names.giveBack(file) } }

            var present: (length: Int64, checksum: CRC64)?
            if target.exists != .overwrite, FileSystem.exists(file) {
                // Published by an attempt of this task that died before the ledger knew.
                let isOwnOrphan = try begun?.path == path && context.ledger.owners(ofFile: file).isEmpty
                guard target.exists == .skip || isOwnOrphan || image != nil else { continue }
                // With another name to go to, one that cannot be read is just taken.
                present =
                    target.exists == .rename ? (try? PartFile.proof(of: file)) ?? nil : try PartFile.proof(of: file)
                if present == nil, target.exists == .rename { continue }
            }
            if image == nil, target.exists == .rename,
                ![.nobody, .video(id: record.id)].contains(Sidecar.owner(of: VideoNaming.sidecar(of: file)))
            {
                continue
            }

            switch try PartFile.open(path) {
            case .opened(let part):
                var provenLength: Int64 = 0
                if begun?.path == path {
                    provenLength = try part.length(provenBy: begun?.checkpoint)
                } else if image != nil {
                    try part.truncate(to: 0)
                } else if part.length > 0 {
                    // An empty one is claimed before its first byte.
                    try await context.ledger.claim(VideoPart(path: path, entityTag: nil), for: record.number)
                }
                isPlaced = true
                return Placement(
                    image: image, file: file, part: part, present: present, provenLength: provenLength)
            case .locked:
                if image == nil, try context.ledger.part(of: record.number)?.path == path {
                    throw EngineError.busy(record, file)
                }
            }
        }
        throw EngineError.video(record, "every name like \(wanted) is taken", "choose another with to=")
    }
}

extension PartFile {
    /// How many of its bytes are those that were on the disk when the checkpoint was written down.
    func length(provenBy checkpoint: PartCheckpoint?) throws(FileFailure) -> Int64 {
        guard let checkpoint, checkpoint.length > 0, checkpoint.length <= length,
            String(try checksum(ofFirst: checkpoint.length).value) == checkpoint.crc64
        else { return 0 }
        return checkpoint.length
    }

    /// What proves its first bytes from now on, once they are on the disk.
    func checkpoint(ofFirst length: Int64) throws(FileFailure) -> PartCheckpoint {
        PartCheckpoint(length: length, crc64: String(try checksum(ofFirst: length).value))
    }
}
