import FoundationEssentials
import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Synchronization
import TaskEngine
import TaskLedger
import Testing

/// An engine with a finished task, whose video is at a scripted server.
struct DownloadBench: Sendable {
    let folder: String
    let ledger: Ledger
    let engine: TaskEngine

    /// What fetching the video to `clip.mp4` comes to.
    func download() async -> Result<DownloadOutcome, EngineError> {
        do {
            return .success(try await engine.download(1, to: DownloadTarget(folder: folder, template: "clip.mp4")))
        } catch {
            return .failure(error)
        }
    }

    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

    func content(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map(Array.init)
    }
}

/// A clock whose sleepers wake at once.
private struct HurryingClock: WallClock {
    var now: Date { Date() }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        await Task.yield()
    }
}

/// Runs `body` with a task whose video a server tells such things about.
func withDownload(_ lie: Lie, _ body: (DownloadBench) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
        at: folder.appending(path: "videos"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let asked = Mutex(0)
    try await withServer(
        { exchange in
            guard exchange.path == "/v.mp4" else {
                let url = "http://\(exchange.headers["host"].first ?? "")/v.mp4"
                return [
                    .answer(200, #"{"id":"t-1","status":"succeeded","output":{"video_url":"\#(url)"}}"#)
                ]
            }
            let number = asked.withLock { number in
                number += 1
                return number
            }
            return lie.answers[min(number, lie.answers.count) - 1](exchange)
        }, configure: { $0.stallTimeout = .milliseconds(300) }
    ) { _, client in
        let ledger = try Ledger(path: folder.appending(path: "ledger.sqlite").path)
        let engine = TaskEngine(
            ledger: ledger, service: client, store: client, account: "none", clock: HurryingClock(),
            configuration: EngineConfiguration(random: { 0.5 }))
        _ = try await engine.submit(
            SubmitOrder(
                request: GenerationRequest(model: "wan2.6-t2v", prompt: "a boat", resolution: "720P", duration: 5),
                autodownload: false))
        try await body(DownloadBench(folder: folder.appending(path: "videos").path, ledger: ledger, engine: engine))
        await engine.shutdown()
    }
}

/// Boxes that say that they hold five seconds of video.
func sampleVideo() -> [UInt8] {
    func integer(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    func box(_ type: String, _ content: [UInt8]...) -> [UInt8] {
        let payload = content.flatMap { $0 }
        return integer(UInt32(8 + payload.count)) + Array(type.utf8) + payload
    }
    let length = zeros(12) + integer(1000) + integer(5000)
    let entry = box("avc1", zeros(24), [0x05, 0x00, 0x02, 0xD0], zeros(50))
    let tables = box("stbl", box("stsd", zeros(4), integer(1), entry))
    let media = box(
        "mdia", box("mdhd", length, zeros(4)), box("hdlr", zeros(8), Array("vide".utf8), zeros(12)),
        box("minf", tables))
    let movie = box("moov", box("mvhd", length, zeros(80)), box("trak", media))
    let pictures = (0..<250_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    return box("ftyp", Array("isom".utf8), integer(0)) + movie + box("mdat", pictures)
}
