import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskEngine

/// What the storage has.
let storedVideo = video()

/// A bench with a finished task.
func withVideo(_ body: (Bench, DownloadTarget) async throws -> Void) async throws {
    try await withBench { bench async throws in
        bench.store.change { $0.object = storedVideo }
        _ = try await bench.submitted("succeeded", url: "https://v/1.mp4?sig=a")
        try await body(bench, DownloadTarget(folder: "\(bench.folder)/videos", template: "clip.mp4"))
    }
}

func downloadFailure(_ bench: Bench, _ target: DownloadTarget, _ number: Int = 1) async throws -> EngineError {
    try #require(
        await #expect(throws: EngineError.self) { _ = try await bench.engine.download(number, to: target) })
}

func files(_ target: DownloadTarget) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: target.folder)) ?? []).sorted()
}

func content(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
