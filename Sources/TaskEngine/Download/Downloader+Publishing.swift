import CrashPoints
import FoundationEssentials
import Media
import NexusFlowAPI
import TaskLedger

extension Downloader {
    /// Puts the whole part under its name for good, then tells the ledger, then describes it in its sidecar.
    func publish(
        _ placement: Placement, _ transfer: Transfer, _ record: TaskRecord, _ target: DownloadTarget
    ) async throws -> TaskRecord {
        let part = placement.part
        CrashPoints.reach(.partWhole)
        try await part.synchronize()
        CrashPoints.reach(.partDurable)
        var file = placement.file
        // Somebody else's file may have come in between: then it keeps its name, and this one gets the next.
        var count = 1
        while try !FileSystem.publish(part.path, as: file, replacing: target.exists == .overwrite) {
            guard target.exists == .rename, count < 10_000 else { throw EngineError.otherFile(record, file) }
            if placement.image != nil, let found = (try? PartFile.proof(of: file)) ?? nil, found.length == part.length,
                found.checksum.value == transfer.checksum.value
            {
                // It is this very image, named by a process that died before the ledger knew.
                part.remove()
                break
            }
            count += 1
            file = FileName.numbered(placement.file, count)
        }
        CrashPoints.reach(.videoNamed)
        try await folders.synchronize(FileSystem.folder(of: file))
        CrashPoints.reach(.videoDurable)
        let video = PublishedVideo(
            file: file, length: part.length, crc64: String(transfer.checksum.value), entityTag: transfer.entityTag)
        return try await note(video, record, placement.image)
    }

    /// Writes the sidecar of a video that is published where there is none: its process may have died right before.
    func describe(_ record: TaskRecord, _ video: PublishedVideo) async {
        let path = VideoNaming.sidecar(of: video.file)
        guard Sidecar.owner(of: path) == .nobody else { return }
        // The video is what counts: a folder that takes no more files is no failure of what is there.
        try? await FileSystem.replace(path, with: Sidecar.text(of: record, proof: video, at: context.clock.now))
    }

    /// Tells the ledger, and writes the sidecar, of which a task has one however many images it made.
    ///
    /// - Parameter image: which of several it is, of which the ledger alone is told.
    func note(_ video: PublishedVideo, _ record: TaskRecord, _ image: Int?) async throws -> TaskRecord {
        let time = context.clock.now
        let published: TaskRecord
        do {
            if let image {
                return try await context.ledger.publish(
                    ImageFile(position: image, file: video.file, length: video.length, crc64: video.crc64),
                    of: record.number)
            }
            published = try await context.ledger.publish(
                video, of: record.number, by: context.configuration.process, at: time)
        } catch {
            throw EngineError(
                .ledger(error), task: record.number,
                "the \(record.product) of task \(record.number) is at \(video.file), but that could not be noted: \(error.message)",
                remedy: error.remedy)
        }
        CrashPoints.reach(.sidecarDue)
        let path = VideoNaming.sidecar(of: video.file)
        guard Sidecar.owner(of: path) != .stranger else {
            throw EngineError(
                .download, task: record.number,
                "the \(record.product) of task \(record.number) is at \(video.file); it is not described in \(path), which is another file",
                remedy: "move that file aside")
        }
        do {
            try await FileSystem.replace(path, with: Sidecar.text(of: published, proof: video, at: time))
        } catch {
            throw EngineError(
                .download, task: record.number,
                "the \(record.product) of task \(record.number) is at \(video.file), but its description could not be written: "
                    + error.message,
                remedy: error.remedy)
        }
        CrashPoints.reach(.sidecarDone)
        return published
    }
}

/// Passes on how far a transfer is, a few times a second.
final class ProgressMeter {
    private static let interval = 0.1

    private let clock: any WallClock
    private let report: @Sendable (TransferProgress) -> Void
    private var lastReport = Date.distantPast

    init(clock: any WallClock, report: @escaping @Sendable (TransferProgress) -> Void) {
        self.clock = clock
        self.report = report
    }

    func note(_ progress: TransferProgress) {
        let now = clock.now
        guard abs(now.timeIntervalSince(lastReport)) >= Self.interval else { return }
        lastReport = now
        report(progress)
    }

    func finish(_ progress: TransferProgress) {
        report(progress)
    }
}

extension EngineError {
    static func video(_ record: TaskRecord, _ reason: String, _ remedy: String? = nil) -> EngineError {
        EngineError(
            .download, task: record.number, "the \(record.product) of task \(record.number) was not stored: \(reason)",
            remedy: remedy ?? "`download \(record.number)` tries again; nothing is billed for that")
    }

    static func noVideo(_ record: TaskRecord) -> EngineError {
        EngineError(
            .impossible, task: record.number,
            record.status == .succeeded
                ? "the service names no video for task \(record.number)"
                : "task \(record.number) is \(record.status.word): it has no video",
            remedy: record.status.isFinal
                ? "`info \(record.number)` shows all that is known of it" : "wait until it has ended")
    }

    static func otherFile(_ record: TaskRecord, _ file: String) -> EngineError {
        EngineError(
            .download, task: record.number,
            "\(file) is there already, and nothing proves that it is the \(record.product) of task \(record.number)",
            remedy: "choose another name with to=, or say exists=rename or exists=overwrite")
    }

    static func busy(_ record: TaskRecord, _ file: String) -> EngineError {
        var error = EngineError(
            .download, task: record.number,
            "another nfsh is fetching the \(record.product) of task \(record.number) to \(file)",
            remedy: "wait until it has ended")
        error.isBusyElsewhere = true
        return error
    }

    static func stopped(_ number: Int) -> EngineError {
        EngineError(
            .cancelled, task: number, "the download of task \(number) was stopped",
            remedy: "`download \(number)` goes on where it stopped")
    }
}
