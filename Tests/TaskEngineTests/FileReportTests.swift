import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Holding a file against the ledger")
struct FileReportTests {
    /// A downloaded video, and its record.
    private func withFile(
        _ body: (_ record: TaskRecord, _ path: String, _ target: DownloadTarget) async throws -> Void
    ) async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.serve)
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            try await body(record, try #require(record.file), target)
        }
    }

    @Test("finds whole what was published")
    func whole() async throws {
        try await withFile { record, _, _ in
            let report = FileReport(on: record)
            #expect(report.verdict == .whole && !report.verdict.isLoss && report.reason == nil)
            #expect(report.length == Int64(storedVideo.count) && report.length == record.fileSize)
            #expect(report.crc64 == record.crc64 && report.crc64 != nil)
        }
    }

    @Test("tells a broken copy from another video, also one of the same length")
    func differences() async throws {
        var flipped = storedVideo
        flipped[flipped.count - 1] ^= 1
        for (bytes, verdict, reason) in [
            (flipped, .changed, "its checksum is not the one that was published"),
            (
                video(seconds: 9, pictures: 10), .changed,
                "it has \(video(pictures: 10).count) bytes, and \(storedVideo.count) were published"
            ),
            (storedVideo.dropLast(), .damaged, "the file is cut off: 1 bytes of box 'mdat' are missing"),
            ([], .damaged, "the file is empty"),
        ] as [([UInt8], FileReport.Verdict, String)] {
            try await withFile { record, path, _ in
                try Data(bytes).write(to: URL(filePath: path))
                let report = FileReport(on: record)
                #expect(report.verdict == verdict && verdict.isLoss)
                #expect(report.reason == reason)
                #expect(report.length == Int64(bytes.count))
                #expect(report.crc64 != record.crc64)
            }
        }
    }

    @Test("finds damaged what is as it was published, and is not what was asked for")
    func wrongLength() async throws {
        try await withFile { record, _, _ in
            var record = record
            record.request.duration = 10
            let report = FileReport(on: record)
            #expect(report.verdict == .damaged)
            #expect(report.reason == "it is 5.00 s long, not about 10 s")
        }
    }

    @Test("tells what is missing from what cannot be read, and from what was never there")
    func absence() async throws {
        try await withFile { record, path, target in
            let files = FileManager.default
            try files.removeItem(atPath: path)
            #expect(FileReport(on: record).verdict == .missing)
            #expect(FileReport(on: record).length == nil)
            try files.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(FileReport(on: record).verdict == .missing)
            #expect(FileReport(on: record).reason == "what has its name is no file")
            try files.removeItem(atPath: path)
            try files.createSymbolicLink(atPath: path, withDestinationPath: path)
            #expect(FileReport(on: record).verdict == .unreadable)
            #expect(FileReport(on: record).reason?.hasPrefix("cannot read \(path): ") == true)
            try files.removeItem(atPath: target.folder)
            try Data().write(to: URL(filePath: target.folder))
            #expect(FileReport(on: record).verdict == .missing)
            var record = record
            record.file = nil
            #expect(FileReport(on: record).verdict == .notDownloaded && !FileReport(on: record).verdict.isLoss)
        }
    }

    @Test("knows whether downloading again would write to the same place")
    func names() async throws {
        try await withFile { record, path, target in
            var record = record
            record.folder = target.folder
            record.template = "clip.mp4"
            #expect(record.fileHasChosenName)
            record.file = "\(target.folder)/clip-2.mp4"
            #expect(!record.fileHasChosenName)
            record.file = path
            record.template = "{nonsense}"
            #expect(!record.fileHasChosenName)
        }
    }
}
