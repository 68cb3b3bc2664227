import CrashPoints
import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// One attempt to bring a part file to its whole length.
///
/// Not to be shared between tasks: it lives inside one call.
final class Transfer {
    /// Why an attempt ended early.
    enum Interruption: Error {
        /// The storage no longer gives out this URL.
        case staleURL(ServiceError)
        /// What is in the part cannot be gone on with.
        case startOver(String)
        /// What is in the part beyond ``provenLength`` cannot be gone on with.
        case unproven(String)
        /// It may work later.
        case broken(ServiceError)
        /// It will not work.
        case refused(String)
        /// The file of that name is this very video.
        case isThere(checksum: String, entityTag: String?)
    }

    let part: PartFile
    /// A file that may be the video already: its length and checksum are held against what the storage says.
    let present: (length: Int64, checksum: CRC64)?
    let policy: TransferPolicy
    private let clock: any WallClock
    private let claim: (String?) async throws -> Void
    private let report: (TransferProgress) throws -> Void

    private(set) var checksum = CRC64()
    private(set) var total: Int64?
    /// What the storage says of the whole, in decimal.
    private(set) var expectedChecksum: String?
    private(set) var entityTag: String?
    /// Since when the pace is taken, and how long the part was then.
    private var pace: (since: Date, length: Int64)?
    /// How many bytes at the part's beginning are provably what was fetched: by this process, or on the disk as the
    /// ledger knows it. What a process before this one wrote otherwise may have been lost with the power.
    private(set) var provenLength: Int64

    /// - Parameters:
    ///   - provenLength: of the part as it is.
    ///   - claim: called before the first byte of a part that starts over, with its strong entity tag.
    ///   - report: called for every piece; what it throws ends the attempt.
    init(
        _ part: PartFile, provenLength: Int64 = 0, present: (length: Int64, checksum: CRC64)?, policy: TransferPolicy,
        clock: any WallClock, claim: @escaping (String?) async throws -> Void,
        report: @escaping (TransferProgress) throws -> Void
    ) {
        self.part = part
        self.provenLength = provenLength
        self.present = present
        self.policy = policy
        self.clock = clock
        self.claim = claim
        self.report = report
    }

    /// Sends one request and writes what comes.
    ///
    /// - Parameters:
    ///   - resumable: the entity tag that the part began with (`.some(nil)` if it had none); `nil` to start over.
    /// - Throws: ``Interruption``, ``FileFailure``, ``LedgerError`` or `CancellationError`.
    func run(url: String, from store: any ObjectStore, resumable: String??) async throws {
        var request = ObjectRequest(url: url)
        if let resumable, part.length > 0 {
            // The tail is fetched again: it is what a loss of power spoils, and so a whole part is never asked for
            // what lies behind its end.
            request.offset = max(0, part.length - 65_536)
            // A condition without a range is no request that may be sent (RFC 9110, section 13.1.5).
            request.entityTag = request.offset > 0 ? resumable : nil
        }
        checksum = try part.checksum(ofFirst: request.offset)
        do {
            try await store.fetch(
                request,
                onHead: { try await self.head($0, request) },
                onBytes: { try self.take($0) })
        } catch let error as ServiceError {
            try Task.checkCancellation()
            throw Interruption.broken(error)
        }
        if let total, part.length < total {
            throw Interruption.broken(
                ServiceError(.disconnected, "the transfer ended after \(part.length) of \(total) bytes"))
        }
    }

    /// Cuts the part to what may be gone on with: what is proven, or nothing.
    func cut(toProven keepsProven: Bool) throws(FileFailure) {
        if !keepsProven { provenLength = 0 }
        try part.truncate(to: min(part.length, provenLength))
    }

    private func head(_ response: APIResponse, _ request: ObjectRequest) async throws {
        expectedChecksum = response.header("x-oss-hash-crc64ecma").flatMap { UInt64($0) }.map(String.init)
        let tag = response.header("etag").flatMap { $0.hasPrefix("W/") || $0.isEmpty ? nil : $0 }
        if [200, 206].contains(response.status) { try Self.checkKind(response) }
        switch response.status {
        case 200:
            let length = response.header("content-length").flatMap { Int64($0) }
            total = length.flatMap { $0 >= 0 ? $0 : nil }
            try compareWithPresent(tag)
            try checkSize()
            try await claim(tag)
            entityTag = tag
            checksum = CRC64()
            try cut(toProven: false)
        case 206:
            guard let range = Self.contentRange(response), range.first == request.offset, request.offset > 0,
                range.last == range.total - 1
            else { throw Interruption.startOver("the storage sent another range than it was asked for") }
            guard expectedChecksum != nil || (tag != nil && tag == request.entityTag) else {
                throw Interruption.startOver("nothing proves that the rest belongs to the part")
            }
            // Without a checksum of the whole nobody would notice what the disk lost.
            guard expectedChecksum != nil || request.offset <= provenLength else {
                throw Interruption.unproven("nothing proves that the part is what was fetched")
            }
            total = range.total
            entityTag = tag
            try compareWithPresent(tag)
            try checkSize()
            try part.truncate(to: request.offset)
        case 416: throw Interruption.startOver("the storage has no such range")
        default: throw Self.interruption(response)
        }
        pace = (clock.now, part.length)
        try report(TransferProgress(received: part.length, total: total))
    }

    /// Refuses what cannot be the video before anything in the part is lost for it.
    private static func checkKind(_ response: APIResponse) throws {
        // RFC 9110, section 12.5.3: only `identity` was said to be acceptable.
        let coding = response.header("content-encoding")?.lowercased() ?? ""
        guard ["", "identity"].contains(coding) else {
            throw Interruption.refused("the storage sent it encoded, which it was not asked to")
        }
        // What asks for a login or reports an error, not seldom with 200. Of other types many a storage is not sure.
        let type = response.header("content-type")?.lowercased() ?? ""
        if ["text/html", "application/json", "application/xml"].contains(where: { type.hasPrefix($0) }) {
            throw Interruption.refused("a page came in its place")
        }
    }

    private func compareWithPresent(_ tag: String?) throws {
        guard let present, let expectedChecksum, let total, total == present.length,
            expectedChecksum == String(present.checksum.value)
        else { return }
        throw Interruption.isThere(checksum: expectedChecksum, entityTag: tag)
    }

    private func checkSize() throws {
        guard let total else { return }
        if total > policy.largestVideo { throw Interruption.refused("it is said to have \(total) bytes") }
        let folder = FileSystem.folder(of: part.path)
        let needed = total - part.length
        if let free = FileSystem.freeSpace(at: folder), free < needed {
            throw Interruption.refused("\(needed) bytes are missing, and only \(free) are free in \(folder)")
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) throws {
        try Task.checkCancellation()
        let length = part.length + Int64(bytes.count)
        if let total, length > total {
            throw Interruption.refused("the storage sent more than the \(total) bytes that it said")
        }
        if length > policy.largestVideo {
            throw Interruption.refused("it does not end after \(policy.largestVideo) bytes")
        }
        let isProven = part.length <= provenLength
        try part.append(bytes)
        if isProven { provenLength = max(provenLength, part.length) }
        CrashPoints.reach(.partBegun)
        checksum.update(bytes)
        try report(TransferProgress(received: part.length, total: total))
        if part.length != total { try checkPace() }
    }

    private func checkPace() throws {
        guard let pace else { return }
        let now = clock.now
        let span = now.timeIntervalSince(pace.since)
        guard span >= policy.paceSpan else { return }
        let received = part.length - pace.length
        guard received >= policy.slowestPace else {
            throw Interruption.broken(
                ServiceError(.timeout, "only \(received) bytes came within \(Int(span)) seconds"))
        }
        self.pace = (now, part.length)
    }

    private static func interruption(_ response: APIResponse) -> Interruption {
        let error =
            ServiceError(response)
            ?? ServiceError(.unreadable, "the storage answered HTTP \(response.status)", status: response.status)
        return switch response.status {
        case 401, 403, 404, 410: .staleURL(error)
        case 408, 425, 429, 500...: .broken(error)
        default: .refused("the storage refuses it (\(error))")
        }
    }

    /// `bytes FIRST-LAST/TOTAL` (RFC 9110, section 14.4).
    private static func contentRange(_ response: APIResponse) -> (first: Int64, last: Int64, total: Int64)? {
        guard let text = response.header("content-range"), text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]),
            let total = Int64(parts[1]), first >= 0, first <= last, last < total
        else { return nil }
        return (first, last, total)
    }
}
