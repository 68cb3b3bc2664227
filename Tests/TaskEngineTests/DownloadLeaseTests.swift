import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Two processes that fetch one video")
struct DownloadLeaseTests {
    private func withTwo(_ body: (Bench, LeaseTests.Neighbour, DownloadTarget) async throws -> Void) async throws {
        try await withVideo { bench, target async throws in
            let neighbour = try LeaseTests.Neighbour(of: bench)
            neighbour.store.change { $0.object = storedVideo }
            try await body(bench, neighbour, target)
            await neighbour.engine.shutdown()
        }
    }

    @Test("do not: the one that comes later says who does, whatever name it would choose, and writes nothing")
    func oneFetches() async throws {
        try await withTwo { bench, neighbour, target in
            let latch = Latch()
            bench.store.on(.hold(latch))
            let first = Task { try await bench.engine.download(1, to: target) }
            await latch.isReached()
            var other = target
            for template in ["clip.mp4", "other.mp4"] {
                other.template = template
                let error = await #expect(throws: EngineError.self) {
                    _ = try await neighbour.engine.download(1, to: other)
                }
                #expect(error?.isBusyElsewhere == true, "\(error?.message ?? "")")
            }
            #expect(neighbour.store.requests.isEmpty)
            latch.open()
            _ = try await first.value
            #expect(files(target) == ["clip.json", "clip.mp4"])
            // The right went back with the publication: what is there is seen, and nothing is fetched.
            guard case .alreadyThere = try await neighbour.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(try await neighbour.ledger(bench).beginDownload(of: 1, by: LeaseTests.other, for: 1, at: noon))
        }
    }

    @Test("take turns when the first one is stopped: the second goes on with the part")
    func takesOver() async throws {
        try await withTwo { bench, neighbour, target in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await downloadFailure(bench, target)
            neighbour.store.on(.serve)
            _ = try await neighbour.engine.download(1, to: target)
            #expect(neighbour.store.requests.map(\.offset) == [84_464])
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
        }
    }

    @Test("do not wait for one that died with the right to it")
    func deadHolder() async throws {
        try await withTwo { bench, neighbour, target in
            let dead = ProcessIdentity(id: 4_000_000, started: "long ago")
            #expect(try await bench.ledger.beginDownload(of: 1, by: dead, for: 900, at: bench.clock.now))
            neighbour.store.on(.serve)
            guard case .downloaded = try await neighbour.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
        }
    }

    @Test("give it back after a failure too")
    func givesBack() async throws {
        try await withTwo { bench, neighbour, target in
            bench.store.on(.status(418))
            _ = try await downloadFailure(bench, target)
            neighbour.store.on(.serve)
            _ = try await neighbour.engine.download(1, to: target)
        }
    }
}

extension LeaseTests.Neighbour {
    fileprivate func ledger(_ bench: Bench) throws -> Ledger { try Ledger(path: bench.ledger.path) }
}

@Suite("A part that another process left, of a storage without checksums")
struct PartTrustTests {
    /// Begins a download that is stopped or killed, spoils the part, and finishes it in another process.
    private func resume(
        stopped: Bool, _ spoil: (inout [UInt8]) -> Void
    ) async throws -> (offsets: [Int64], bytes: [UInt8]) {
        var found: (offsets: [Int64], bytes: [UInt8]) = ([], [])
        try await withVideo { bench, target async throws in
            bench.store.change { $0.hasChecksum = false }
            let part = "\(target.folder)/.clip.mp4.part"
            if stopped {
                bench.store.on(.cut(after: 150_000), .status(418))
                _ = try await downloadFailure(bench, target)
            } else {
                try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
                try Data(storedVideo.prefix(150_000)).write(to: URL(filePath: part))
                try await bench.ledger.claim(VideoPart(path: part, entityTag: "\"v1\""), for: 1)
            }
            var bytes = try content(part)
            spoil(&bytes)
            try Data(bytes).write(to: URL(filePath: part))
            let neighbour = try LeaseTests.Neighbour(of: bench)
            neighbour.store.change {
                $0.object = storedVideo
                $0.hasChecksum = false
            }
            neighbour.store.on(.serve, .serve, .serve)
            _ = try await neighbour.engine.download(1, to: target)
            await neighbour.engine.shutdown()
            found = (neighbour.store.requests.map(\.offset), try content("\(target.folder)/clip.mp4"))
        }
        return found
    }

    @Test("goes on if the process was stopped and the disk still has what it wrote")
    func stopped() async throws {
        let (offsets, bytes) = try await resume(stopped: true) { _ in }
        #expect(offsets == [84_464])
        #expect(bytes == storedVideo)
    }

    @Test("goes on where the process was stopped, whatever was put behind that")
    func grown() async throws {
        let (offsets, bytes) = try await resume(stopped: true) { $0 += [UInt8](repeating: 0, count: 140_000) }
        #expect(offsets == [224_464, 84_464])
        #expect(bytes == storedVideo)
    }

    @Test("starts over if a byte of it is not what was written, or some are gone", arguments: [true, false])
    func spoiled(isShorter: Bool) async throws {
        let (offsets, bytes) = try await resume(stopped: true) { part in
            if isShorter { part.removeLast(100) } else { part[70_000] ^= 1 }
        }
        #expect(offsets == [isShorter ? 84_364 : 84_464, 0])
        #expect(bytes == storedVideo)
    }

    @Test("starts over if the process was killed: what was on the disk then, nobody knows")
    func killed() async throws {
        let (offsets, bytes) = try await resume(stopped: false) { part in
            part.replaceSubrange(20_000..<150_000, with: [UInt8](repeating: 0, count: 130_000))
        }
        #expect(offsets == [84_464, 0])
        #expect(bytes == storedVideo)
    }
}
