import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskEngine

/// A storage that sends one byte at a time, and lets a clock pass meanwhile.
private struct DrippingStore: ObjectStore {
    let head: APIResponse
    let clock: ManualClock
    /// Between two bytes, in seconds.
    var pause = 0.0

    func fetch(
        _ request: ObjectRequest, onHead: (APIResponse) async throws -> Void,
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try await onHead(head)
        while true {
            clock.advance(by: pause)
            try [UInt8](repeating: 7, count: 1).withUnsafeBytes { try onBytes($0) }
        }
    }
}

@Suite("One attempt at a transfer")
struct TransferTests {
    /// How it ends, and the length of its part.
    private func end(
        _ policy: TransferPolicy, _ headers: [APIResponse.Header], pause: Double = 0
    ) async throws -> (Transfer.Interruption, Int64) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "transfer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .opened(let part) = try PartFile.open("\(folder)/.clip.mp4.part") else {
            throw CancellationError()
        }
        let clock = ManualClock()
        let transfer = Transfer(part, present: nil, policy: policy, clock: clock, claim: { _ in }, report: { _ in })
        let store = DrippingStore(head: APIResponse(status: 200, headers: headers), clock: clock, pause: pause)
        do {
            try await transfer.run(url: "https://v/1.mp4", from: store, resumable: nil)
        } catch let interruption as Transfer.Interruption {
            return (interruption, part.length)
        }
        throw CancellationError()
    }

    @Test("of a body without a length and without an end is given up at the longest video that is taken")
    func endless() async throws {
        var policy = TransferPolicy()
        policy.largestVideo = 1000
        let (interruption, length) = try await end(policy, [])
        guard case .refused(let reason) = interruption else { return #expect(Bool(false), "\(interruption)") }
        #expect(reason == "it does not end after 1000 bytes")
        #expect(length == 1000)
    }

    @Test("of a body that drips breaks, however regularly its bytes come, and may be gone on with")
    func drip() async throws {
        let (interruption, length) = try await end(
            TransferPolicy(), [.init("Content-Length", "1000000")], pause: 2.5)
        guard case .broken(let error) = interruption else { return #expect(Bool(false), "\(interruption)") }
        #expect(error.code == .timeout)
        #expect(error.message == "only 24 bytes came within 60 seconds")
        #expect(length == 24)
    }

    @Test("that is slow but steady is not broken off: it ends where its length says")
    func slow() async throws {
        var policy = TransferPolicy()
        policy.slowestPace = 24
        let (interruption, _) = try await end(policy, [.init("Content-Length", "1000")], pause: 2.5)
        guard case .refused(let reason) = interruption else { return #expect(Bool(false), "\(interruption)") }
        #expect(reason == "the storage sent more than the 1000 bytes that it said")
    }

    @Test("of more than the disk has room for takes not a byte")
    func diskSpace() async throws {
        var policy = TransferPolicy()
        policy.largestVideo = .max
        let (interruption, length) = try await end(policy, [.init("Content-Length", "\(Int64.max)")])
        guard case .refused(let reason) = interruption else { return #expect(Bool(false), "\(interruption)") }
        #expect(reason.hasPrefix("\(Int64.max) bytes are missing, and only "))
        #expect(length == 0)
    }
}
