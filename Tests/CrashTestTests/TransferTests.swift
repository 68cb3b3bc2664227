import CrashPoints
import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import CrashTest

/// Two videos, where the harness has the program put them.
private let offered: [Offer.Item] = (1...2).map { number in
    let video = SampleVideo(id: "t-\(number)", version: 0, seconds: 5, pictures: 1000)
    return Offer.Item(
        id: "t-\(number)", duration: 5, bytes: video.bytes, checksum: video.checksum, urls: ["http://127.0.0.1:1/v"])
}

private func description(of item: Offer.Item) -> [UInt8] {
    Array((["id": .string(item.id), "proof": ["crc64": .string(item.checksum)]] as JSONValue).text().utf8)
}

extension TransferEvidence {
    /// Both are there and described, and the ledger knows it.
    fileprivate static var whole: TransferEvidence {
        var evidence = TransferEvidence(
            items: offered, folder: "/v",
            rows: zip(1..., offered).map { Row(file: "/v/\($0).mp4", crc64: $1.checksum) })
        for (number, item) in zip(1..., offered) {
            evidence.files["\(number).mp4"] = item.bytes
            evidence.files["\(number).json"] = description(of: item)
        }
        return evidence
    }

    fileprivate func with(_ change: (inout TransferEvidence) -> Void) -> TransferEvidence {
        var evidence = self
        change(&evidence)
        return evidence
    }
}

@Suite("The verdict on transfers")
struct TransferVerdictTests {
    private let whole = TransferEvidence.whole

    @Test("finds nothing where all is well, and nothing before anything is fetched")
    func well() {
        #expect(whole.violations(isLast: true).isEmpty)
        let empty = TransferEvidence(items: offered, folder: "/v", rows: [.init(), .init()])
        #expect(empty.violations(isLast: false).isEmpty)
    }

    @Test("a published video that differs by one byte, or by its last, is not its source")
    func altered() {
        for place in [0, 500, offered[0].bytes.count - 1] {
            let evidence = whole.with { $0.files["1.mp4"]?[place] ^= 1 }
            #expect(evidence.violations(isLast: false) == [.altered("1.mp4")])
        }
        #expect(whole.with { $0.files["2.mp4"]?.removeLast() }.violations(isLast: false) == [.altered("2.mp4")])
        #expect(whole.with { $0.files["2.mp4"]?.append(0) }.violations(isLast: false) == [.altered("2.mp4")])
        let swapped = whole.with { $0.files["1.mp4"] = offered[1].bytes }
        #expect(swapped.violations(isLast: false) == [.altered("1.mp4")])
    }

    @Test("a file that the ledger knows and nobody finds is a violation at any time")
    func missing() {
        let evidence = whole.with { $0.files["1.mp4"] = nil }
        #expect(evidence.violations(isLast: false) == [.inLedgerOnly(1)])
        #expect(evidence.violations(isLast: true) == [.inLedgerOnly(1), .unpublished(1)])
    }

    @Test("at the end nothing may be missing: no video, no row, no description")
    func incomplete() {
        let unnoted = whole.with { $0.rows[0] = .init() }
        #expect(unnoted.violations(isLast: false).isEmpty)
        #expect(unnoted.violations(isLast: true) == [.unpublished(1)])
        let undescribed = whole.with { $0.files["2.json"] = nil }
        #expect(undescribed.violations(isLast: false).isEmpty)
        #expect(undescribed.violations(isLast: true) == [.undescribed(2)])
    }

    @Test("at the end nothing may be left over: no part, no lease")
    func leftOver() {
        let part = whole.with { $0.files[".1.mp4.part"] = [1] }
        #expect(part.violations(isLast: false).isEmpty)
        #expect(part.violations(isLast: true) == [.leftOver(".1.mp4.part")])
        #expect(whole.with { $0.rows[1].hasLease = true }.violations(isLast: true) == [.leaseInLedger(2)])
        #expect(whole.with { $0.rows[1].hasPart = true }.violations(isLast: true) == [.partInLedger(2)])
    }

    @Test("a row has to name its own file with its own checksum")
    func rows() {
        #expect(whole.with { $0.rows[0].file = "/v/2.mp4" }.violations(isLast: false) == [.wrongRow(1)])
        #expect(whole.with { $0.rows[0].crc64 = "1" }.violations(isLast: false) == [.wrongRow(1)])
        #expect(whole.with { $0.rows[0].crc64 = nil }.violations(isLast: false) == [.wrongRow(1)])
    }

    @Test("a video under a second name, a file of no task, and a description of another are violations")
    func names() {
        let twice = whole.with { $0.files["1-2.mp4"] = offered[0].bytes }
        #expect(twice.violations(isLast: false) == [.fetchedTwice("1-2.mp4")])
        #expect(whole.with { $0.files["3.mp4"] = [] }.violations(isLast: false) == [.strange("3.mp4")])
        let swapped = whole.with { $0.files["1.json"] = description(of: offered[1]) }
        #expect(swapped.violations(isLast: false) == [.broken("1.json")])
        #expect(whole.with { $0.files["1.json"]?.removeLast() }.violations(isLast: false) == [.broken("1.json")])
    }
}

@Suite("What a round of transfers is judged by")
struct TransferEvidenceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "transfers-\(UUID().uuidString)").path

    @Test("files, rows, parts and leases are found where they are")
    func gathering() async throws {
        let videos = TransferEvidence.videos(in: folder)
        try FileManager.default.createDirectory(atPath: videos, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/ledger.sqlite"
        let ledger = try Ledger(path: path)
        for item in offered {
            let request = GenerationRequest(model: "wan2.6-t2v", prompt: item.id, duration: item.duration)
            let intent = TaskIntent(
                request: request, origin: "http://127.0.0.1:1", account: "none", folder: videos,
                template: "{number}.mp4", exists: .rename, autodownload: false)
            _ = try await ledger.intend([intent], within: nil, by: .current, at: noon)
        }
        #expect(try TransferEvidence(of: offered, in: folder, ledger: path).rows == [.init(), .init()])

        for number in 1...2 {
            #expect(try await ledger.beginDownload(of: number, by: .current, for: 60, at: noon))
            try await ledger.claim(VideoPart(path: "\(videos)/.\(number).mp4.part", entityTag: nil), for: number)
        }
        let file = "\(videos)/1.mp4"
        try Data(offered[0].bytes).write(to: URL(filePath: file))
        let video = PublishedVideo(file: file, length: Int64(offered[0].bytes.count), crc64: offered[0].checksum)
        _ = try await ledger.publish(video, of: 1, at: noon)

        let evidence = try TransferEvidence(of: offered, in: folder, ledger: path)
        #expect(evidence.files == ["1.mp4": offered[0].bytes])
        #expect(
            evidence.rows == [
                .init(file: file, crc64: offered[0].checksum), .init(hasPart: true, hasLease: true),
            ])
        try await ledger.pauseDownload(nil, of: 2, by: .current)
        #expect(try TransferEvidence(of: offered, in: folder, ledger: path).rows[1] == .init(hasPart: true))
    }
}

@Suite("Spoiling parts")
struct TamperingTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "part-\(UUID().uuidString)").path
    private let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }

    private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
    private func read() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test("changes the tail and leaves what is before it", arguments: Tampering.allCases)
    func tail(tampering: Tampering) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        for seed in 0..<20 {
            try write(bytes)
            var dice = Dice(UInt64(seed), "spoil")
            #expect(try tampering.spoil(path, &dice))
            let spoiled = try read()
            switch tampering {
            case .untouched: #expect(spoiled == bytes)
            case .altered:
                #expect(spoiled.count == bytes.count && spoiled != bytes)
            case .zeroed:
                let start = zip(spoiled, bytes).prefix { $0 == $1 }.count
                #expect(spoiled.count == bytes.count && start < bytes.count)
                #expect(spoiled[start...].allSatisfy { $0 == 0 })
            case .truncated: #expect(spoiled.count < bytes.count && bytes.starts(with: spoiled))
            case .extended: #expect(spoiled.count > bytes.count && spoiled.starts(with: bytes))
            }
        }
    }

    @Test("says so when there is nothing to spoil: no file, no bytes, zeros already, or a published one")
    func nothing() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var dice = Dice(1, "spoil")
        #expect(try !Tampering.altered.spoil(path, &dice))
        try write([])
        #expect(try !Tampering.extended.spoil(path, &dice))
        try write([UInt8](repeating: 0, count: 1000))
        #expect(try !Tampering.zeroed.spoil(path, &dice))
        try write(bytes)
        try FileManager.default.linkItem(atPath: path, toPath: "\(path).mp4")
        defer { try? FileManager.default.removeItem(atPath: "\(path).mp4") }
        #expect(try !Tampering.truncated.spoil(path, &dice))
        #expect(try read() == bytes)
    }
}

@Suite("The servers of transfers")
struct TransferServerTests {
    @Test("what was never met is a gap of its server, once there were kills enough")
    func gaps() {
        var tally = TransferTally()
        for server in VideoServer.allCases {
            for point in TransferTally.points + [nil] { tally.deaths[.init(point: point, server: server)] = 10 }
        }
        for tampering in Tampering.allCases { tally.tamperings[tampering] = 1 }
        #expect(tally.gaps(VideoServer.allCases).isEmpty)
        tally.deaths[.init(point: .partWhole, server: .local)] = 0
        #expect(tally.gaps(VideoServer.allCases) == ["partWhole with local"])
        tally.tamperings[.zeroed] = 0
        #expect(tally.gaps([.own, .nginx]) == ["a part zeroed"])
        tally.deaths = [.init(point: nil, server: .own): 99]
        #expect(tally.gaps([.own]).isEmpty)
    }

    @Test("a made-up video is offered at every path that its server has it at")
    func offer() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "library-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let offer = try Library(in: folder).offer(from: "http://127.0.0.1:1", at: ["", "slow/"])
        #expect(offer.baseURL == "http://127.0.0.1:1/v1")
        #expect(offer.items[3].urls == ["http://127.0.0.1:1/video-3.mp4", "http://127.0.0.1:1/slow/video-3.mp4"])
        for item in offer.items {
            #expect(Array(try Data(contentsOf: URL(filePath: "\(folder)/\(item.id).mp4"))) == item.bytes)
            var crc = CRC64()
            crc.update(item.bytes)
            #expect(item.checksum == String(crc.value))
        }
        #expect(Set(offer.items.map(\.checksum)).count == offer.items.count)
    }
}
