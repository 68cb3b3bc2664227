import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger

/// Brings videos to their places, whole and verified, the one with the nearest deadline first.
final class Downloader: Sendable {
    let context: EngineContext
    let names = NameBook()
    let folders = FolderSync()
    private let policy = TransferPolicy()
    /// Bounds the transfers in flight.
    private let gate: Gate
    /// Bounds the videos that are whole and wait for the disk: the more there are, the more share its work.
    private let publishing: Gate
    /// One for each task: two downloads of one video wait for each other.
    private let taskGates = Mutex<[Int: Gate]>([:])

    init(context: EngineContext) {
        self.context = context
        gate = Gate(limit: context.configuration.jobs)
        publishing = Gate(limit: 4 * context.configuration.jobs)
    }

    func download(
        _ number: Int, to target: DownloadTarget, progress: @escaping @Sendable (TransferProgress) -> Void
    ) async -> Result<DownloadOutcome, EngineError> {
        do {
            let urgency = try context.row(number).expiresAt?.timeIntervalSince1970 ?? .infinity
            let own = taskGates.withLock { gates in
                let own = gates[number] ?? Gate(limit: 1)
                gates[number] = own
                return own
            }
            return .success(
                try await own.pass {
                    try await gate.pass(urgency: urgency) { try await fetch(number, target, $0, progress) }.get()
                }.get())
        } catch {
            return .failure(Self.engineError(error, number))
        }
    }

    private static func engineError(_ error: any Error, _ number: Int) -> EngineError {
        switch error {
        case let error as EngineError: error
        case let error as LedgerError: EngineError(error, task: number)
        case let error as FileFailure: EngineError(.download, task: number, error.message, remedy: error.remedy)
        case is CancellationError: .stopped(number)
        default: EngineError(.download, task: number, "what task \(number) made could not be fetched: \(error)")
        }
    }

    private func fetch(
        _ number: Int, _ target: DownloadTarget, _ stay: Gate.Stay,
        _ progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> DownloadOutcome {
        var record = try context.row(number)
        if record.status.isRunning { record = try await context.refresh(number) }
        // That it is expired was concluded here: the service may know better.
        if record.status == .expired { record = (try? await context.refresh(number)) ?? record }
        guard record.status == .succeeded else { throw EngineError.noVideo(record) }
        let wanted = try VideoNaming.file(for: record, target)
        if try await isPublished(record, wanted, target) { return .alreadyThere(record) }
        if record.videoURL == nil { record = try await context.refresh(number) }
        guard record.videoURL != nil else { throw EngineError.noVideo(record) }

        let lease = DownloadLease(of: number, context)
        guard try await lease.take() else { throw EngineError.busy(record, wanted) }
        do {
            // Who had the lease before may have finished meanwhile.
            let latest = try context.row(number)
            if latest.file != record.file, try await isPublished(latest, wanted, target) {
                await lease.giveBack()
                return .alreadyThere(latest)
            }
            try FileSystem.makeFolder(FileSystem.folder(of: wanted))
            guard record.imageURLs.count < 2 else {
                return try await fetchImages(record, lease, as: wanted, target, progress)
            }
            let placement = try await place(record, as: wanted, target)
            return try await fetch(record, lease, placement, target, stay, progress)
        } catch {
            await lease.giveBack()
            throw error
        }
    }

    /// Fills a part that was placed, and publishes it.
    ///
    /// - Parameter stay: the place among the transfers, which ends as soon as the network is not needed any more; `nil` if
    ///   it is needed again.
    func fetch(
        _ record: TaskRecord, _ lease: DownloadLease, _ placement: Placement, _ target: DownloadTarget,
        _ stay: Gate.Stay?, _ progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> DownloadOutcome {
        defer { names.giveBack(placement.file) }
        let meter = ProgressMeter(clock: context.clock, report: progress)
        let transfer = transfer(of: record, lease, placement, target, meter)
        do {
            return try await fill(placement, transfer, record, target, stay, meter)
        } catch {
            let part = placement.part
            if part.length == 0 || placement.image != nil {
                // An empty part is of no use to anybody, and that of an image is not gone on with.
                part.remove()
            } else if transfer.provenLength > 0, (try? await part.synchronize()) != nil {
                lease.checkpoint = try? part.checkpoint(ofFirst: min(part.length, transfer.provenLength))
            }
            throw error
        }
    }

    private func transfer(
        of record: TaskRecord, _ lease: DownloadLease, _ placement: Placement, _ target: DownloadTarget,
        _ meter: ProgressMeter
    ) -> Transfer {
        Transfer(
            placement.part, provenLength: placement.provenLength, present: placement.present, policy: policy,
            clock: context.clock,
            claim: { [context] tag in
                // `skip` is content with the file that is there, or with none of that name.
                if placement.present != nil, target.exists == .skip {
                    throw EngineError.otherFile(record, placement.file)
                }
                try await context.ledger.claim(
                    VideoPart(path: placement.part.path, entityTag: tag), for: record.number)
            },
            report: { progress throws in
                meter.note(progress)
                guard try lease.keep() else { throw EngineError.busy(record, placement.file) }
            })
    }

    /// Whether the ledger's file is where this download would put it, and still what was published.
    private func isPublished(_ record: TaskRecord, _ wanted: String, _ target: DownloadTarget) async throws -> Bool {
        guard try hasAllImages(record, wanted, target) else { return false }
        guard target.exists != .overwrite, let file = record.file, let length = record.fileSize,
            VideoNaming.isVariant(file, of: wanted), let proof = try PartFile.proof(of: file)
        else { return false }
        guard proof.length == length, record.crc64 == String(proof.checksum.value) else { return false }
        await describe(record, PublishedVideo(file: file, length: length, crc64: String(proof.checksum.value)))
        return true
    }

    /// The entity tag that the part of this file began with (`.some(nil)` if it had none); `nil` where there is none.
    private func begun(_ placement: Placement, _ record: TaskRecord) throws -> String?? {
        placement.image == nil ? try context.ledger.part(of: record.number).map(\.entityTag) : nil
    }

    /// Transfers until the part is whole, and publishes it.
    private func fill(
        _ placement: Placement, _ transfer: Transfer, _ original: TaskRecord, _ target: DownloadTarget,
        _ stay: Gate.Stay?, _ meter: ProgressMeter
    ) async throws -> DownloadOutcome {
        var record = original
        let part = placement.part
        let number = record.number
        var begun = try begun(placement, record)
        var hasFreshURL = false
        var hasStartedOver = false
        var barren = 0
        for _ in 0..<policy.attempts {
            let before = part.length
            do {
                guard let url = record.url(of: placement.image) else { throw EngineError.noVideo(record) }
                try await transfer.run(url: url, from: context.store, resumable: begun)
                try verify(transfer, record)
                meter.finish(TransferProgress(received: part.length, total: part.length))
                if let present = placement.present, present.length == part.length,
                    present.checksum.value == transfer.checksum.value
                {
                    let video = PublishedVideo(
                        file: placement.file, length: part.length, crc64: String(present.checksum.value),
                        entityTag: transfer.entityTag)
                    part.remove()
                    return .alreadyThere(try await note(video, record, placement.image))
                }
                return try await publishing.pass {
                    // Who waits for the disk keeps nobody from the network.
                    stay?.end()
                    return .downloaded(try await publish(placement, transfer, record, target))
                }.get()
            } catch Transfer.Interruption.isThere(let checksum, let tag) {
                let video = PublishedVideo(
                    file: placement.file, length: placement.present?.length ?? 0, crc64: checksum, entityTag: tag)
                part.remove()
                return .alreadyThere(try await note(video, record, placement.image))
            } catch Transfer.Interruption.startOver(let reason) {
                try transfer.cut(toProven: false)
                guard !hasStartedOver else { throw EngineError.video(record, reason) }
                hasStartedOver = true
            } catch Transfer.Interruption.unproven {
                try transfer.cut(toProven: true)
            } catch Transfer.Interruption.staleURL(let error) {
                guard !hasFreshURL else {
                    throw EngineError.video(record, "the storage does not give it out (\(error))")
                }
                hasFreshURL = true
                record = try await context.refresh(number)
            } catch Transfer.Interruption.refused(let reason) {
                throw EngineError.video(record, reason)
            } catch Transfer.Interruption.broken(let error) {
                barren = part.length - before >= policy.progress ? 0 : barren + 1
                guard barren < policy.barrenAttempts else { throw EngineError.video(record, "\(error)") }
                if error.code == .unreachable, !hasFreshURL {
                    hasFreshURL = true
                    record = (try? await context.refresh(number)) ?? record
                }
                let random = context.configuration.random()
                let pause = policy.pause(barren: barren, retryAfter: error.retryAfter, random: random)
                try await context.clock.sleep(for: .seconds(pause))
            }
            begun = try self.begun(placement, record)
        }
        throw EngineError.video(record, "the transfer broke \(policy.attempts) times")
    }

    /// Holds the part against what the storage said of the whole, and looks into it.
    private func verify(_ transfer: Transfer, _ record: TaskRecord) throws {
        let part = transfer.part
        let checksum = String(transfer.checksum.value)
        if let expected = transfer.expectedChecksum, expected != checksum {
            throw Transfer.Interruption.startOver(
                "its checksum (CRC-64) is \(checksum), and the storage says \(expected)")
        }
        if let fault = VideoNaming.fault(inVideoAt: part.path, of: record) {
            part.remove()
            throw EngineError.video(record, fault)
        }
    }
}
